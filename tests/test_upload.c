/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Uploads without HTTP: whole ones, refused ones, and bodies that are cut off
 * at every byte.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cgi/label.h"
#include "cgi/upload.h"
#include "sql/policy.h"
#include "tests/lab.h"

#define TYPE	"multipart/form-data; boundary=XX"
#define PART(n, v) "--XX\r\nContent-Disposition: form-data; name=\"" n \
	"\"\r\n\r\n" v "\r\n"
#define FILED(f, v) "--XX\r\nContent-Disposition: form-data; " \
	"name=\"file\"; filename=\"" f "\"\r\n\r\n" v "\r\n"
#define END	"--XX--\r\n"
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* A body, and how it comes. */
struct body {
	const char	*bytes;
	size_t		 length, at;
	size_t		 piece;		/* most bytes a read gives; 0: all */
	size_t		 asked;		/* bytes that were read */
};

static size_t
read_body(void *arg, char *bytes, size_t n)
{
	struct body *b = arg;

	if (n > b->length - b->at)
		n = b->length - b->at;
	if (b->piece != 0 && n > b->piece)
		n = b->piece;
	memcpy(bytes, b->bytes + b->at, n);
	b->at += n;
	b->asked += n;
	return n;
}

static enum refusal
receive(struct lab *lab, struct body *b, const char *type, const char *query,
    int64_t length, struct upload *u)
{
	const struct upload_source source = { .content_type = type,
	    .query = query, .length = length, .read = read_body, .arg = b,
	    .who = "bob" };

	b->at = b->asked = 0;
	return upload_receive(lab->spool, lab->dir, &source, u);
}

/* A form whose declared length is its true one. */
static enum refusal
form(struct lab *lab, const char *text, struct upload *u)
{
	struct body b = { .bytes = text, .length = strlen(text) };

	return receive(lab, &b, TYPE, NULL, (int64_t)b.length, u);
}

static int stored;

static int
count_file(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)path;
	(void)st;
	(void)ftw;
	stored += type == FTW_F;
	return 0;
}

/* Files in the store, temporary ones too, and rows. */
static int
kept(struct lab *lab)
{
	struct file *list;
	char path[96];
	int n;

	(void)snprintf(path, sizeof(path), "%s/content", lab->dir);
	stored = 0;
	assert_int_equal(nftw(path, count_file, 16, FTW_PHYS), 0);
	assert_int_equal(file_list(lab->spool, 0, 100, &list, &n), SPOOL_OK);
	free(list);
	return 1000 * n + stored;
}

/* A file in it, with the lab's own one. */
#define ONE_MORE	2002
#define NOTHING		1001

static void
form__whole__stored_with_its_fields(void **state)
{
	struct lab *lab = *state;
	struct upload u;

	assert_int_equal(form(lab, PART("print", "TRUE")
	    PART("printer", "dagoma-1") PART("path", "") PART("select", "1")
	    FILED("a.g", "G28\nG1\r\n") PART("other", "x") END, &u),
	    REFUSAL_NONE);
	assert_int_equal(kept(lab), ONE_MORE);
	assert_string_equal(u.label, "a.g");
	assert_string_equal(u.file.label, "a.g");
	assert_string_equal(u.file.who, "bob");
	assert_int_equal(u.file.bytes, 8);
	assert_true(u.print && u.has_printer);
	assert_int_equal(u.printer.id, lab->printer.id);
}

static void
form__defaults__no_printer_no_print(void **state)
{
	struct lab *lab = *state;
	struct upload u;

	assert_int_equal(form(lab, PART("printer", "") FILED("a.g", "G28")
	    END, &u), REFUSAL_NONE);
	assert_false(u.print || u.has_printer);
}

static void
form__any__the_pool(void **state)
{
	struct lab *lab = *state;
	struct upload u;

	assert_int_equal(form(lab, FILED("a.g", "G28") PART("printer", "any")
	    END, &u), REFUSAL_NONE);
	assert_true(u.has_printer);
	assert_int_equal(u.printer.id, 0);
}

/* Slicers name the printer by the address, and nothing in the form does. */
static void
form__printer_of_the_address__wins(void **state)
{
	static const char text[] = PART("printer", "nobody") FILED("a.g",
	    "G28") END;
	struct lab *lab = *state;
	struct body b = { .bytes = text, .length = sizeof(text) - 1 };
	const struct upload_source source = { .content_type = TYPE,
	    .length = sizeof(text) - 1, .read = read_body, .arg = &b,
	    .who = "bob", .printer = &lab->printer };
	struct upload u;

	assert_int_equal(upload_receive(lab->spool, lab->dir, &source, &u),
	    REFUSAL_NONE);
	assert_true(u.has_printer);
	assert_int_equal(u.printer.id, lab->printer.id);
}

/* The pool's address names no printer, and the form still can't. */
static void
form__printer_at_the_pool__passed_over(void **state)
{
	static const char text[] = PART("printer", "dagoma-1") PART("a",
	    "upload") PART("name", "a") "--XX\r\nContent-Disposition: "
	    "form-data; name=\"filename\"; filename=\"a.g\"\r\n\r\nG28\r\n"
	    END;
	struct lab *lab = *state;
	struct body b = { .bytes = text, .length = sizeof(text) - 1 };
	struct upload_source source = { .content_type = TYPE,
	    .length = sizeof(text) - 1, .read = read_body, .arg = &b,
	    .who = "bob", .addressed = true, .part = "filename" };
	struct upload u;

	assert_int_equal(upload_receive(lab->spool, lab->dir, &source, &u),
	    REFUSAL_NONE);
	assert_false(u.has_printer || u.print || u.connect);
	assert_string_equal(u.label, "a.g");
}

static void
form__prusaconnect__prints(void **state)
{
	static const char *const texts[] = {
		PART("to_print", "True") FILED("a.g", "G28") END,
		FILED("a.g", "G28") PART("to_queue", "True") END,
	};
	struct lab *lab = *state;
	struct upload u;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(form(lab, texts[i], &u), REFUSAL_NONE);
		assert_true(u.print && u.connect);
	}
	assert_int_equal(form(lab, PART("to_queue", "False") FILED("a.g",
	    "G28") END, &u), REFUSAL_NONE);
	assert_true(!u.print && u.connect);
}

/* A PUT has its name in the address; a query says nothing then. */
static void
raw__name_of_the_address__wins(void **state)
{
	struct lab *lab = *state;
	struct body b = { .bytes = "G28", .length = 3 };
	const struct upload_source source = { .query = "name=x.stl",
	    .length = 3, .read = read_body, .arg = &b, .who = "bob",
	    .name = "sub/part.gcode" };
	struct upload u;

	assert_int_equal(upload_receive(lab->spool, lab->dir, &source, &u),
	    REFUSAL_NONE);
	assert_string_equal(u.label, "part.gcode");
}

#define BLANKS_64 "                                                        " \
	"        "
#define BLANKS_1K BLANKS_64 BLANKS_64 BLANKS_64 BLANKS_64 BLANKS_64 \
	BLANKS_64 BLANKS_64 BLANKS_64 BLANKS_64 BLANKS_64 BLANKS_64 \
	BLANKS_64 BLANKS_64 BLANKS_64 BLANKS_64 BLANKS_64
#define BLANKS_4K BLANKS_1K BLANKS_1K BLANKS_1K BLANKS_1K

static const struct {
	const char	*text;
	enum refusal	 refusal;
} forms[] = {
	{ END, REFUSAL_NO_FILE },
	{ PART("print", "true") END, REFUSAL_NO_FILE },
	{ PART("file", "G28") END, REFUSAL_NO_FILE },
	{ FILED("", "") END, REFUSAL_NO_FILE },
	{ FILED("a.g", "") END, REFUSAL_EMPTY },
	{ FILED("a.stl", "G28") END, REFUSAL_WRONG_EXTENSION },
	{ FILED("a", "G28") END, REFUSAL_WRONG_EXTENSION },
	{ FILED(".g", "G28") END, REFUSAL_WRONG_EXTENSION },
	{ FILED("a.g.exe", "G28") END, REFUSAL_WRONG_EXTENSION },
	{ FILED("../../etc/passwd", "G28") END, REFUSAL_WRONG_EXTENSION },
	{ FILED("a.g", "G28") FILED("b.g", "G28") END, REFUSAL_BROKEN_FORM },
	{ PART("print", "1") PART("print", "0") FILED("a.g", "G28") END,
	    REFUSAL_BROKEN_FORM },
	{ PART("printer", "nobody") FILED("a.g", "G28") END,
	    REFUSAL_NO_PRINTER },
	{ FILED("a.g", "G28") PART("printer", "../x") END,
	    REFUSAL_NO_PRINTER },
	{ FILED("a.g", "G28") PART("printer", "any ") END,
	    REFUSAL_NO_PRINTER },
	{ PART("path", BLANKS_4K " ") FILED("a.g", "G28") END,
	    REFUSAL_BROKEN_FORM },
	{ FILED("a.g", "G28"), REFUSAL_BROKEN_FORM },
	{ "G28\n", REFUSAL_BROKEN_FORM },
	{ "", REFUSAL_BROKEN_FORM },
	/* CVE-2025-48067: what a server's own upload module would make */
	{ PART("file.path", "/etc/passwd") PART("file.name", "a.g")
	    PART("file.size", "9") PART("file_path", "/etc/passwd") END,
	    REFUSAL_NO_FILE },
};

static void
form__refused__says_why_and_keeps_nothing(void **state)
{
	struct lab *lab = *state;
	struct upload u;
	size_t i;

	for (i = 0; i < COUNT(forms); i++) {
		if (form(lab, forms[i].text, &u) != forms[i].refusal)
			fail_msg("row %zu", i);
		assert_int_equal(kept(lab), NOTHING);
	}
	/* The longest field that is taken. */
	assert_int_equal(form(lab, PART("path", BLANKS_4K)
	    FILED("a.g", "G28") END, &u), REFUSAL_NONE);
}

/* Names that begin like ours are not ours, whatever they carry. */
static void
fault__spoofed_form_fields__passed_over(void **state)
{
	struct lab *lab = *state;
	struct upload u;

	assert_int_equal(form(lab, "--XX\r\nContent-Disposition: form-data; "
	    "name=\"file.path\"; filename=\"evil.g\"\r\n\r\nM104 S300\r\n"
	    PART("file.name", "evil.g") PART("printer.id", "1")
	    PART("print_after", "1") FILED("a.g", "G28")
	    PART("file.sha256", "00") END, &u), REFUSAL_NONE);
	assert_string_equal(u.label, "a.g");
	assert_int_equal(u.file.bytes, 3);
	assert_false(u.print || u.has_printer);
	assert_int_equal(kept(lab), ONE_MORE);
}

static void
form__nul__binary_wherever_it_is(void **state)
{
	static const char text[] = FILED("a.g", "G28\nG1 X\0001\n") END;
	static const char field[] = PART("printer", "dagoma-1\0x")
	    FILED("a.g", "G28") END;
	struct lab *lab = *state;
	struct body b = { .bytes = text, .length = sizeof(text) - 1 };
	struct upload u;

	for (b.piece = 1; b.piece < 40; b.piece++) {
		assert_int_equal(receive(lab, &b, TYPE, NULL,
		    (int64_t)b.length, &u), REFUSAL_BINARY);
		assert_int_equal(kept(lab), NOTHING);
	}
	b = (struct body){ .bytes = field, .length = sizeof(field) - 1 };
	assert_int_equal(receive(lab, &b, TYPE, NULL, (int64_t)b.length, &u),
	    REFUSAL_BROKEN_FORM);
}

/* Cut at every byte, with a declared length and without. */
static void
form__cut_off__leaves_nothing(void **state)
{
	static const char text[] = PART("print", "1") FILED("a.g",
	    "G28\r\nG1 X1\r\n") "--XX--";
	struct lab *lab = *state;
	const size_t whole = sizeof(text) - 1;
	struct body b = { .bytes = text, .piece = 3 };
	struct upload u;

	for (b.length = 0; b.length < whole; b.length++) {
		assert_int_equal(receive(lab, &b, TYPE, NULL, (int64_t)whole,
		    &u), REFUSAL_INCOMPLETE);
		assert_int_equal(receive(lab, &b, TYPE, NULL, -1, &u),
		    REFUSAL_INCOMPLETE);
		assert_int_equal(kept(lab), NOTHING);
	}
	/* Closed, but more was declared: something is missing. */
	assert_int_equal(receive(lab, &b, TYPE, NULL, (int64_t)whole + 1, &u),
	    REFUSAL_INCOMPLETE);
	assert_int_equal(kept(lab), NOTHING);
	assert_int_equal(receive(lab, &b, TYPE, NULL, -1, &u), REFUSAL_NONE);
	assert_int_equal(kept(lab), ONE_MORE);
}

static const struct {
	const char	*query, *bytes;
	int64_t		 length;	/* declared */
	enum refusal	 refusal;
} raws[] = {
	{ NULL,				"G28",	3, REFUSAL_NO_FILE },
	{ "",				"G28",	3, REFUSAL_NO_FILE },
	{ "file=a.g",			"G28",	3, REFUSAL_NO_FILE },
	{ "name=a.g",			"G28",	-1, REFUSAL_NO_LENGTH },
	{ "name=a.g",			"G28",	4, REFUSAL_INCOMPLETE },
	{ "name=a.g",			"",	3, REFUSAL_INCOMPLETE },
	{ "name=a.g",			"",	0, REFUSAL_EMPTY },
	{ "name=a.stl",			"G28",	3, REFUSAL_WRONG_EXTENSION },
	{ "name=",			"G28",	3, REFUSAL_WRONG_EXTENSION },
	{ "name=%",			"G28",	3, REFUSAL_BAD_REQUEST },
	{ "name=a.g%00b",		"G28",	3, REFUSAL_BAD_REQUEST },
	{ "name=a.g&name=b.g",		"G28",	3, REFUSAL_BAD_REQUEST },
	{ "name=a.g&printer=%zz",	"G28",	3, REFUSAL_BAD_REQUEST },
	{ "name=a.g&printer=nobody",	"G28",	3, REFUSAL_NO_PRINTER },
	{ "name=a.g&file.path=/x",	"",	0, REFUSAL_EMPTY },
};

static void
raw__refused__says_why_and_keeps_nothing(void **state)
{
	struct lab *lab = *state;
	struct upload u;
	size_t i;

	for (i = 0; i < COUNT(raws); i++) {
		struct body b = { .bytes = raws[i].bytes,
		    .length = strlen(raws[i].bytes) };

		if (receive(lab, &b, i % 2 ? NULL : "text/plain",
		    raws[i].query, raws[i].length, &u) != raws[i].refusal)
			fail_msg("row %zu", i);
		assert_int_equal(kept(lab), NOTHING);
	}
}

static void
raw__whole__stored(void **state)
{
	struct lab *lab = *state;
	struct body b = { .bytes = "G28\n", .length = 4, .piece = 1 };
	struct upload u;

	assert_int_equal(receive(lab, &b, NULL,
	    "printer=dagoma-1&name=..%2Fa+b.GCODE", 4, &u), REFUSAL_NONE);
	assert_int_equal(kept(lab), ONE_MORE);
	assert_string_equal(u.label, "a b.GCODE");
	assert_true(u.has_printer && !u.print);
}

/* A policy decides, not 5 MB: at the limit, one above, and said before a byte
 * is read. */
static void
fault__upload_limit_5_mb__a_policy_decides(void **state)
{
	const size_t six = 6 << 20;
	struct lab *lab = *state;
	struct upload u;
	struct body b = { .length = six };
	char *bytes = malloc(six);

	assert_non_null(bytes);
	memset(bytes, ' ', six);
	b.bytes = bytes;
	assert_int_equal(receive(lab, &b, NULL, "name=a.g", (int64_t)six, &u),
	    REFUSAL_NONE);
	assert_int_equal(u.file.bytes, six);
	assert_int_equal(kept(lab), ONE_MORE);
	assert_int_equal(policy_set(lab->spool, POLICY_UPLOAD_BYTES, 1 << 20,
	    "admin"), SPOOL_OK);
	assert_int_equal(receive(lab, &b, NULL, "name=b.g", (1 << 20) + 1,
	    &u), REFUSAL_TOO_BIG);
	assert_int_equal(b.asked, 0);
	assert_int_equal(receive(lab, &b, TYPE, NULL, (int64_t)six, &u),
	    REFUSAL_TOO_BIG);
	assert_int_equal(b.asked, 0);
	assert_int_equal(receive(lab, &b, NULL, "name=b.g", INT64_MAX, &u),
	    REFUSAL_TOO_BIG);
	b.length = 1 << 20;
	assert_int_equal(receive(lab, &b, NULL, "name=b.g", 1 << 20, &u),
	    REFUSAL_NONE);
	free(bytes);
}

/* Without a declared length the bytes themselves are counted. */
static void
form__longer_than_allowed__stopped_on_the_way(void **state)
{
	static const char head[] = FILED("a.g", "");
	const size_t size = 1100;
	struct lab *lab = *state;
	char text[2048] = "";
	struct upload u;
	size_t n;

	assert_int_equal(policy_set(lab->spool, POLICY_UPLOAD_BYTES, 1024,
	    "admin"), SPOOL_OK);
	for (n = 1023; n <= 1025; n++) {
		struct body b = { .bytes = text, .piece = 100 };

		memset(text, ' ', size + sizeof(head));
		memcpy(text, head, sizeof(head) - 3);
		memcpy(text + sizeof(head) - 3 + n, "\r\n" END,
		    sizeof("\r\n" END));
		b.length = strlen(text);
		assert_int_equal(receive(lab, &b, TYPE, NULL, -1, &u),
		    n <= 1024 ? REFUSAL_NONE : REFUSAL_TOO_BIG);
	}
}

static void
upload__no_space__refused_before_and_on_the_way(void **state)
{
	const struct rlimit small = { 4096, RLIM_INFINITY };
	struct lab *lab = *state;
	struct rlimit before;
	static char bytes[9000];
	struct body b = { .bytes = bytes, .length = sizeof(bytes) };
	struct upload u;

	/* A disk that must stay free. */
	memset(bytes, ' ', sizeof(bytes));
	assert_int_equal(policy_set(lab->spool, POLICY_FREE_BYTES,
	    INT64_C(1) << 50, "admin"), SPOOL_OK);
	assert_int_equal(receive(lab, &b, NULL, "name=a.g", sizeof(bytes),
	    &u), REFUSAL_NO_SPACE);
	assert_int_equal(b.asked, 0);
	assert_int_equal(policy_set(lab->spool, POLICY_FREE_BYTES, 0,
	    "admin"), SPOOL_OK);
	/* A write that fails: here at the largest size of a file. */
	assert_ptr_not_equal(signal(SIGXFSZ, SIG_IGN), SIG_ERR);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(receive(lab, &b, NULL, "name=a.g", sizeof(bytes),
	    &u), REFUSAL_NO_SPACE);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(kept(lab), NOTHING);
}

static void
upload__no_store__broken(void **state)
{
	struct lab *lab = *state;
	struct body b = { .bytes = "G28", .length = 3 };
	const struct upload_source source = { .query = "name=a.g",
	    .length = 3, .read = read_body, .arg = &b, .who = "bob" };
	struct upload u;

	assert_int_equal(upload_receive(lab->spool, "/nothing", &source, &u),
	    REFUSAL_BROKEN);
}

static const struct {
	const char	*name, *label;	/* NULL: refused */
} labels[] = {
	{ "a.g", "a.g" }, { "A.GCODE", "A.GCODE" }, { "a.gco", "a.gco" },
	{ "a.nc", "a.nc" }, { "a.ngc", "a.ngc" },
	{ "<img src=x onerror=alert(1)>.g", "<img src=x onerror=alert(1)>.g" },
	{ "a\xff.g", "a\xef\xbf\xbd.g" },
	{ "a\nb.g", "ab.g" },
	{ "a.g\xe2\x80\xae", "a.g" },
	{ "..", NULL }, { "", NULL }, { "a.3mf", NULL }, { "a.g/", NULL },
	{ "a.gcode.3mf", NULL }, { "a.g ", "a.g" },
};

static void
label__names__harmless(void **state)
{
	char label[SPOOL_LABEL_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(labels); i++) {
		if (label_of(labels[i].name, strlen(labels[i].name),
		    label) != (labels[i].label != NULL))
			fail_msg("row %zu", i);
		if (labels[i].label != NULL)
			assert_string_equal(label, labels[i].label);
	}
}

/* 255 characters are kept, and the ending is among them. */
static void
label__very_long__keeps_its_ending(void **state)
{
	char label[SPOOL_LABEL_SIZE], name[4000];
	size_t n, i, characters;

	(void)state;
	for (n = 240; n < 260; n++) {
		memset(name, 'a', n);
		memcpy(name + n, ".gcode", 7);
		assert_true(label_of(name, n + 6, label));
		assert_int_equal(strlen(label), n + 6 < 255 ? n + 6 : 255);
		assert_string_equal(label + strlen(label) - 6, ".gcode");
	}
	for (i = 0; i < 300; i++)
		memcpy(name + 4 * i, "\xf0\x9f\x98\x80", 4);
	memcpy(name + 1200, ".g", 3);
	assert_true(label_of(name, 1202, label));
	for (i = characters = 0; label[i] != '\0'; i++)
		characters += ((unsigned char)label[i] & 0xc0) != 0x80;
	assert_int_equal(characters, 255);
	assert_string_equal(label + i - 2, ".g");
	memset(name, 'a', sizeof(name));
	assert_false(label_of(name, sizeof(name), label));
	/* A NUL ends a name. */
	memcpy(name, "x.g\0y", 5);
	assert_true(label_of(name, sizeof(name), label));
	assert_string_equal(label, "x.g");
}

static void
truth__words__in_any_case(void **state)
{
	static const char *const yes[] = { "true", "True", "YES", "y", "1" };
	static const char *const no[] = { "false", "", "0", "no", "on",
	    "true ", "11" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(yes); i++)
		assert_true(upload_is_true(yes[i]));
	for (i = 0; i < COUNT(no); i++)
		assert_false(upload_is_true(no[i]));
}

#define IN_A_LAB(test) \
	cmocka_unit_test_setup_teardown(test, lab_set_up, lab_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_LAB(form__whole__stored_with_its_fields),
		IN_A_LAB(form__defaults__no_printer_no_print),
		IN_A_LAB(form__any__the_pool),
		IN_A_LAB(form__printer_of_the_address__wins),
		IN_A_LAB(form__printer_at_the_pool__passed_over),
		IN_A_LAB(form__prusaconnect__prints),
		IN_A_LAB(raw__name_of_the_address__wins),
		IN_A_LAB(form__refused__says_why_and_keeps_nothing),
		IN_A_LAB(fault__spoofed_form_fields__passed_over),
		IN_A_LAB(form__nul__binary_wherever_it_is),
		IN_A_LAB(form__cut_off__leaves_nothing),
		IN_A_LAB(raw__refused__says_why_and_keeps_nothing),
		IN_A_LAB(raw__whole__stored),
		IN_A_LAB(fault__upload_limit_5_mb__a_policy_decides),
		IN_A_LAB(form__longer_than_allowed__stopped_on_the_way),
		IN_A_LAB(upload__no_space__refused_before_and_on_the_way),
		IN_A_LAB(upload__no_store__broken),
		cmocka_unit_test(label__names__harmless),
		cmocka_unit_test(label__very_long__keeps_its_ending),
		cmocka_unit_test(truth__words__in_any_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
