/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Uploads in several goes: a line that breaks at every byte, and those who go
 * on from the wrong place.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cgi/upload.h"
#include "tests/lab.h"

static const char piece[] = "G28\nG1 X1 F600\nG1 X2\n";
static const char part[] = "00112233445566778899aabbccddeeff"
    "00112233445566778899aabbccddeeff";

/* The bytes that come before the line breaks. */
struct line {
	const char	*bytes;
	size_t		 left;
};

static size_t
read_line(void *arg, char *bytes, size_t n)
{
	struct line *l = arg;

	if (n > l->left)
		n = l->left;
	memcpy(bytes, l->bytes, n);
	l->bytes += n;
	l->left -= n;
	return n;
}

/* One go from an offset to the end, of which so many bytes come through. */
static enum refusal
go(struct lab *lab, int64_t offset, size_t comes, struct upload *u)
{
	struct line line = { piece + offset, comes };
	const struct upload_source source = { .query = "name=vase.g",
	    .length = (int64_t)(sizeof(piece) - 1) - offset,
	    .read = read_line, .arg = &line, .who = "lucie",
	    .resume = part, .offset = offset };

	return upload_receive(lab->spool, lab->dir, &source, u);
}

static int64_t
arrived(struct lab *lab)
{
	return content_part_bytes(lab->dir, part);
}

static void
upload__broken_at_every_byte__goes_on(void **state)
{
	const size_t all = sizeof(piece) - 1;
	struct lab *lab = *state;
	char bytes[64] = "";
	struct upload u;
	size_t at;
	int fd;

	for (at = 0; at < all; at++) {
		assert_int_equal(go(lab, 0, at, &u), REFUSAL_INCOMPLETE);
		assert_int_equal(arrived(lab), at);
		assert_int_equal(go(lab, (int64_t)at, all - at, &u),
		    REFUSAL_NONE);
		assert_int_equal(u.file.bytes, all);
		assert_string_equal(u.label, "vase.g");
		assert_int_equal(arrived(lab), 0);
	}
	fd = content_open(lab->dir, u.file.sha256);
	assert_true(fd != -1);
	assert_int_equal(read(fd, bytes, sizeof(bytes)), all);
	assert_string_equal(bytes, piece);
	(void)close(fd);
}

static void
upload__a_byte_each_go__is_whole(void **state)
{
	const int64_t all = sizeof(piece) - 1;
	struct lab *lab = *state;
	struct upload u;
	int64_t at;

	for (at = 0; at < all - 1; at++)
		assert_int_equal(go(lab, at, 1, &u), REFUSAL_INCOMPLETE);
	assert_int_equal(go(lab, at, 1, &u), REFUSAL_NONE);
	assert_int_equal(u.file.bytes, all);
}

static void
upload__from_the_wrong_place__refused_and_kept(void **state)
{
	static const int64_t wrong[] = { 0, 1, 6, 20 };
	struct lab *lab = *state;
	struct upload u;
	size_t i;

	assert_int_equal(go(lab, 0, 5, &u), REFUSAL_INCOMPLETE);
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(go(lab, wrong[i], 3, &u),
		    REFUSAL_OTHER_OFFSET);
		assert_int_equal(arrived(lab), 5);
	}
}

static void
upload__two_at_once__the_second_waits(void **state)
{
	struct lab *lab = *state;
	struct content *c;
	struct upload u;

	assert_int_equal(content_resume(lab->dir, part, &c), CONTENT_OK);
	assert_int_equal(content_add(c, piece, 4), CONTENT_OK);
	assert_int_equal(go(lab, 4, 2, &u), REFUSAL_BUSY);
	content_leave(c);
	assert_int_equal(arrived(lab), 4);
	assert_int_equal(go(lab, 4, sizeof(piece) - 5, &u), REFUSAL_NONE);
}

static void
upload__bytes_that_are_no_text__nothing_kept(void **state)
{
	static const char binary[] = "G28\n\0\0\0";
	struct line line = { binary, 7 };
	const struct upload_source source = { .query = "name=vase.g",
	    .length = 7, .read = read_line, .arg = &line, .who = "lucie",
	    .resume = part };
	struct lab *lab = *state;
	struct upload u;

	assert_int_equal(upload_receive(lab->spool, lab->dir, &source, &u),
	    REFUSAL_BINARY);
	assert_int_equal(arrived(lab), 0);
}

static void
part__given_up__gone(void **state)
{
	struct lab *lab = *state;
	struct upload u;

	assert_int_equal(go(lab, 0, 5, &u), REFUSAL_INCOMPLETE);
	content_forget(lab->dir, part);
	assert_int_equal(arrived(lab), 0);
	content_forget(lab->dir, part);		/* there is none */
}

static void
part__a_day_old__swept(void **state)
{
	struct timespec times[2] = { { .tv_sec = time(NULL) - 23 * 3600 } };
	struct lab *lab = *state;
	char path[256];
	struct upload u;

	assert_int_equal(go(lab, 0, 5, &u), REFUSAL_INCOMPLETE);
	(void)snprintf(path, sizeof(path), "%s/content/part/%s", lab->dir,
	    part);
	times[1] = times[0];
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
	assert_int_equal(content_prepare(lab->dir), 0);
	assert_int_equal(arrived(lab), 5);
	times[1].tv_sec -= 2 * 3600;
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
	assert_int_equal(content_prepare(lab->dir), 0);
	assert_int_equal(arrived(lab), 0);
}

#define T(f)	cmocka_unit_test_setup_teardown(f, lab_set_up, lab_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(upload__broken_at_every_byte__goes_on),
		T(upload__a_byte_each_go__is_whole),
		T(upload__from_the_wrong_place__refused_and_kept),
		T(upload__two_at_once__the_second_waits),
		T(upload__bytes_that_are_no_text__nothing_kept),
		T(part__given_up__gone),
		T(part__a_day_old__swept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
