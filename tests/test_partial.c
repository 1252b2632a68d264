/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Content that comes in several goes, and what others do to it between two
 * system calls: flock() is the test's, and does that first.
 */
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/lab.h"

#define PART	"0000000000000000000000000000000000000000000000000000000000abcdef"
/* sha256 of "abc", FIPS 180-4's own example. */
#define ABC	"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

/* What is done before the next lock is taken, once. */
static void	(*meanwhile)(struct lab *);
static struct lab *its_lab;

int
flock(int fd, int operation)
{
	void (*deed)(struct lab *) = meanwhile;

	meanwhile = NULL;
	if (deed != NULL)
		deed(its_lab);
	return (int)syscall(SYS_flock, fd, operation);
}

static struct content *
resume(struct lab *lab)
{
	struct content *c;

	assert_int_equal(content_resume(lab->dir, PART, &c), CONTENT_OK);
	return c;
}

/* A first go: its bytes wait. */
static void
leave(struct lab *lab, const char *bytes)
{
	struct content *c = resume(lab);

	assert_int_equal(content_add(c, bytes, strlen(bytes)), CONTENT_OK);
	content_leave(c);
}

static void
age(struct lab *lab, time_t seconds)
{
	const struct timespec then = { .tv_sec = time(NULL) - seconds };
	const struct timespec times[2] = { then, then };
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/content/part/%s", lab->dir,
	    PART);
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

/* The bytes of a hash are those, or there are none of it (bytes NULL). */
static void
expect_stored(struct lab *lab, const char *sha256, const char *bytes)
{
	char is[64] = "";
	int fd = content_open(lab->dir, sha256);

	assert_int_equal(fd != -1, bytes != NULL);
	if (fd == -1)
		return;
	assert_true(read(fd, is, sizeof(is) - 1) >= 0);
	(void)close(fd);
	assert_string_equal(is, bytes);
}

static void
resume__in_two_goes__is_one_file(void **state)
{
	struct lab *lab = *state;
	struct file f = { .label = "abc.g", .who = "alice" };
	struct content *c;

	leave(lab, "ab");
	assert_int_equal(content_part_bytes(lab->dir, PART), 2);
	c = resume(lab);
	assert_int_equal(content_bytes(c), 2);
	assert_int_equal(content_add(c, "c", 1), CONTENT_OK);
	assert_int_equal(content_commit(c, lab->spool, &f), SPOOL_OK);
	assert_string_equal(f.sha256, ABC);
	expect_stored(lab, ABC, "abc");
	assert_int_equal(content_part_bytes(lab->dir, PART), 0);
}

static void
resume__another_is_at_it__is_told(void **state)
{
	struct lab *lab = *state;
	struct content *c = resume(lab), *other;

	assert_int_equal(content_resume(lab->dir, PART, &other),
	    CONTENT_FAILED);
	assert_int_equal(errno, EWOULDBLOCK);
	content_abort(c);
	content_abort(resume(lab));
}

static void
finish(struct lab *lab)
{
	struct file f = { .label = "abc.g", .who = "alice" };

	assert_int_equal(content_commit(resume(lab), lab->spool, &f),
	    SPOOL_OK);
}

static void
drop(struct lab *lab)
{
	content_forget(lab->dir, PART);
}

static void
sweep(struct lab *lab)
{
	assert_int_equal(content_prepare(lab->dir), 0);
}

/* It was opened, and before it is locked another one makes it a stored file,
 * or takes it away: nobody may write that any more. */
static void
resume__opened_and_gone_before_the_lock__begins_anew(void **state)
{
	static const struct {
		void		(*deed)(struct lab *);
		const char	*stored;
	} rows[] = {
		{ drop, NULL },
		{ sweep, NULL },
		{ finish, "abc" },
	};
	struct lab *lab = *state;
	struct content *c;
	size_t i;

	its_lab = lab;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		leave(lab, "abc");
		age(lab, 25 * 3600);
		meanwhile = rows[i].deed;
		assert_int_equal(content_resume(lab->dir, PART, &c),
		    CONTENT_FAILED);
		assert_int_equal(errno, EWOULDBLOCK);
		expect_stored(lab, ABC, rows[i].stored);
		/* the next one has an empty one */
		c = resume(lab);
		assert_int_equal(content_bytes(c), 0);
		assert_int_equal(content_add(c, "evil", 4), CONTENT_OK);
		content_abort(c);
		expect_stored(lab, ABC, rows[i].stored);
	}
}

static void
sweep__old_and_gone_on_with__is_left_alone(void **state)
{
	struct lab *lab = *state;
	struct content *c;

	leave(lab, "ab");
	age(lab, 25 * 3600);
	c = resume(lab);
	sweep(lab);
	assert_int_equal(content_part_bytes(lab->dir, PART), 2);
	content_leave(c);
	sweep(lab);
	assert_int_equal(content_part_bytes(lab->dir, PART), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, lab_set_up, lab_tear_down)
		T(resume__in_two_goes__is_one_file),
		T(resume__another_is_at_it__is_told),
		T(resume__opened_and_gone_before_the_lock__begins_anew),
		T(sweep__old_and_gone_on_with__is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
