/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The control socket's functions that the keeper has to grant.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "spoolerd/parent/ask.h"
#include "tests/answering.h"

static void
adopt__known_port__answers_its_printer(void **state)
{
	(void)state;
	expect("[1,\"adopt\",[\"/dev/ttyUSB0\"]]\n",
	    "[1,\"return\",{\"name\":\"dagoma-1\",\"number\":3}]\n");
}

static void
adopt__new_port__is_named_by_its_identity(void **state)
{
	(void)state;
	expect("[1,\"adopt\",[\"/dev/ttyUSB1\"],{\"name\":\"left\","
	    "\"baud\":115200,\"clean\":true,\"as\":\"ann\"}]\n",
	    "[1,\"return\",true]\n");
	assert_string_equal(adopting.usb_serial, "");
	assert_string_equal(adopting.position, "usb-2");
	assert_string_equal(adopting.path, "");
	assert_string_equal(adopting.name, "left");
	assert_string_equal(adopting.who, "ann");
	assert_int_equal(adopting.baud, 115200);
	assert_int_equal(adopting.clean, 1);
}

/* dagoma-1 is missing from its socket, and this chip says not who it is. */
static void
adopt__a_printer_may_have_moved_here__asks(void **state)
{
	(void)state;
	(void)strcpy(printer->row.position, "usb-9");
	adopting.position[0] = '\0';
	expect("[1,\"adopt\",[\"/dev/ttyUSB1\"]]\n",
	    "[1,\"error\",{\"error\":\"refused\",\"message\":\"Which "
	    "printer is this? It may be dagoma-1, moved");
	assert_string_equal(adopting.position, "");
	expect("[2,\"adopt\",[\"/dev/ttyUSB1\"],{\"name\":\"dagoma-1\"}]\n",
	    "[2,\"return\",true]\n");
	assert_int_equal(adopting.printer, 3);
	expect("[2,\"adopt\",[\"/dev/ttyUSB1\"],{\"name\":\"new\"}]\n",
	    "[2,\"return\",true]\n");
	assert_string_equal(adopting.position, "usb-2");
	assert_int_equal(adopting.printer, 0);
}

/* --- orders --- */

static void
order__granted__goes_to_the_drain_and_is_answered(void **state)
{
	static const struct {
		const char		*order;
		enum message_phase	 phase;
		const char		*becomes;
		const char		*drain;
	} rows[] = {
		{ "pause", PHASE_PRINTING, "pausing", "pause 7" },
		{ "pause", PHASE_PAUSED, "paused", "pause 7" },
		{ "resume", PHASE_PAUSED, "printing", "resume 7" },
		{ "resume", PHASE_PAUSING, "printing", "resume 7" },
		{ "stop", PHASE_PRINTING, "stopping", "stop 7" },
		{ "stop", PHASE_PAUSED, "stopping", "stop 7" },
		{ "cleaned", PHASE_IDLE, "idle", "" },
		{ "give-up", PHASE_IDLE, "idle", "" },
		{ "reset", PHASE_HALTED, "halted", "reset" },
	};
	char line[128], answer[128];
	size_t i;
	int s = dial();

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		printer->telemetry.phase = (int32_t)rows[i].phase;
		ordered[0] = '\0';
		(void)snprintf(line, sizeof(line), "[%zu,\"order\",[3,\"%s\","
		    "7],{\"as\":\"ann\"}]\n", i, rows[i].order);
		say(s, line);
		assert_string_equal(hear(s), "");	/* not stored yet */
		assert_string_equal(ordered, "");
		assert_int_equal(said.type, MESSAGE_WANT);
		assert_int_equal(said.want.job, 7);
		assert_string_equal(message_order_name(
		    (enum message_order)said.want.order), rows[i].order);
		assert_string_equal(said.want.who, "ann");
		grant(VERDICT_OK);
		(void)snprintf(answer, sizeof(answer), "[%zu,\"return\","
		    "{\"order\":\"%s\",\"phase\":\"%s\"}]\n", i,
		    rows[i].order, rows[i].becomes);
		assert_string_equal(hear(s), answer);
		assert_string_equal(ordered, rows[i].drain);
	}
	(void)close(s);
}

/* A person has looked which of two alike is which. */
static void
order__resume_of_what_was_asked_about__settles_it(void **state)
{
	int s = dial();

	(void)state;
	printer->asked = true;
	say(s, "[1,\"order\",[3,\"resume\",7],{\"as\":\"ann\"}]\n");
	(void)hear(s);
	grant(VERDICT_OK);
	assert_non_null(strstr(hear(s), "\"return\""));
	assert_string_equal(ordered, "settled");
	(void)close(s);
}

static void
order__refused__is_answered_and_goes_nowhere(void **state)
{
	static const struct {
		enum message_verdict	 verdict;
		const char		*code;
	} rows[] = {
		{ VERDICT_NO_PRINTER, "no-printer" },
		{ VERDICT_OTHER_JOB, "other-job" },
		{ VERDICT_REFUSED, "refused" },
		{ VERDICT_BUSY, "busy" },
		{ VERDICT_BROKEN, "broken" },
		{ VERDICT__MAX, "broken" },
		{ (enum message_verdict)-1, "broken" },
	};
	char answer[128];
	size_t i;
	int s = dial();

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		say(s, "[1,\"order\",[3,\"stop\",7]]\n");
		grant(rows[i].verdict);
		(void)snprintf(answer, sizeof(answer), "[1,\"error\","
		    "{\"error\":\"%s\",\"message\":\"a reason\"}]\n",
		    rows[i].code);
		assert_string_equal(hear(s), answer);
		assert_string_equal(ordered, "");
	}
	(void)close(s);
}

static void
order__caller_vanished__is_given_even_so(void **state)
{
	int s = dial();

	(void)state;
	say(s, "[1,\"order\",[3,\"stop\",7]]\n");
	(void)close(s);
	pump();
	s = dial();			/* takes the slot, not the answer */
	grant(VERDICT_OK);
	assert_string_equal(ordered, "stop 7");
	assert_string_equal(hear(s), "");
	grant(VERDICT_OK);		/* a ticket is taken once */
	(void)close(s);
}

/* --- control by hand --- */

static void
control__each_state__granted_or_its_code(void **state)
{
	struct message_grant grant = { .result = VERDICT_REFUSED };
	char jog[] = "[1,\"control\",[3,\"jog\"],{\"arguments\":"
	    "{\"x_um\":1000}}]\n";
	int s;

	(void)state;
	expect(jog, "[1,\"error\",{\"error\":\"printer-busy\"");
	expect("[1,\"control\",[3,\"jog\"],{\"arguments\":{\"x_um\":1.5}}]\n",
	    "[1,\"error\",{\"error\":\"bad-request\"");
	expect("[1,\"control\",[4,\"home\"]]\n",
	    "[1,\"error\",{\"error\":\"no-printer\"");
	printer->job = 0;
	printer->telemetry.phase = PHASE_IDLE;
	expect("[1,\"control\",[3,\"gcode\"],{\"arguments\":{\"line\":"
	    "\"M105\\nM112\"}}]\n",
	    "[1,\"error\",{\"error\":\"bad-line\"");
	assert_int_equal(n_said, 0);
	s = dial();
	say(s, jog);
	assert_int_equal(n_said, 1);
	assert_int_equal(said.want.order, ORDER_CONTROL);
	grant.ticket = said.want.ticket;
	(void)strcpy(grant.why, "piece-on-bed");
	ask_granted(&p, &grant);
	pump();
	assert_non_null(strstr(hear(s), "\"piece-on-bed\""));
	assert_string_equal(ordered, "");
	say(s, jog);
	grant.ticket = said.want.ticket;
	grant.result = VERDICT_OK;
	ask_granted(&p, &grant);
	pump();
	assert_non_null(strstr(hear(s), "\"control\""));
	assert_string_equal(ordered, "jog 1000");
	/* granted, and on record, but the drain is gone meanwhile */
	hears = false;
	say(s, jog);
	grant.ticket = said.want.ticket;
	ask_granted(&p, &grant);
	pump();
	assert_non_null(strstr(hear(s), "\"offline\""));
	assert_string_equal(ordered, "undone: the printer was lost before it");
	(void)close(s);
}

static void
terminal__more_than_a_line_of_ours_holds__in_parts(void **state)
{
	char text[TRANSCRIPT_TEXT];
	int i, fd = transcript_make();

	(void)state;
	expect("[1,\"terminal\",[3]]\n",
	    "[1,\"return\",{\"next\":1,\"missed\":0,\"lines\":[]}]");
	printer->transcript = transcript_map(fd);
	assert_non_null(printer->transcript);
	memset(text, '"', sizeof(text));
	for (i = 0; i < 600; i++)
		transcript_add(printer->transcript, TRANSCRIPT_SENT, 1, text,
		    sizeof(text));
	expect("[1,\"terminal\",[3]]\n",
	    "[1,\"return\",{\"next\":601,\"missed\":0,\"lines\":[[501,1,");
	expect("[1,\"terminal\",[3,50]]\n",
	    "[1,\"return\",{\"next\":189,\"missed\":39,\"lines\":[[89,1,");
	expect("[1,\"terminal\",[3,600]]\n",
	    "[1,\"return\",{\"next\":601,\"missed\":0,\"lines\":[[600,1,");
	expect("[1,\"terminal\",[3,601]]\n",
	    "[1,\"return\",{\"next\":601,\"missed\":0,\"lines\":[]}]");
	expect("[1,\"terminal\",[3,9999]]\n",
	    "[1,\"return\",{\"next\":601,\"missed\":0,\"lines\":[[501,1,");
	transcript_unmap(printer->transcript);
	printer->transcript = NULL;
	(void)close(fd);
}

static void
order__keeper_down_or_dying__is_told(void **state)
{
	int s = dial();

	(void)state;
	keeper = false;
	expect("[1,\"order\",[3,\"stop\",7]]\n",
	    "[1,\"error\",{\"error\":\"busy\"");
	keeper = true;
	say(s, "[1,\"order\",[3,\"stop\",7]]\n");
	ask_expire(&p, true);
	pump();
	assert_non_null(strstr(hear(s), "\"busy\""));
	say(s, "[2,\"order\",[3,\"stop\",7]]\n");
	p.now_ms += TICKET_MS - 1;
	ask_expire(&p, false);
	assert_string_equal(hear(s), "");
	p.now_ms += 1;
	ask_expire(&p, false);
	pump();
	assert_non_null(strstr(hear(s), "\"busy\""));
	grant(VERDICT_OK);		/* too late: nobody waits */
	assert_string_equal(ordered, "");
	(void)close(s);
}

static void
order__too_many_open__are_told(void **state)
{
	int s = dial(), i;

	(void)state;
	for (i = 0; i < TICKETS; i++)
		say(s, "[1,\"order\",[3,\"stop\",7]]\n");
	assert_string_equal(hear(s), "");
	say(s, "[2,\"order\",[3,\"stop\",7]]\n");
	assert_non_null(strstr(hear(s), "[2,\"error\",{\"error\":\"busy\""));
	assert_int_equal(n_said, TICKETS);
	(void)close(s);
}

static void
emergency__answered_without_the_keeper(void **state)
{
	(void)state;
	keeper = false;
	expect("[1,\"order\",[3,\"emergency\"],{\"as\":\"ann\",\"role\":"
	    "\"user\"}]\n", "[1,\"return\",{\"order\":\"emergency\"");
	assert_string_equal(ordered, "M112 ann");
	urgent_result = 1;
	expect("[1,\"order\",[3,\"emergency\",7]]\n",
	    "[1,\"error\",{\"error\":\"offline\"");
	urgent_result = -1;
	expect("[1,\"order\",[3,\"emergency\",null]]\n",
	    "[1,\"error\",{\"error\":\"broken\"");
}

static void
forget__granted__is_answered(void **state)
{
	int s = dial();

	(void)state;
	say(s, "[1,\"forget\",[\"dagoma-1\"],{\"as\":\"ann\"}]\n");
	assert_int_equal(said.type, MESSAGE_FORGET);
	assert_int_equal(said.forget.printer, 3);
	assert_string_equal(said.forget.who, "ann");
	grant(VERDICT_OK);
	assert_string_equal(hear(s), "[1,\"return\",{}]\n");
	(void)close(s);
}

#define T(test)		cmocka_unit_test_setup_teardown(test, setup, teardown)

/* Of a job that prints: by its number, and by who may print. */
static void
tune__each_state__granted_or_its_code(void **state)
{
	struct message_grant grant = { .result = VERDICT_OK };
	char speed[] = "[1,\"order\",[3,\"tune\",7],{\"role\":\"user\","
	    "\"arguments\":{\"speed\":60}}]\n";
	int s;

	(void)state;
	expect("[1,\"control\",[3,\"tune\"],{\"arguments\":"
	    "{\"speed\":60}}]\n", "[1,\"error\",{\"error\":\"bad-request\"");
	expect("[1,\"order\",[3,\"tune\"],{\"arguments\":{\"speed\":60}}]\n",
	    "[1,\"error\",{\"error\":\"bad-request\"");
	expect("[1,\"order\",[3,\"tune\",7]]\n",
	    "[1,\"error\",{\"error\":\"bad-request\"");
	expect("[1,\"order\",[3,\"tune\",7],{\"role\":\"visitor\"}]\n",
	    "[1,\"error\",{\"error\":\"no-right\"");
	printer->telemetry.lacks = 1 << KNOB_BABY;
	expect("[1,\"order\",[3,\"tune\",7],{\"arguments\":"
	    "{\"baby_um\":20}}]\n", "[1,\"error\",{\"error\":\"not-known\"");
	assert_int_equal(n_said, 0);
	s = dial();
	say(s, speed);
	assert_int_equal(n_said, 1);
	assert_int_equal(said.want.order, ORDER_TUNE);
	assert_int_equal(said.want.job, 7);
	assert_int_equal(said.want.for_person, 1);
	grant.ticket = said.want.ticket;
	ask_granted(&p, &grant);
	pump();
	assert_non_null(strstr(hear(s), "{\"order\":\"tune\","
	    "\"phase\":\"printing\",\"hand\":"));
	assert_string_equal(ordered, "tune 7: 60");
	(void)close(s);
	printer->telemetry.phase = PHASE_STOPPING;
	expect(speed, "[1,\"error\",{\"error\":\"no-print\"");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(adopt__known_port__answers_its_printer),
		T(adopt__new_port__is_named_by_its_identity),
		T(adopt__a_printer_may_have_moved_here__asks),
		T(order__granted__goes_to_the_drain_and_is_answered),
		T(order__resume_of_what_was_asked_about__settles_it),
		T(order__refused__is_answered_and_goes_nowhere),
		T(order__caller_vanished__is_given_even_so),
		T(order__keeper_down_or_dying__is_told),
		T(control__each_state__granted_or_its_code),
		T(tune__each_state__granted_or_its_code),
		T(terminal__more_than_a_line_of_ours_holds__in_parts),
		T(order__too_many_open__are_told),
		T(emergency__answered_without_the_keeper),
		T(forget__granted__is_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
