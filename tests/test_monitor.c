/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Telemetry and records to who watches at the control socket.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "spoolerd/parent/live.h"
#include "tests/answering.h"

/* --- telemetry to subscribers --- */

static void
monitor__fast_changes__are_merged(void **state)
{
	int s = dial(), i;

	(void)state;
	say(s, "[1,\"set_monitor\",[true]]\n");
	assert_string_equal(hear(s), "[1,\"return\",{}]\n");
	server_tick(&p);
	assert_int_equal(count(hear(s), "[null,\"event\",\"telemetry\",{"
	    "\"printers\""), 1);
	for (i = 0; i < 100; i++) {
		printer->telemetry.commands = i;
		stale(printer);
		server_tick(&p);	/* all at the same time */
	}
	assert_string_equal(hear(s), "");
	p.now_ms += SERVER_MERGE_MS;
	server_tick(&p);
	assert_int_equal(count(hear(s), "\"commands\":99,"), 1);
	server_tick(&p);
	p.now_ms += SERVER_MERGE_MS;
	server_tick(&p);		/* nothing new: nothing said */
	assert_string_equal(hear(s), "");
	say(s, "[2,\"set_monitor\",[false]]\n");
	(void)hear(s);
	stale(printer);
	p.now_ms += SERVER_MERGE_MS;
	server_tick(&p);
	assert_string_equal(hear(s), "");
	(void)close(s);
}

static void
monitor__one_of_many_changes__only_that_is_told(void **state)
{
	struct machine *other = &p.machines[printer == p.machines];
	const char *got;
	int s = dial();

	(void)state;
	*other = *printer;
	other->number = 4;
	stale(other);
	say(s, "[1,\"set_monitor\",[true]]\n");
	(void)hear(s);
	server_tick(&p);
	got = hear(s);
	assert_non_null(strstr(got, "\"3\":{"));
	assert_non_null(strstr(got, "\"4\":{"));
	stale(other);
	p.now_ms += SERVER_MERGE_MS;
	server_tick(&p);
	got = hear(s);
	assert_null(strstr(got, "\"3\":{"));
	assert_non_null(strstr(got, "\"4\":{"));
	other->number = 0;
	server_gone(&p, 4);
	assert_string_equal(hear(s), "[null,\"event\",\"telemetry\","
	    "{\"printers\":{\"4\":null}}]\n");
	(void)close(s);
}

static void
telemetry__a_large_fleet__in_parts(void **state)
{
	int s = dial(), i, from = 0, parts = 0, printers = 0;
	char text[MESSAGE_TEXT], line[64];
	const char *got, *next;

	(void)state;
	memset(text, '"', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	memcpy(printer->telemetry.text, text, sizeof(text));
	memcpy(printer->telemetry.question, text, sizeof(text));
	for (i = 0; i < PARENT_MACHINES; i++) {
		p.machines[i] = *printer;
		p.machines[i].number = i + 1;
		stale(&p.machines[i]);
	}
	for (next = ""; next != NULL; parts++) {
		(void)snprintf(line, sizeof(line),
		    "[1,\"telemetry\",[%d]]\n", from);
		say(s, line);
		got = hear(s);
		assert_non_null(got);
		assert_true(strlen(got) <= CONTROL_LINE);
		printers += count(got, "\"connected\"");
		next = strstr(got, "\"next\":");
		if (next != NULL)
			from = (int)strtol(next + strlen("\"next\":"), NULL,
			    10);
	}
	assert_int_equal(printers, PARENT_MACHINES);
	assert_true(parts > 1);
	(void)close(s);
	expect("[1,\"telemetry\",[-1]]\n", "[1,\"error\",");
	expect("[1,\"telemetry\",[1000000]]\n", "[1,\"error\",");
}

static void
monitor__a_large_fleet__lines_stay_short(void **state)
{
	int s = dial(), i, lines = 0, printers = 0;
	char text[MESSAGE_TEXT];
	const char *got;

	(void)state;
	memset(text, '"', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	memcpy(printer->telemetry.text, text, sizeof(text));
	memcpy(printer->telemetry.question, text, sizeof(text));
	for (i = 0; i < PARENT_MACHINES; i++) {
		p.machines[i] = *printer;
		p.machines[i].number = i + 1;
		stale(&p.machines[i]);
	}
	say(s, "[1,\"set_monitor\",[true]]\n");
	assert_string_equal(hear(s), "[1,\"return\",{}]\n");
	server_tick(&p);
	while ((got = hear(s)) != NULL && got[0] != '\0') {
		lines += count(got, "\n");
		printers += count(got, "\"connected\"");
	}
	assert_non_null(got);
	assert_int_equal(printers, PARENT_MACHINES);
	assert_int_equal(lines, (PARENT_MACHINES + LIVE_TOGETHER - 1) /
	    LIVE_TOGETHER);
	(void)close(s);
}

static void
record__an_event__goes_to_who_watches(void **state)
{
	const struct message_event e = { .event = 9, .printer = 3, .job = 7,
	    .what = "job.move", .old = "queued", .new = "printing" };
	int s = dial(), other = dial();

	(void)state;
	say(s, "[1,\"set_monitor\",[true]]\n");
	say(other, "[1,\"wake\"]\n");
	(void)hear(other);
	(void)hear(s);
	server_event(&p, &e);
	server_event(&p, &e);		/* never merged */
	assert_int_equal(count(hear(s), "[null,\"event\",\"record\","
	    "{\"event\":9,\"what\":\"job.move\",\"printer\":3,\"job\":7,"
	    "\"old\":\"queued\",\"new\":\"printing\"}]\n"), 2);
	assert_string_equal(hear(other), "");
	(void)close(s);
	(void)close(other);
}

static void
monitor__who_does_not_read__gets_the_latest_or_is_cut_off(void **state)
{
	int slow = dial(), stuck = dial(), i;
	size_t most = 0, used;
	const char *got;
	struct client *c;

	(void)state;
	say(slow, "[1,\"set_monitor\",[true]]\n");
	say(stuck, "[1,\"set_monitor\",[true]]\n");
	for (i = 0; i < 5000; i++) {
		printer->telemetry.commands = i;
		p.now_ms += SERVER_MERGE_MS;
		/* time stands still for who is stuck: next row */
		for (c = p.server.clients; c < p.server.clients + 2; c++)
			if (c->number != 0)
				c->moved_ms = p.now_ms;
		stale(printer);
		server_tick(&p);
		used = p.server.clients[0].used;
		most = used > most ? used : most;
	}
	/* at most the rest of one event is kept, however many there were */
	assert_true(most > 0 && most < 1024);
	(void)hear(slow);
	server_tick(&p);
	p.now_ms += SERVER_MERGE_MS;
	server_tick(&p);
	got = hear(slow);
	assert_int_equal(count(got, "\"commands\":4999,"), 1);
	p.now_ms += SERVER_STUCK_MS;
	server_tick(&p);
	while ((got = hear(stuck)) != NULL && got[0] != '\0')
		continue;
	assert_null(got);
	say(slow, "[2,\"wake\"]\n");
	assert_non_null(strstr(hear(slow), "[2,\"return\""));
	(void)close(slow);
	(void)close(stuck);
}

#define T(test)		cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(monitor__fast_changes__are_merged),
		T(monitor__one_of_many_changes__only_that_is_told),
		T(telemetry__a_large_fleet__in_parts),
		T(monitor__a_large_fleet__lines_stay_short),
		T(record__an_event__goes_to_who_watches),
		T(monitor__who_does_not_read__gets_the_latest_or_is_cut_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
