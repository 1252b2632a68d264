/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Analyses, by filters that are shell scripts.
 */
#include <sys/stat.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/course.h"
#include "sql/image.h"
#include "tests/keeping.h"

static void
make_filter(const struct fixture *f, const char *script)
{
	char path[128];
	FILE *out;

	(void)snprintf(path, sizeof(path), "%s/filter", f->lab->dir);
	(void)unlink(path);
	out = fopen(path, "w");
	assert_non_null(out);
	assert_true(fprintf(out, "#!/bin/sh\n%s\n", script) > 0);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(chmod(path, 0700), 0);
}

/* The file once it is analyzed: the keeper is asked something, and answers
 * between two turns, until it is. */
static struct file
analyzed(const struct fixture *f, int64_t id)
{
	struct file file;
	int i;

	for (i = 0; i < 1000000; i++) {
		(void)want(f, ORDER_PAUSE, 0);
		assert_int_equal(file_by_id(f->lab->spool, id, &file),
		    SPOOL_OK);
		if (file.analyzed_ms != 0)
			return file;
	}
	fail_msg("no analysis of file %lld", (long long)id);
	return file;
}

static void
analysis__each_answer__is_understood_or_unreadable(void **state)
{
	static const struct {
		const char		*script;
		enum file_refusal	 refused;
		int64_t			 commands;
	} rows[] = {
		{ "cat > /dev/null; echo '{\"commands\":5,\"seconds\":60,"
		    "\"layers\":2,\"header\":[[\"a\",\"b\"],[1,2],[\"c\"]],"
		    "\"refused\":\"\",\"refused_line\":0,"
		    "\"facts\":{\"bbox_max_x_um\":-7,\"bed_dC\":\"x\"},"
		    "\"findings\":[{\"code\":\"sets-steps\"}]}'",
		    FILE_PRINTABLE, 5 },
		{ "echo '{\"commands\":1,\"seconds\":0,\"layers\":0,"
		    "\"header\":[],\"refused\":\"long-line\","
		    "\"refused_line\":7}'", FILE_LONG_LINE, 1 },
		{ "echo nonsense", FILE_UNREADABLE, 0 },
		{ "exit 0", FILE_UNREADABLE, 0 },
		{ "kill -SEGV $$", FILE_UNREADABLE, 0 },
		{ "echo '{\"commands\":-1,\"seconds\":0,\"layers\":0,"
		    "\"header\":[],\"refused\":\"\",\"refused_line\":0}'",
		    FILE_UNREADABLE, 0 },
		{ "echo '{\"commands\":1,\"seconds\":0,\"layers\":0,"
		    "\"header\":[],\"refused\":\"ugly\",\"refused_line\":0}'",
		    FILE_UNREADABLE, 0 },
		{ "echo '{\"commands\":9,\"seconds\":0,\"layers\":0,"
		    "\"header\":[],\"refused\":\"\",\"refused_line\":0}'; "
		    "exit 1", FILE_UNREADABLE, 0 },
		{ "yes", FILE_UNREADABLE, 0 },
		{ "exec 1>&-; exec sleep 1000", FILE_UNREADABLE, 0 },
	};
	struct fixture *f = *state;
	struct file file;
	char bytes[32];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		make_filter(f, rows[i].script);
		(void)snprintf(bytes, sizeof(bytes), "G28\nG1 Y%zu\n", i);
		file = lab_file(f->lab, bytes, "part.g", false);
		file = analyzed(f, file.id);
		if (file.refused != rows[i].refused)
			fail_msg("row %zu: %s", i,
			    file_refusal_name(file.refused));
		assert_int_equal(file.commands, rows[i].commands);
		assert_string_equal(file.header,
		    i == 0 ? "[[\"a\",\"b\"]]" : "[]");
		assert_int_equal(file.facts[FILE_BBOX_MAX_X_UM],
		    i == 0 ? -7 : 0);
		assert_int_equal(file.facts[FILE_BED_DC], 0);
		assert_string_equal(file.findings,
		    i == 0 ? "[{\"code\":\"sets-steps\"}]" : "[]");
	}
}

#define SAYS(said, thumbnail)	"cat > /dev/null; echo '{\"commands\":5," \
	"\"seconds\":0,\"layers\":0,\"header\":[],\"refused\":\"\"," \
	"\"refused_line\":0,\"said\":" said ",\"thumbnail\":" thumbnail \
	"}'; "
#define PNG	"printf '\\211PNG\\r\\n\\032\\nrest'"

/* Words and a picture: kept as they are, or not at all. */
static void
analysis__words_and_thumbnail__rows(void **state)
{
	static const struct {
		const char	*script, *material, *slicer, *thumbnail;
		bool		 good;
	} rows[] = {
		{ SAYS("{\"material\":\"PLA\",\"slicer\":\"S 1\"}", "12") PNG,
		    "PLA", "S 1", "image/png", true },
		{ SAYS("{}", "0"), "", "", "", true },
		{ SAYS("{\"material\":5,\"slicer\":\"12345678901234567890"
		    "12345678901234567890123456789012345678901234567890\"}",
		    "0"), "", "", "", true },
		{ SAYS("[]", "6") "printf '\\377\\330\\377abc'", "", "",
		    "image/jpeg", true },
		/* not so many bytes, or no picture */
		{ SAYS("{\"material\":\"PLA\"}", "11") PNG, "", "", "", false },
		{ SAYS("{}", "13") PNG, "", "", "", false },
		{ SAYS("{}", "12"), "", "", "", false },
		{ SAYS("{}", "6") "printf '<html>'", "", "", "", false },
		/* a course that is none, or has other bytes */
		{ SAYS("{}", "0,\"course\":40") "head -c 40 /dev/zero", "",
		    "", "", true },
		{ SAYS("{}", "0,\"course\":41") "head -c 41 /dev/zero", "",
		    "", "", false },
		{ SAYS("{}", "0,\"course\":40") "head -c 41 /dev/zero", "",
		    "", "", false },
		{ SAYS("{}", "0,\"course\":-40") "head -c 41 /dev/zero", "",
		    "", "", false },
		{ SAYS("{}", "600000") "head -c 600000 /dev/zero", "", "", "",
		    false },
	};
	struct fixture *f = *state;
	struct file file;
	char bytes[32], type[FILE_THUMBNAIL_SIZE];
	void *image;
	size_t i, n;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		make_filter(f, rows[i].script);
		(void)snprintf(bytes, sizeof(bytes), "G28\nG1 Z%zu\n", i);
		file = lab_file(f->lab, bytes, "part.g", false);
		file = analyzed(f, file.id);
		assert_int_equal(file.refused, rows[i].good ? FILE_PRINTABLE :
		    FILE_UNREADABLE);
		assert_string_equal(file.material, rows[i].material);
		assert_string_equal(file.slicer, rows[i].slicer);
		assert_string_equal(file.thumbnail, rows[i].thumbnail);
		assert_int_equal(image_get(f->lab->spool, file.id, type,
		    &image, &n), rows[i].thumbnail[0] != '\0' ? SPOOL_OK :
		    SPOOL_NONE);
		assert_true(image == NULL || strcmp(type, rows[i].thumbnail) ==
		    0);
		free(image);
	}
}

/* A print starts with the course that the filter wrote, and its layers are on
 * record as they come. */
static void
start__course_is_known__comes_before(void **state)
{
	struct fixture *f = *state;
	struct message m = { .type = MESSAGE_WAKE };
	char got[50];
	int64_t job;
	int fd;

	make_filter(f, SAYS("{}", "0,\"course\":40") "head -c 40 /dev/zero");
	f->lab->file = lab_file(f->lab, "G28\nG1 Z7\n", "part.g", false);
	(void)analyzed(f, f->lab->file.id);
	job = lab_submit(f->lab, f->printer);
	say_free(f, 0, "DiscoEasy200", "");
	say(f, &m);
	m = hear(f, MESSAGE_COURSE, &fd);
	assert_int_equal(m.course.printer, f->printer);
	assert_int_equal(m.course.job, job);
	assert_int_equal(pread(fd, got, sizeof(got), 0), 40);
	(void)close(fd);
	assert_int_equal(hear(f, MESSAGE_START, NULL).start.job, job);
	m = (struct message){ .type = MESSAGE_CHECKPOINT,
	    .checkpoint = { .printer = f->printer, .job = job, .commands = 2,
	    .bytes = 9, .layer = 4 } };
	say(f, &m);
	say_done(f, job, END_INTERRUPTED, false);
	(void)hear_row(f, job, false);
	assert_int_equal(job_now(f, job).layer, 4);
}

static void
analysis__job_waits_for_it__then_starts_or_is_cancelled(void **state)
{
	struct fixture *f = *state;
	int64_t good, bad;

	make_filter(f, "if grep -q bad; then r=binary; fi; "
	    "echo '{\"commands\":1,\"seconds\":0,\"layers\":0,\"header\":[],"
	    "\"refused\":\"'$r'\",\"refused_line\":3}'");
	stop(f);			/* so that both are queued before */
	f->lab->file = lab_file(f->lab, "bad\n", "bad.g", false);
	bad = lab_submit(f->lab, f->printer);
	f->lab->file = lab_file(f->lab, "G1 X7\n", "good.g", false);
	good = lab_submit(f->lab, f->printer);
	start(f);
	say_free(f, 0, "DiscoEasy200", "");
	assert_int_equal(hear(f, MESSAGE_START, NULL).start.job, good);
	assert_int_equal(lab_state(f->lab, bad), JOB_CANCELLED);
	assert_non_null(strstr(job_now(f, bad).why, "binary (line 3)"));
}

/* A file may be read after it was queued: the same filter, that finds M500. */
static void
analysis__objection__fails_the_job_at_once(void **state)
{
	struct fixture *f = *state;
	int64_t first, bad;

	make_filter(f, "cat > /dev/null; echo '{\"commands\":1,\"seconds\":0,"
	    "\"layers\":0,\"header\":[],\"refused\":\"\","
	    "\"refused_line\":0,\"findings\":[{\"code\":"
	    "\"saves-settings\",\"count\":1,\"lines\":[4]}]}'");
	stop(f);
	first = lab_submit(f->lab, f->printer);
	f->lab->file = lab_file(f->lab, "M500\n", "bad.g", false);
	bad = lab_submit(f->lab, f->printer);
	start(f);
	/* it is the second in the queue, and nothing prints */
	(void)analyzed(f, f->lab->file.id);
	(void)want(f, ORDER_PAUSE, 0);
	assert_int_equal(lab_state(f->lab, bad), JOB_FAILED);
	assert_non_null(strstr(job_now(f, bad).why, "M500 (line 4)"));
	assert_int_equal(lab_state(f->lab, first), JOB_QUEUED);
	assert_false(printer_now(f).needs_cleaning);
}

static void
claim__objection__the_next_one_starts(void **state)
{
	struct fixture *f = *state;
	struct file good = f->lab->file;
	int64_t bad, next;

	f->lab->file = lab_file(f->lab, "G1 X999\n", "large.g", true);
	f->lab->file.facts[FILE_BBOX_MAX_X_UM] = 999000;
	assert_int_equal(file_analyzed(f->lab->spool, &f->lab->file),
	    SPOOL_OK);
	bad = lab_submit(f->lab, f->printer);
	f->lab->file = good;
	next = lab_submit(f->lab, f->printer);
	say_free(f, 0, "DiscoEasy200", "");
	assert_int_equal(hear(f, MESSAGE_START, NULL).start.job, next);
	assert_int_equal(lab_state(f->lab, bad), JOB_FAILED);
	assert_non_null(strstr(job_now(f, bad).why, "200 × 200 × 205 mm"));
}

#define T(test) \
	cmocka_unit_test_setup_teardown(test, keeping_set_up, keeping_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(analysis__each_answer__is_understood_or_unreadable),
		T(analysis__words_and_thumbnail__rows),
		T(start__course_is_known__comes_before),
		T(analysis__job_waits_for_it__then_starts_or_is_cancelled),
		T(analysis__objection__fails_the_job_at_once),
		T(claim__objection__the_next_one_starts),
	};

	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
