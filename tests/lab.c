/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lab of the spool's tests.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <ftw.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lab.h"

int
lab_set_up(void **state)
{
	struct lab *lab = calloc(1, sizeof(*lab));

	assert_non_null(lab);
	(void)strcpy(lab->dir, "/tmp/connectprint-lab-XXXXXX");
	assert_non_null(mkdtemp(lab->dir));
	(void)snprintf(lab->path, sizeof(lab->path), "%s/spool.db", lab->dir);
	assert_int_equal(spool_open(&lab->spool, lab->path, SPOOL_CREATE),
	    SPOOL_OK);
	assert_int_equal(content_prepare(lab->dir), 0);
	lab->printer = lab_printer(lab, "dagoma-1", "/dev/pts/77");
	lab->file = lab_file(lab, "G28\nG1 X1\n", "part.g", true);
	*state = lab;
	return 0;
}

static int
remove_it(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

int
lab_tear_down(void **state)
{
	struct lab *lab = *state;

	spool_close(lab->spool);
	(void)nftw(lab->dir, remove_it, 16, FTW_DEPTH | FTW_PHYS);
	free(lab);
	return 0;
}

struct file
lab_file(struct lab *lab, const char *bytes, const char *label, bool analyzed)
{
	struct file f = { .who = "alice" };
	struct content *c;

	(void)snprintf(f.label, sizeof(f.label), "%s", label);
	assert_int_equal(content_begin(lab->dir, &c), CONTENT_OK);
	assert_int_equal(content_add(c, bytes, strlen(bytes)), CONTENT_OK);
	assert_int_equal(content_commit(c, lab->spool, &f), SPOOL_OK);
	if (analyzed) {
		f.commands = 2;
		(void)strcpy(f.header, "[]");
		assert_int_equal(file_analyzed(lab->spool, &f), SPOOL_OK);
	}
	return f;
}

struct printer
lab_printer(struct lab *lab, const char *name, const char *path)
{
	struct printer p = { .machine_type = "DiscoEasy200" };

	(void)snprintf(p.name, sizeof(p.name), "%s", name);
	(void)snprintf(p.path, sizeof(p.path), "%s", path);
	assert_int_equal(printer_adopt(lab->spool, &p, "admin"), SPOOL_OK);
	return p;
}

int64_t
lab_submit(struct lab *lab, int64_t printer)
{
	struct job job = { .file_id = lab->file.id, .printer_id = printer,
	    .label = "part.g", .who = "alice" };

	assert_int_equal(job_submit(lab->spool, &job), SPOOL_OK);
	return job.id;
}

enum job_state
lab_state(struct lab *lab, int64_t id)
{
	struct job job;

	assert_int_equal(job_by_id(lab->spool, id, &job), SPOOL_OK);
	return job.state;
}

void
lab_execute(struct lab *lab, const char *text)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(lab->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	(void)sqlite3_close(db);
}
