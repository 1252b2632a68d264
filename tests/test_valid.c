/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one door for domain values, and what knocks at it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "sql/spool.h"
#include "sql/valid.h"

static void
valid_printer_name__rows(void **state)
{
	static const struct {
		const char	*name;
		bool		 good;
	} rows[] = {
		{ "dagoma-1", true }, { "a", true }, { "1", true },
		{ "abcdefghijklmnopqrstuvwxyz012345", true },
		{ "abcdefghijklmnopqrstuvwxyz0123456", false },
		{ "", false }, { "any", false }, { "anyone", true },
		{ "Dagoma", false }, { "a_b", false }, { "a b", false },
		{ "../etc", false }, { "a\n", false }, { "\xc3\xa9", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(valid_printer_name(rows[i].name),
		    rows[i].good);
}

static void
valid_label__hostile_names__are_harmless(void **state)
{
	static const struct {
		const char	*name;
		size_t		 length;
		const char	*label;
	} rows[] = {
		{ "part.g", 6, "part.g" },
		{ "../../etc/passwd", 16, "passwd" },
		{ "C:\\prints\\part.g", 16, "part.g" },
		{ "<img src=x onerror=alert(1)>.g", 30,
		    "<img src=x onerror=alert(1)>.g" },
		{ "a\0b.g", 5, "a" },
		{ "", 0, "unnamed" },
		{ "/", 1, "unnamed" },
		{ "..", 2, "unnamed" },
		{ "\x01\x02\x1b[31m.g", 9, "[31m.g" },
		{ "\xff\xfe.g", 4, "\xef\xbf\xbd\xef\xbf\xbd.g" },
		/* a long way to say '/' must not become one */
		{ "\xc0\xaf.g", 4, "\xef\xbf\xbd\xef\xbf\xbd.g" },
		/* U+202E turns "g.exe" into "exe.g" on a screen */
		{ "a\xe2\x80\xae.g", 6, "a.g" },
		{ "pi\xc3\xa8" "ce.g", 8, "pi\xc3\xa8" "ce.g" },
		{ "\xf0\x9f\x96\xa8.g", 6, "\xf0\x9f\x96\xa8.g" },
		{ "cut\xf0\x9f", 5, "cut\xef\xbf\xbd\xef\xbf\xbd" },
	};
	char label[SPOOL_LABEL_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		valid_label(rows[i].name, rows[i].length, label,
		    sizeof(label));
		assert_string_equal(label, rows[i].label);
	}
}

static void
valid_label__long_names__are_cut_at_characters(void **state)
{
	char name[2000], label[SPOOL_LABEL_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i + 4 <= sizeof(name); i += 4)
		memcpy(name + i, "\xf0\x9f\x96\xa8", 4);
	valid_label(name, sizeof(name), label, sizeof(label));
	assert_true(strlen(label) <= 255 * 4);
	assert_int_equal(strlen(label) % 4, 0);
	memset(name, 'a', sizeof(name));
	valid_label(name, sizeof(name), label, sizeof(label));
	assert_int_equal(strlen(label), 255);
}

static void
valid_gcode_label__rows(void **state)
{
	static const struct {
		const char	*label;
		bool		 good;
	} rows[] = {
		{ "a.g", true }, { "a.GCODE", true }, { "a.gco", true },
		{ "a.nc", true }, { "a.ngc", true }, { "a.b.g", true },
		{ "a.stl", false }, { "a", false }, { ".g", false },
		{ "a.g.exe", false }, { "a.", false }, { "a.gx", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(valid_gcode_label(rows[i].label),
		    rows[i].good);
}

static void
valid_number__rows(void **state)
{
	static const struct {
		const char	*text;
		bool		 good;
		int64_t		 n;
	} rows[] = {
		{ "1", true, 1 }, { "100", true, 100 }, { "007", true, 7 },
		{ "0", false, 0 }, { "101", false, 0 }, { "", false, 0 },
		{ "-1", false, 0 }, { "+1", false, 0 }, { " 1", false, 0 },
		{ "1 ", false, 0 }, { "1e1", false, 0 }, { "0x1", false, 0 },
		{ "9999999999999999999", false, 0 },
	};
	int64_t n;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(valid_number(rows[i].text, 1, 100, &n),
		    rows[i].good);
		if (rows[i].good)
			assert_int_equal(n, rows[i].n);
	}
}

static void
valid_port_path__rows(void **state)
{
	static const struct {
		const char	*path;
		bool		 good;
	} rows[] = {
		{ "/dev/ttyUSB0", true }, { "/run/x/printers/a/tty", true },
		{ "/dev/..", false }, { "/dev/../etc/passwd", false },
		{ "/dev/..a", true }, { "dev/ttyUSB0", false }, { "", false },
		{ "/dev/tty USB0", false }, { "/dev/\n", false },
		{ "/dev/\xc3\xa9", false },
	};
	char path[300];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(valid_port_path(rows[i].path), rows[i].good);
	memset(path, '/', sizeof(path));
	path[256] = '\0';
	assert_false(valid_port_path(path));
}

static void
valid_text__only_printable_ascii(void **state)
{
	char text[] = "a\x1b[31m\xc3\xa9\n<b>";

	(void)state;
	assert_string_equal(valid_text(text), "a?[31m??" "?<b>");
}

static void
valid_line__rows(void **state)
{
	(void)state;
	assert_true(valid_line("PrusaSlicer 2.9 (\xc3\xa9t\xc3\xa9)"));
	assert_true(valid_line(""));
	assert_false(valid_line("a\nb"));
	assert_false(valid_line("\x1b[31m"));
	assert_false(valid_line("\xc3("));
	/* right-to-left override */
	assert_false(valid_line("\xe2\x80\xae" "gpj.exe"));
}

static void
email_and_url__rows(void **state)
{
	static const struct {
		const char	*text;
		bool		 email, url;
	} rows[] = {
		{ "lucie@example.org", true, false },
		{ "l.o'n+x@h", false, false },
		{ "l.on+x@h", true, false },
		{ "", false, false },
		{ "@h", false, false },
		{ "a@", false, false },
		{ "a@b@c", false, false },
		{ "-oQ@h", false, false },
		{ "a b@h", false, false },
		{ "a@h\nBcc: b@h", false, false },
		{ "<a@h>", false, false },
		{ "|sh@h", false, false },
		{ "\xc3\xa9@h", false, false },
		{ "https://h/x?y=z", false, true },
		{ "http://127.0.0.1:80", false, true },
		{ "http://", false, false },
		{ "ftp://h/", false, false },
		{ "file:///etc/passwd", false, false },
		{ "https://h/a b", false, false },
		{ "https://h/\r\nX: y", false, false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(valid_email(rows[i].text), rows[i].email);
		assert_int_equal(valid_url(rows[i].text), rows[i].url);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(valid_printer_name__rows),
		cmocka_unit_test(valid_label__hostile_names__are_harmless),
		cmocka_unit_test(
		    valid_label__long_names__are_cut_at_characters),
		cmocka_unit_test(valid_gcode_label__rows),
		cmocka_unit_test(valid_number__rows),
		cmocka_unit_test(valid_port_path__rows),
		cmocka_unit_test(valid_text__only_printable_ascii),
		cmocka_unit_test(valid_line__rows),
		cmocka_unit_test(email_and_url__rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
