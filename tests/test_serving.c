/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The daemon's end of the control socket: calls, and hostile clients.
 */
#include <sys/socket.h>

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "spoolerd/parent/function.h"
#include "tests/answering.h"

/* --- calls --- */

static void
call__what_is_none__is_refused(void **state)
{
	static const char *const rows[][2] = {
		{ "nonsense\n", "[null,\"error\",{\"error\":\"bad-request\"" },
		{ "{}\n", "[null,\"error\",{\"error\":\"bad-request\"" },
		{ "[]\n", "[null,\"error\",{\"error\":\"bad-request\"" },
		{ "[1]\n", "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"help\",{}]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"help\",[],[]]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"help\",[],{},0]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"fly\",[],{}]\n",
		    "[1,\"error\",{\"error\":\"no-function\"" },
		{ "[1,7,[],{}]\n", "[1,\"error\",{\"error\":\"no-function\"" },
		{ "[1,\"set_monitor\",[1]]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"order\",[]]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"order\",[\"3\",\"stop\",7]]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"order\",[3,\"fly\",7]]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"order\",[3,\"stop\",\"7\"]]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"order\",[4,\"stop\",7]]\n",
		    "[1,\"error\",{\"error\":\"no-printer\"" },
		{ "[1,\"forget\",[]]\n",
		    "[1,\"error\",{\"error\":\"no-printer\"" },
		{ "[1,\"forget\",[\"dagoma-9\"]]\n",
		    "[1,\"error\",{\"error\":\"no-printer\"" },
		{ "[1,\"adopt\",[]]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"adopt\",[\"/dev/sda\"]]\n",
		    "[1,\"error\",{\"error\":\"refused\"" },
		{ "[1,\"adopt\",[\"/dev/ttyUSB1\"],{\"baud\":-1}]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"adopt\",[\"/dev/ttyUSB1\"],{\"baud\":4000001}]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"adopt\",[\"/dev/ttyUSB1\"],{\"name\":7}]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"adopt\",[\"/dev/ttyUSB1\"],{\"name\":"
		    "\"012345678901234567890123456789012\"}]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"adopt\",[\"/run/tty\"]]\n",
		    "[1,\"error\",{\"error\":\"busy\"" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		expect(rows[i][0], rows[i][1]);
	assert_int_equal(n_said, 0);
}

static void
call__any_id__comes_back(void **state)
{
	(void)state;
	expect("[\"x\\ny\",\"wake\"]\n", "[\"x\\ny\",\"return\",{}]\n");
	expect("[{\"a\":[1]},\"wake\"]\n", "[{\"a\":[1]},\"return\",{}]\n");
	expect("[null,\"wake\"]\n", "[null,\"return\",{}]\n");
	assert_int_equal(said.type, MESSAGE_WAKE);
}

static void
call__without_the_right__is_refused(void **state)
{
	static const char *const rows[] = {
		"[1,\"order\",[3,\"stop\",7],{\"role\":\"visitor\"}]\n",
		"[1,\"order\",[3,\"emergency\"],{\"role\":\"visitor\"}]\n",
		"[1,\"control\",[3,\"home\"],{\"role\":\"user\"}]\n",
		"[1,\"terminal\",[3],{\"role\":\"user\"}]\n",
		"[1,\"ports\",[],{\"role\":\"operator\"}]\n",
		"[1,\"adopt\",[\"/dev/ttyUSB1\"],{\"role\":\"operator\"}]\n",
		"[1,\"forget\",[\"dagoma-1\"],{\"role\":\"user\"}]\n",
		"[1,\"help\",[],{\"role\":\"nobody\"}]\n",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		expect(rows[i], "[1,\"error\",{\"error\":\"no-right\"");
	assert_int_equal(n_said, 0);
	assert_string_equal(ordered, "");
}

static void
help__lists_the_table(void **state)
{
	static const char *const names[] = { "telemetry", "ports", "adopt",
	    "forget", "order", "control", "terminal", "tape",
	    "wake", "set_monitor", "about", "help" };
	int s = dial();
	json_t *answer, *list;
	size_t i;

	(void)state;
	say(s, "[1,\"help\"]\n");
	answer = json_loads(hear(s), 0, NULL);
	list = json_array_get(answer, 2);
	assert_int_equal(json_array_size(list), sizeof(names) /
	    sizeof(names[0]));
	for (i = 0; i < json_array_size(list); i++)
		assert_string_equal(json_string_value(json_object_get(
		    json_array_get(list, i), "name")), names[i]);
	json_decref(answer);
	(void)close(s);
}

static void
telemetry__says_what_is_known(void **state)
{
	(void)state;
	printer->telemetry.hotend_dC = 2104;
	printer->telemetry.rate_mHz = 41500;
	printer->telemetry.window = 3;
	printer->telemetry.layer = 3;
	printer->telemetry.layers = 15;
	printer->telemetry.z_um = 600;
	memcpy(printer->telemetry.knobs, (int32_t[]){ 80, 100, 50, 0, 0, -50 },
	    sizeof(printer->telemetry.knobs));
	printer->telemetry.own_knobs[KNOB_SPEED] = 100;
	printer->telemetry.own_knobs[KNOB_HOTEND] = 210;
	printer->telemetry.lacks = 1 << KNOB_FLOW;
	printer->books->hand_done = 3;
	printer->heard_ms = p.now_ms - 250;
	(void)strcpy(printer->telemetry.text, "<b>\xc3\x01");
	expect("[1,\"telemetry\"]\n", "[1,\"return\",{\"printers\":{\"3\":{"
	    "\"connected\":true,\"phase\":\"printing\",\"job\":7,"
	    "\"hotend\":210.4,\"hotend_target\":0.0,\"bed\":null,"
	    "\"bed_target\":0.0,\"commands\":0,\"commands_total\":0,"
	    "\"bytes\":0,\"bytes_total\":0,\"printed_ms\":0,"
	    "\"left_ms\":null,\"layer\":3,\"layers\":15,"
	    "\"z_um\":600,\"resends\":0,\"timeouts\":0,"
	    "\"starved_ms\":0,\"lines_per_second\":41.5,\"window\":3,"
	    "\"text\":\"<b>??\",\"question\":\"\",\"age_ms\":250,"
	    "\"tune\":{\"speed\":80,\"flow\":100,\"fan\":50,"
	    "\"baby_um\":-50,\"own\":{\"speed\":100,\"flow\":0,"
	    "\"fan\":0,\"hotend\":210,\"bed\":0},"
	    "\"lacks\":[\"flow\"],\"done\":3}}}}]\n");
}

static void
ports__are_described(void **state)
{
	(void)state;
	expect("[1,\"ports\"]\n", "[1,\"return\",["
	    "{\"path\":\"/dev/ttyUSB0\",\"usb\":\"0403:6001\","
	    "\"serial\":\"A1\",\"position\":\"usb-1\","
	    "\"description\":\"FT232\",\"printer\":\"dagoma-1\",\"asks\":[]},"
	    "{\"path\":\"/dev/ttyUSB1\",\"usb\":\"1a86:7523\","
	    "\"serial\":null,\"position\":\"usb-2\","
	    "\"description\":\"clone?\",\"printer\":null,\"asks\":[]},"
	    "{\"path\":\"/run/tty\",\"usb\":null,\"serial\":null,"
	    "\"position\":null,\"description\":\"named\","
	    "\"printer\":null,\"asks\":[]}]]\n");
}

/* --- hostile clients --- */

static void
client__line_without_end__is_cut_off(void **state)
{
	static char line[CONTROL_LINE];
	int s = dial();
	size_t sent = 0;
	ssize_t n;

	(void)state;
	memset(line, '[', sizeof(line));
	while (sent < sizeof(line)) {
		n = send(s, line + sent, sizeof(line) - sent, MSG_NOSIGNAL);
		assert_true(n > 0 || errno == EAGAIN);
		sent += n > 0 ? (size_t)n : 0;
		pump();
	}
	assert_null(hear(s));
	expect("[1,\"wake\"]\n", "[1,\"return\",{}]\n");
	(void)close(s);
}

static void
client__asks_and_never_reads__is_cut_off(void **state)
{
	int s = dial(), i;

	(void)state;
	for (i = 0; i < 10000; i++) {
		if (send(s, "[1,\"help\"]\n", 11, MSG_NOSIGNAL) == -1)
			break;
		pump();
	}
	assert_true(i < 10000);
	assert_int_equal(errno, EPIPE);
	expect("[1,\"wake\"]\n", "[1,\"return\",{}]\n");
	(void)close(s);
}

static void
client__too_many__the_rest_is_turned_away(void **state)
{
	int s[SERVER_CLIENTS + 1], i;

	(void)state;
	for (i = 0; i <= SERVER_CLIENTS; i++)
		s[i] = dial();
	assert_null(hear(s[SERVER_CLIENTS]));
	say(s[0], "[1,\"wake\"]\n");
	assert_string_equal(hear(s[0]), "[1,\"return\",{}]\n");
	for (i = 0; i <= SERVER_CLIENTS; i++)
		(void)close(s[i]);
	pump();
	expect("[1,\"wake\"]\n", "[1,\"return\",{}]\n");
}

static void
client__many_calls_in_one_write__all_answered(void **state)
{
	int s = dial();

	(void)state;
	say(s, "[1,\"wake\"]\n[2,\"wake\"]\nx\n[3,\"wa");
	assert_int_equal(count(hear(s), "\n"), 3);
	say(s, "ke\"]\n");
	assert_string_equal(hear(s), "[3,\"return\",{}]\n");
	(void)close(s);
}

static void
open__path_too_long__fails(void **state)
{
	char longest[200];

	(void)state;
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(server_open(&p, -1, longest, function_call), -1);
	assert_int_equal(errno, ENAMETOOLONG);
	assert_int_equal(server_open(&p, -1, "/nowhere/s",
	    function_call), -1);
}

#define T(test)		cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(call__what_is_none__is_refused),
		T(call__any_id__comes_back),
		T(call__without_the_right__is_refused),
		T(help__lists_the_table),
		T(telemetry__says_what_is_known),
		T(ports__are_described),
		T(client__line_without_end__is_cut_off),
		T(client__asks_and_never_reads__is_cut_off),
		T(client__too_many__the_rest_is_turned_away),
		T(client__many_calls_in_one_write__all_answered),
		T(open__path_too_long__fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
