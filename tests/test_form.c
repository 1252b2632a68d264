/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The reader of multipart forms, fed whole, byte by byte, and cut at every
 * place; and query strings.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/form.h"

#define TYPE	"multipart/form-data; boundary=XX"
#define HEAD(n)	"Content-Disposition: form-data; name=\"" n "\"\r\n\r\n"
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* What the callbacks were told, as one text: name[filename]=data; */
struct heard {
	char	text[4096];
	size_t	used;
	int	stop_after;	/* callbacks; 0: never */
};

static bool
hear(struct heard *h, const char *bytes, size_t n)
{
	assert_true(h->used + n < sizeof(h->text));
	memcpy(h->text + h->used, bytes, n);
	h->used += n;
	return h->stop_after == 0 || --h->stop_after > 0;
}

static bool
on_part(void *arg, const struct form_part *p)
{
	struct heard *h = arg;
	int stop = h->stop_after;

	h->stop_after = 0;
	(void)hear(h, p->name, strlen(p->name));
	if (p->is_file) {
		(void)hear(h, "[", 1);
		(void)hear(h, p->filename, p->filename_length);
		(void)hear(h, "]", 1);
	}
	h->stop_after = stop;
	return hear(h, "=", 1);
}

static bool
on_data(void *arg, const char *bytes, size_t n)
{
	assert_true(n > 0);
	return hear(arg, bytes, n);
}

static bool
on_end(void *arg)
{
	return hear(arg, ";", 1);
}

static const struct form_events events = { on_part, on_data, on_end };

/* Feed a body in pieces of this size; what was heard is in *h. */
static enum form_state
feed(const char *type, const char *body, size_t n, size_t piece,
    struct heard *h)
{
	struct form *f = malloc(sizeof(*f));
	enum form_state state = FORM_IN_PREAMBLE;
	char *copy;
	size_t at, part;

	assert_non_null(f);
	memset(h, 0, offsetof(struct heard, stop_after));
	assert_true(form_begin(f, type, &events, h));
	for (at = 0; at < n; at += part) {
		part = n - at < piece ? n - at : piece;
		/* A copy of its own, so that ASan sees what reads beyond. */
		copy = malloc(part);
		assert_non_null(copy);
		memcpy(copy, body + at, part);
		state = form_feed(f, copy, part);
		free(copy);
	}
	free(f);
	return state;
}

static const struct {
	const char	*body, *heard;
	enum form_state	 state;
} bodies[] = {
	/* good ones */
	{ "--XX\r\n" HEAD("a") "1\r\n--XX--", "a=1;", FORM_CLOSED },
	{ "--XX\r\n" HEAD("a") "1\r\n--XX--\r\n", "a=1;", FORM_CLOSED },
	{ "--XX\r\n" HEAD("a") "\r\n--XX--", "a=;", FORM_CLOSED },
	{ "--XX\r\n" HEAD("a") "1\r\n--XX\r\n" HEAD("b") "2\r\n--XX--tail",
	    "a=1;b=2;", FORM_CLOSED },
	{ "preamble\r\n--XX\r\n" HEAD("a") "1\r\n--XX--", "a=1;",
	    FORM_CLOSED },
	{ "--XX \t\r\n" HEAD("a") "1\r\n--XX--", "a=1;", FORM_CLOSED },
	{ "--XX\r\nX: y\r\ncontent-disposition:form-data;name=a\r\n\r\n1"
	    "\r\n--XX--", "a=1;", FORM_CLOSED },
	{ "--XX\r\nContent-Disposition: form-data; name=\"f\"; "
	    "filename=\"p.g\"\r\nContent-Type: text/plain\r\n\r\nG28\r\n"
	    "\r\n--XX--", "f[p.g]=G28\r\n;", FORM_CLOSED },
	/* data that looks like a delimiter and is none */
	{ "--XX\r\n" HEAD("a") "\r\n--X\r\n-XX\r\r\n--\r\n--XX--",
	    "a=\r\n--X\r\n-XX\r\r\n--;", FORM_CLOSED },
	{ "--XX\r\n" HEAD("a") "--XX--\n--XX\r\r\n--XX--",
	    "a=--XX--\n--XX\r;", FORM_CLOSED },
	{ "--XX\r\n" HEAD("a") "\r\r\r\n--XX--", "a=\r\r;", FORM_CLOSED },
	/* not at their end */
	{ "", "", FORM_IN_PREAMBLE },
	{ "--X", "", FORM_IN_PREAMBLE },
	{ "--XX", "", FORM_AFTER_DELIMITER },
	{ "--XX\r\n", "", FORM_IN_HEADER },
	{ "--XX\r\n" HEAD("a"), "a=", FORM_IN_DATA },
	{ "--XX\r\n" HEAD("a") "never closed", "a=never closed",
	    FORM_IN_DATA },
	{ "--XX\r\n" HEAD("a") "1\r\n--XX", "a=1;", FORM_AFTER_DELIMITER },
	{ "--XX\r\n" HEAD("a") "1\r\n--XX-", "a=1;", FORM_AFTER_DASH },
	/* an empty form */
	{ "--XX--", "", FORM_CLOSED },
	/* broken ones */
	{ "--XXY\r\n", "", FORM_BROKEN },
	{ "--XX-Y", "", FORM_BROKEN },
	{ "--XX\rY", "", FORM_BROKEN },
	{ "--XX\r\n\r\nG28", "", FORM_BROKEN },
	{ "--XX\r\nX: y\r\n\r\n", "", FORM_BROKEN },
	{ "--XX\r\nContent-Disposition: form-data\r\n\r\n", "", FORM_BROKEN },
	{ "--XX\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n", "",
	    FORM_BROKEN },
	{ "--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n", "",
	    FORM_BROKEN },
	{ "--XX\r\nContent-Disposition: form-data; name=\"a\r\n\r\n", "",
	    FORM_BROKEN },
	{ "--XX\r\nContent-Disposition: form-data; name=\"a\" x\r\n\r\n", "",
	    FORM_BROKEN },
	{ "--XX\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\n",
	    "", FORM_BROKEN },
	{ "--XX\r\nContent-Disposition: form-data; name=a\r\n"
	    "Content-Disposition: form-data; name=b\r\n\r\n", "",
	    FORM_BROKEN },
	{ "--XX\r\nContent-Disposition: form-data; name=a; filename=b; "
	    "filename=c\r\n\r\n", "", FORM_BROKEN },
};

static void
form__any_body__whole_or_in_pieces_the_same(void **state)
{
	struct heard h = { .stop_after = 0 };
	size_t i, n, piece;

	(void)state;
	for (i = 0; i < COUNT(bodies); i++) {
		n = strlen(bodies[i].body);
		for (piece = 1; piece <= n + 1; piece++) {
			assert_int_equal(feed(TYPE, bodies[i].body, n, piece,
			    &h), bodies[i].state);
			h.text[h.used] = '\0';
			assert_string_equal(h.text, bodies[i].heard);
		}
	}
}

/* Each proper beginning of a good form is none (CVE-2025-48879: no input may
 * keep the reader from its end). */
static void
fault__form_without_end__never_closed(void **state)
{
	static const char body[] = "--XX\r\n" HEAD("a") "1\r\n--XX--";
	struct heard h = { .stop_after = 0 };
	size_t n;

	(void)state;
	for (n = 0; n < sizeof(body) - 1; n++)
		assert_int_not_equal(feed(TYPE, body, n, 7, &h), FORM_CLOSED);
	assert_int_equal(feed(TYPE, body, n, 7, &h), FORM_CLOSED);
}

static void
form__callback_says_stop__stops(void **state)
{
	static const char body[] = "--XX\r\n" HEAD("a") "12\r\n--XX\r\n"
	    HEAD("b") "3\r\n--XX--";
	struct heard h;
	int stop;

	(void)state;
	/* part, data, end, part, data, end */
	for (stop = 1; stop <= 6; stop++) {
		h.stop_after = stop;
		assert_int_equal(feed(TYPE, body, sizeof(body) - 1, 1000, &h),
		    FORM_STOPPED);
		assert_int_equal(h.stop_after, 0);
	}
	h.stop_after = 7;
	assert_int_equal(feed(TYPE, body, sizeof(body) - 1, 1000, &h),
	    FORM_CLOSED);
}

static const struct {
	const char	*disposition, *heard;
} names[] = {
	{ "name=\"f\"; filename=\"\"", "f[]=" },
	{ "name=\"f\"; filename=\"a\\\"b.g\"", "f[a\"b.g]=" },
	{ "name=\"f\"; filename=\"C:\\dir\\a.g\"", "f[C:\\dir\\a.g]=" },
	{ "name=\"f\"; filename=\"../../etc/passwd\"",
	    "f[../../etc/passwd]=" },
	{ "name=\"f\"; filename=\"a;b.g\"", "f[a;b.g]=" },
	{ "filename=\"a.g\"; name=\"f\"", "f[a.g]=" },
	{ "NAME=f; FILENAME=a.g; x=y", "f[a.g]=" },
	{ "name=f; filename=a.g; filename*=UTF-8''%e2%82%ac.g",
	    "f[\xe2\x82\xac.g]=" },
	{ "name=f; filename*=utf-8'fr'%C3%A9.g; filename=a.g",
	    "f[\xc3\xa9.g]=" },
	{ "name=f; filename*=ISO-8859-1''%E9t%E9.g", "f[\xc3\xa9t\xc3\xa9.g]="
	},
	{ "name=f; filename*=KOI8-R''%E9.g", NULL },
	{ "name=f; filename*=UTF-8''%zz.g", NULL },
	{ "name=f; filename*=UTF-8''a%2", NULL },
	{ "name=f; filename*=UTF-8'a.g", NULL },
	{ "name=f; filename*=a.g", NULL },
	{ "name=f; filename*=UTF-8''a; filename*=UTF-8''b", NULL },
	{ "name=f; filename", NULL },
	{ "name=f; =x", NULL },
	{ "name=0123456789012345678901234567890123456789012345678901234567890"
	    "123", NULL },		/* 64 bytes */
};

static void
form__file_names__as_rfc_5987_says(void **state)
{
	struct heard h = { .stop_after = 0 };
	char body[1024];
	size_t i;
	int n;

	(void)state;
	for (i = 0; i < COUNT(names); i++) {
		n = snprintf(body, sizeof(body), "--XX\r\n"
		    "Content-Disposition: form-data; %s\r\n\r\n",
		    names[i].disposition);
		assert_int_equal(feed(TYPE, body, (size_t)n, 5, &h),
		    names[i].heard == NULL ? FORM_BROKEN : FORM_IN_DATA);
		h.text[h.used] = '\0';
		assert_string_equal(h.text, names[i].heard == NULL ? "" :
		    names[i].heard);
	}
}

static void
form__nul_in_names__never_cuts_one_short(void **state)
{
	static const char name[] = "--XX\r\nContent-Disposition: form-data; "
	    "name=\"file\0x\"\r\n\r\n";
	static const char parameter[] = "--XX\r\nContent-Disposition: "
	    "form-data; name\0x=\"file\"\r\n\r\n";
	static const char filename[] = "--XX\r\nContent-Disposition: "
	    "form-data; name=f; filename=\"a\0b\"\r\n\r\n";
	struct heard h = { .stop_after = 0 };

	(void)state;
	assert_int_equal(feed(TYPE, name, sizeof(name) - 1, 9, &h),
	    FORM_BROKEN);
	assert_int_equal(feed(TYPE, parameter, sizeof(parameter) - 1, 9, &h),
	    FORM_BROKEN);
	assert_int_equal(feed(TYPE, filename, sizeof(filename) - 1, 9, &h),
	    FORM_IN_DATA);
	assert_memory_equal(h.text, "f[a\0b]=", 7);
}

/* The limits, at them and one above. */
static void
form__limits__met_exactly(void **state)
{
	static const char part[] = "\r\n--XX\r\n" HEAD("a");
	struct heard h = { .stop_after = 0 };
	char *body = malloc(3 * FORM_HEADER);
	size_t n, i;

	(void)state;
	assert_non_null(body);
	for (i = 0, n = 0; i < FORM_PARTS; i++, n += sizeof(part) - 1)
		memcpy(body + n, part, sizeof(part) - 1);
	assert_int_equal(feed(TYPE, body, n, 11, &h), FORM_IN_DATA);
	memcpy(body + n, part, sizeof(part) - 1);
	assert_int_equal(feed(TYPE, body, n + sizeof(part) - 1, 11, &h),
	    FORM_BROKEN);

	memset(body, 'p', FORM_PREAMBLE + 1);
	assert_int_equal(feed(TYPE, body, FORM_PREAMBLE - 2, 100, &h),
	    FORM_IN_PREAMBLE);
	assert_int_equal(feed(TYPE, body, FORM_PREAMBLE + 1, 100, &h),
	    FORM_BROKEN);

	memset(body, 'h', 3 * FORM_HEADER);
	memcpy(body, "--XX\r\n", 6);
	/* Two bytes of the header are the line end before it. */
	assert_int_equal(feed(TYPE, body, 6 + FORM_HEADER - 2, 100, &h),
	    FORM_IN_HEADER);
	assert_int_equal(feed(TYPE, body, 6 + FORM_HEADER - 1, 100, &h),
	    FORM_BROKEN);
	free(body);
}

static const struct {
	const char	*type;
	bool		 good;
} types[] = {
	{ "multipart/form-data; boundary=X", true },
	{ "Multipart/Form-Data; charset=utf-8; Boundary=\"a b\"", true },
	{ "multipart/form-data;boundary=0123456789012345678901234567890123456"
	    "789012345678901234567890123456789", true },	/* 70 */
	{ "multipart/form-data;boundary=0123456789012345678901234567890123456"
	    "7890123456789012345678901234567890", false },	/* 71 */
	{ "multipart/form-data", false },
	{ "multipart/form-data; boundary", false },
	{ "multipart/form-data; boundary=", false },
	{ "multipart/form-data; boundary=\"a ", false },
	{ "multipart/form-data; boundary=\"a \"", false },
	{ "multipart/form-data; boundary=\"a\rb\"", false },
	{ "multipart/form-data; boundary=a@b", false },
	{ "multipart/form-dataX; boundary=X", false },
	{ "multipart/mixed; boundary=X", false },
	{ "", false },
};

static void
form__content_types__only_with_a_boundary(void **state)
{
	struct form f;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(types); i++) {
		assert_int_equal(form_begin(&f, types[i].type, &events, NULL),
		    types[i].good);
	}
}

/* Noise: whatever comes, the reader comes to its end. */
static void
form__noise__survived(void **state)
{
	static const char alphabet[] = "\r\n-X\r\n--XX\r\n: ;\"=*'%aname";
	struct heard h = { .stop_after = 0 };
	unsigned int chance = 1, round;
	char body[600];
	size_t i;

	(void)state;
	for (round = 0; round < 3000; round++) {
		memcpy(body, "--XX\r\n", 6);
		for (i = 6; i < sizeof(body); i++) {
			chance = chance * 1103515245 + 12345;
			body[i] = alphabet[(chance >> 16) %
			    (sizeof(alphabet) - 1)];
		}
		assert_in_range(feed(TYPE, body, sizeof(body),
		    1 + round % 64, &h), 0, FORM__MAX - 1);
	}
}

static const struct {
	const char		*query, *name;
	enum form_query		 result;
	const char		*value;
} queries[] = {
	{ NULL,			"a",	FORM_ABSENT,	"" },
	{ "",			"a",	FORM_ABSENT,	"" },
	{ "a=1",		"a",	FORM_PRESENT,	"1" },
	{ "b=2&a=1",		"a",	FORM_PRESENT,	"1" },
	{ "ab=2",		"a",	FORM_ABSENT,	"" },
	{ "b=a=1",		"a",	FORM_ABSENT,	"" },
	{ "a",			"a",	FORM_PRESENT,	"" },
	{ "a=",			"a",	FORM_PRESENT,	"" },
	{ "&&a=1&",		"a",	FORM_PRESENT,	"1" },
	{ "a=b+c%20d%2B",	"a",	FORM_PRESENT,	"b c d+" },
	{ "a=%C3%A9",		"a",	FORM_PRESENT,	"\xc3\xa9" },
	{ "a=1234567",		"a",	FORM_PRESENT,	"1234567" },
	{ "a=12345678",		"a",	FORM_MALFORMED,	"" },
	{ "a=%00",		"a",	FORM_MALFORMED,	"" },
	{ "a=%4",		"a",	FORM_MALFORMED,	"" },
	{ "a=%",		"a",	FORM_MALFORMED,	"" },
	{ "a=%g0",		"a",	FORM_MALFORMED,	"" },
	{ "a=1&a=2",		"a",	FORM_MALFORMED,	"" },
	{ "b=%zz&a=1",		"a",	FORM_PRESENT,	"1" },
};

static void
query__rows__as_given(void **state)
{
	char value[8];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(queries); i++) {
		assert_int_equal(form_query(queries[i].query, queries[i].name,
		    value, sizeof(value)), queries[i].result);
		assert_string_equal(value, queries[i].value);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(form__any_body__whole_or_in_pieces_the_same),
		cmocka_unit_test(fault__form_without_end__never_closed),
		cmocka_unit_test(form__callback_says_stop__stops),
		cmocka_unit_test(form__file_names__as_rfc_5987_says),
		cmocka_unit_test(form__nul_in_names__never_cuts_one_short),
		cmocka_unit_test(form__limits__met_exactly),
		cmocka_unit_test(form__content_types__only_with_a_boundary),
		cmocka_unit_test(form__noise__survived),
		cmocka_unit_test(query__rows__as_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
