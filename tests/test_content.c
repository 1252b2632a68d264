/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The content store: whole or not at all, under its hash and nothing else.
 */
#include <sys/resource.h>
#include <sys/wait.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lab.h"

/* sha256 of "abc", FIPS 180-4's own example. */
#define ABC	"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static int
count_temps(struct lab *lab)
{
	char path[128];
	struct dirent *entry;
	DIR *dir;
	int n = 0;

	(void)snprintf(path, sizeof(path), "%s/content/tmp", lab->dir);
	dir = opendir(path);
	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL)
		n += entry->d_name[0] != '.';
	(void)closedir(dir);
	return n;
}

static void
content__committed__is_there_under_its_hash(void **state)
{
	struct lab *lab = *state;
	struct file f = lab_file(lab, "abc", "a.g", false);
	char bytes[8] = "";
	int fd;

	assert_string_equal(f.sha256, ABC);
	assert_int_equal(f.bytes, 3);
	fd = content_open(lab->dir, ABC);
	assert_true(fd != -1);
	assert_int_equal(read(fd, bytes, sizeof(bytes)), 3);
	assert_string_equal(bytes, "abc");
	(void)close(fd);
	assert_int_equal(count_temps(lab), 0);
}

static void
content__same_bytes__are_one_row(void **state)
{
	struct lab *lab = *state;
	struct file a = lab_file(lab, "abc", "a.g", false);
	struct file b = lab_file(lab, "abc", "b.g", false);

	assert_int_equal(a.id, b.id);
	assert_string_equal(b.label, "a.g");
}

static void
content__aborted__leaves_nothing(void **state)
{
	struct lab *lab = *state;
	struct content *c;
	struct file f;

	assert_int_equal(content_begin(lab->dir, &c), CONTENT_OK);
	assert_int_equal(content_add(c, "abc", 3), CONTENT_OK);
	assert_int_equal(content_bytes(c), 3);
	content_abort(c);
	content_abort(NULL);
	assert_int_equal(count_temps(lab), 0);
	assert_int_equal(content_open(lab->dir, ABC), -1);
	assert_int_equal(file_by_hash(lab->spool, ABC, &f), SPOOL_NONE);
}

/* Killed between the bytes and the commit: nothing shows. */
static void
content__killed__shows_nothing(void **state)
{
	struct lab *lab = *state;
	struct content *c;
	struct file f;
	int status;

	if (fork() == 0) {
		(void)content_begin(lab->dir, &c);
		(void)content_add(c, "abc", 3);
		(void)raise(SIGKILL);
	}
	(void)wait(&status);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(content_open(lab->dir, ABC), -1);
	assert_int_equal(file_by_hash(lab->spool, ABC, &f), SPOOL_NONE);
}

/* What a killed program left is swept when it is old, and only then. */
static void
content_prepare__old_temps__are_swept(void **state)
{
	struct lab *lab = *state;
	struct timespec old[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000 } };
	char stale[128], fresh[128];
	FILE *f;

	(void)snprintf(stale, sizeof(stale), "%s/content/tmp/1-1", lab->dir);
	(void)snprintf(fresh, sizeof(fresh), "%s/content/tmp/1-2", lab->dir);
	f = fopen(stale, "w");
	assert_non_null(f);
	(void)fclose(f);
	f = fopen(fresh, "w");
	assert_non_null(f);
	(void)fclose(f);
	assert_int_equal(utimensat(AT_FDCWD, stale, old, 0), 0);
	assert_int_equal(content_prepare(lab->dir), 0);
	assert_int_equal(access(stale, F_OK), -1);
	assert_int_equal(access(fresh, F_OK), 0);
}

/* Only a hash is a name. */
static void
content_open__anything_else__is_refused(void **state)
{
	static const char *const names[] = {
		"", "..", "../spool.db", "/etc/passwd",
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f2/../a",
		"BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
	};
	struct lab *lab = *state;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		errno = 0;
		assert_int_equal(content_open(lab->dir, names[i]), -1);
		assert_int_equal(errno, EINVAL);
	}
}

static void
content_add__disk_full__says_so(void **state)
{
	struct lab *lab = *state;
	const struct rlimit limit = { 1 << 20, 1 << 20 };
	static char chunk[64 << 10];
	enum content_result result = CONTENT_OK;
	struct content *c;
	int i, status;

	if (fork() == 0) {
		(void)signal(SIGXFSZ, SIG_IGN);
		if (setrlimit(RLIMIT_FSIZE, &limit) == -1 ||
		    content_begin(lab->dir, &c) != CONTENT_OK)
			_exit(99);
		for (i = 0; i < 100 && result == CONTENT_OK; i++)
			result = content_add(c, chunk, sizeof(chunk));
		content_abort(c);
		_exit((int)result);
	}
	(void)wait(&status);
	assert_int_equal(WEXITSTATUS(status), CONTENT_FULL);
	assert_int_equal(count_temps(lab), 0);
}

/* A name that is to be given must be the hash of the bytes. */
static void
content_keep__other_bytes__are_refused(void **state)
{
	struct lab *lab = *state;
	struct content *c;
	struct file f;

	assert_int_equal(content_begin(lab->dir, &c), CONTENT_OK);
	assert_int_equal(content_add(c, "abd", 3), CONTENT_OK);
	assert_int_equal(content_keep(c, ABC), CONTENT_FAILED);
	assert_int_equal(errno, EBADMSG);
	assert_int_equal(content_open(lab->dir, ABC), -1);
	assert_int_equal(content_begin(lab->dir, &c), CONTENT_OK);
	assert_int_equal(content_add(c, "abc", 3), CONTENT_OK);
	assert_int_equal(content_keep(c, ABC), CONTENT_OK);
	assert_int_equal(close(content_open(lab->dir, ABC)), 0);
	assert_int_equal(file_by_hash(lab->spool, ABC, &f), SPOOL_NONE);
	assert_int_equal(count_temps(lab), 0);
}

static void
content_begin__no_store__fails(void **state)
{
	struct content *c;

	(void)state;
	assert_int_equal(content_begin("/nowhere", &c), CONTENT_FAILED);
	assert_null(c);
	assert_int_equal(content_prepare("/nowhere"), -1);
	assert_int_equal(content_free_bytes("/nowhere"), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, lab_set_up, lab_tear_down)
		T(content__committed__is_there_under_its_hash),
		T(content__same_bytes__are_one_row),
		T(content__aborted__leaves_nothing),
		T(content__killed__shows_nothing),
		T(content_prepare__old_temps__are_swept),
		T(content_open__anything_else__is_refused),
		T(content_add__disk_full__says_so),
		T(content_keep__other_bytes__are_refused),
		T(content_begin__no_store__fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
