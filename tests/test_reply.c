/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Replies: the spellings of the firmwares, as rows.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "spoolerd/link/reply.h"

#define NONE	REPLY_NO_TEMPERATURE

static const struct {
	const char	*line;
	enum reply_kind	 kind;
	uint64_t	 number;
} spellings[] = {
	{ "ok", REPLY_OK, REPLY_NO_NUMBER },
	{ "ok 12", REPLY_OK, 12 },
	{ "ok N5 P15 B3", REPLY_OK, 5 },
	{ "ok P15 B3", REPLY_OK, REPLY_NO_NUMBER },
	{ "ok 12.5", REPLY_OK, REPLY_NO_NUMBER },
	{ "ok T:20.0 /0.0", REPLY_OK, REPLY_NO_NUMBER },
	{ "skip 7", REPLY_SKIP, REPLY_NO_NUMBER },
	{ "Smoothie", REPLY_START, REPLY_NO_NUMBER },
	{ "echo:Marlin 1.1.9", REPLY_START, REPLY_NO_NUMBER },
	{ "  ok", REPLY_OK, REPLY_NO_NUMBER },
	{ "okay then", REPLY_OTHER, REPLY_NO_NUMBER },
	{ "Resend: 23", REPLY_RESEND, 23 },
	{ "Resend:23", REPLY_RESEND, 23 },
	{ "Resend: N23", REPLY_RESEND, 23 },
	{ "Resend: N:23", REPLY_RESEND, 23 },
	{ "resend: 23", REPLY_RESEND, 23 },
	{ "rs 23", REPLY_RESEND, 23 },
	{ "rs N23", REPLY_RESEND, 23 },
	{ "rs N:23", REPLY_RESEND, 23 },
	{ "rs N23 Expected checksum 109", REPLY_RESEND, 23 },
	{ "Resend: 9999999999999999999", REPLY_RESEND,
	    REPLY_NO_NUMBER },
	{ "Resend:", REPLY_RESEND, REPLY_NO_NUMBER },
	{ "start", REPLY_START, REPLY_NO_NUMBER },
	{ "start of a story", REPLY_OTHER, REPLY_NO_NUMBER },
	{ "Marlin 2.1.2", REPLY_START, REPLY_NO_NUMBER },
	{ "echo:Marlin1.0.2", REPLY_START, REPLY_NO_NUMBER },
	{ "PowerUp", REPLY_START, REPLY_NO_NUMBER },
	{ " Brown out Reset", REPLY_START, REPLY_NO_NUMBER },
	{ "Info:Watchdog Reset", REPLY_START, REPLY_NO_NUMBER },
	{ "PowerUp and go", REPLY_OTHER, REPLY_NO_NUMBER },
	{ "// Klipper state: Ready", REPLY_START, REPLY_NO_NUMBER },
	{ "wait", REPLY_WAIT, REPLY_NO_NUMBER },
	{ "waiting for a friend", REPLY_OTHER, REPLY_NO_NUMBER },
	{ "echo:busy: processing", REPLY_BUSY, REPLY_NO_NUMBER },
	{ "busy:processing", REPLY_BUSY, REPLY_NO_NUMBER },
	{ "Error:checksum mismatch, Last Line: 8",
	    REPLY_LINE_ERROR, 8 },
	{ "Error:Line Number is not Last Line Number+1, Last Line: 8",
	    REPLY_LINE_ERROR, 8 },
	{ "Error:Line Number is not Last Line Number+1, Last "
	    "Line:4294967295", REPLY_LINE_ERROR, 4294967295 },
	{ "Error:expected line 9 got 12", REPLY_LINE_ERROR,
	    REPLY_NO_NUMBER },
	{ "Error:incorrect checksum", REPLY_LINE_ERROR,
	    REPLY_NO_NUMBER },
	{ "Error:receive buffer overrun", REPLY_LINE_ERROR,
	    REPLY_NO_NUMBER },
	{ "Error:WaitTimedOut", REPLY_UNDONE, REPLY_NO_NUMBER },
	{ "APrinter", REPLY_START, REPLY_NO_NUMBER },
	{ "Error:Printer halted. kill() called!", REPLY_KILLED,
	    REPLY_NO_NUMBER },
	{ "Error:Heating failed, system stopped! Heater_ID: 0",
	    REPLY_ERROR, REPLY_NO_NUMBER },
	{ "Error:Printer stopped due to errors. Fix the error and use "
	    "M999 to restart. (Temperature is reset. Set it after "
	    "restarting)", REPLY_KILLED, REPLY_NO_NUMBER },
	{ "echo:Printer stopped due to errors. Supervision required.",
	    REPLY_KILLED, REPLY_NO_NUMBER },
	{ "ok Emergency Stop Requested - reset or M999 required to "
	    "exit HALT state", REPLY_KILLED, REPLY_NO_NUMBER },
	{ "ERROR: X hit a limit - reset or M999 required",
	    REPLY_KILLED, REPLY_NO_NUMBER },
	{ "!!", REPLY_KILLED, REPLY_NO_NUMBER },
	{ "fatal:Heater/sensor error - Fix error and restart with "
	    "M999.", REPLY_KILLED, REPLY_NO_NUMBER },
	{ "Emergency Stop! Reset the controller to continue.",
	    REPLY_KILLED, REPLY_NO_NUMBER },
	{ "// Klipper state: Shutdown", REPLY_KILLED,
	    REPLY_NO_NUMBER },
	{ "echo:Unknown command: \"M999\"", REPLY_UNKNOWN_COMMAND,
	    REPLY_NO_NUMBER },
	{ "echo: cold extrusion prevented", REPLY_UNDONE,
	    REPLY_NO_NUMBER },
	{ "echo:T3 Invalid extruder", REPLY_UNDONE, REPLY_NO_NUMBER },
	{ "echo:Home XY first", REPLY_UNDONE, REPLY_NO_NUMBER },
	{ "Error:Probing Failed", REPLY_UNDONE, REPLY_NO_NUMBER },
	{ "T:20.0 ok", REPLY_OTHER, REPLY_NO_NUMBER },
	{ "okok", REPLY_OTHER, REPLY_NO_NUMBER },
	{ "ok FIRMWARE_NAME:APrinter", REPLY_OK, REPLY_NO_NUMBER },
	{ "//action:pause", REPLY_ACTION, REPLY_NO_NUMBER },
	{ "// action:pause", REPLY_ACTION, REPLY_NO_NUMBER },
	{ "FIRMWARE_NAME:Marlin", REPLY_FIRMWARE, REPLY_NO_NUMBER },
	{ "Cap:EEPROM:1", REPLY_CAPABILITY, REPLY_NO_NUMBER },
	{ "echo:Unknown command: \"M9\"", REPLY_UNKNOWN_COMMAND,
	    REPLY_NO_NUMBER },
	{ "", REPLY_OTHER, REPLY_NO_NUMBER },
	{ "X:0.00 Y:0.00", REPLY_OTHER, REPLY_NO_NUMBER },
};

static void
reply__every_spelling__has_its_kind(void **state)
{
	struct reply r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
		r = reply_read(spellings[i].line);
		if (r.kind != spellings[i].kind ||
		    r.number != spellings[i].number)
			fail_msg("\"%s\": kind %d, number %llu",
			    spellings[i].line, (int)r.kind,
			    (unsigned long long)r.number);
	}
}

/* What ADVANCED_OK counts, and what only looks like it. */
static void
reply__free_counts__are_read(void **state)
{
	static const struct {
		const char	*line;
		int		 blocks, slots;
	} rows[] = {
		{ "ok N5 P15 B3", 15, 3 }, { "ok P31 B8", 31, 8 },
		{ "ok P0 B0", 0, 0 }, { "ok", -1, -1 }, { "ok 5", -1, -1 },
		{ "ok T:20.0 /0.0 B:60.0 /60.0", -1, -1 },
		{ "ok N5 P1500 B3", -1, 3 }, { "ok N5 P B", -1, -1 },
		{ "ok N5 P-1 B3.5", -1, -1 }, { "P15 B3", -1, -1 },
	};
	struct reply r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		r = reply_read(rows[i].line);
		if (r.free_blocks != rows[i].blocks ||
		    r.free_slots != rows[i].slots)
			fail_msg("\"%s\": %d %d", rows[i].line,
			    r.free_blocks, r.free_slots);
	}
}

static void
reply__temperatures__are_tenths(void **state)
{
	static const struct {
		const char	 *line;
		bool		  has;
		struct reply_heat heat;
	} rows[] = {
		{ "ok T:21.3 /0.0 @:0", true, { 213, 0, NONE, NONE } },
		{ "ok T:210.04 /210.00 B:60.1 /60.0 @:64 B@:0", true,
		    { 2100, 2100, 601, 600 } },
		{ " T:185.3 E:0 W:3", true, { 1853, NONE, NONE, NONE } },
		{ "T:-55.7 /0", true, { -557, 0, NONE, NONE } },
		{ "T:20.0 /0.0 T0:99.0 /1.0", true, { 200, 0, NONE, NONE } },
		{ "T0:99.0 /1.0", true, { 990, 10, NONE, NONE } },
		{ "ok T:210", true, { 2100, NONE, NONE, NONE } },
		{ "ok T:", false, { NONE, NONE, NONE, NONE } },
		{ "ok T:9999999", false, { NONE, NONE, NONE, NONE } },
		{ "ok", false, { 0, 0, 0, 0 } },
		{ "Count X:0 Y:0", false, { NONE, NONE, NONE, NONE } },
	};
	struct reply r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		r = reply_read(rows[i].line);
		assert_int_equal(r.has_heat, rows[i].has);
		if (rows[i].has && memcmp(&r.heat, &rows[i].heat,
		    sizeof(r.heat)) != 0)
			fail_msg("\"%s\": %d /%d %d /%d", rows[i].line,
			    r.heat.hotend_dC, r.heat.hotend_target_dC,
			    r.heat.bed_dC, r.heat.bed_target_dC);
	}
}

static void
reply_field__marlin__splits_at_keys(void **state)
{
	static const char line[] = "FIRMWARE_NAME:Marlin 1.1.9 (Github) "
	    "SOURCE_CODE_URL:https://example.org/a:b PROTOCOL_VERSION:1.0 "
	    "MACHINE_TYPE:DiscoEasy200 EXTRUDER_COUNT:1 UUID:cede2a2f";
	static const struct {
		const char *key, *value;
	} rows[] = {
		{ "FIRMWARE_NAME", "Marlin 1.1.9 (Github)" },
		{ "SOURCE_CODE_URL", "https://example.org/a:b" },
		{ "MACHINE_TYPE", "DiscoEasy200" },
		{ "UUID", "cede2a2f" },
		{ "NAME", "" },
		{ "KINEMATICS", "" },
	};
	char value[REPLY_TEXT];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		reply_field(line, rows[i].key, value);
		assert_string_equal(value, rows[i].value);
	}
}

static void
reply_field__endless_value__is_cut(void **state)
{
	char line[1024], value[REPLY_TEXT];

	(void)state;
	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	memcpy(line, "UUID:", 5);
	reply_field(line, "UUID", value);
	assert_int_equal(strlen(value), REPLY_TEXT - 1);
}

static void
reply_capable__exact__only(void **state)
{
	(void)state;
	assert_true(reply_capable("Cap:AUTOREPORT_TEMP:1", "AUTOREPORT_TEMP"));
	assert_false(reply_capable("Cap:AUTOREPORT_TEMP:0",
	    "AUTOREPORT_TEMP"));
	assert_false(reply_capable("Cap:AUTOREPORT_TEMPS:1",
	    "AUTOREPORT_TEMP"));
	assert_false(reply_capable("Cap:AUTOREPORT_TEMP", "AUTOREPORT_TEMP"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reply__every_spelling__has_its_kind),
		cmocka_unit_test(reply__free_counts__are_read),
		cmocka_unit_test(reply__temperatures__are_tenths),
		cmocka_unit_test(reply_field__marlin__splits_at_keys),
		cmocka_unit_test(reply_field__endless_value__is_cut),
		cmocka_unit_test(reply_capable__exact__only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
