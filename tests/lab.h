/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A lab for tests of the spool: a folder of its own, a fresh database, one
 * clean printer and one analyzed file.
 */
#ifndef TESTS_LAB_H
#define TESTS_LAB_H

#include "sql/content.h"
#include "sql/job.h"
#include "sql/printer.h"

struct lab {
	char		dir[64];
	char		path[96];	/* of the database */
	struct spool	*spool;
	struct printer	printer;
	struct file	file;
};

/* cmocka's setup and teardown; *state is the lab. */
int		lab_set_up(void **state);
int		lab_tear_down(void **state);

/* Store bytes under a label, analyzed or not; returns the row. */
struct file	lab_file(struct lab *, const char *bytes, const char *label,
		    bool analyzed);
/* Adopt a printer on a made-up port. */
struct printer	lab_printer(struct lab *, const char *name, const char *path);
/* Queue the lab's file on a printer; returns the job's id. */
int64_t		lab_submit(struct lab *, int64_t printer);
/* Run SQL on the lab's database, beside the spool's handle. */
void		lab_execute(struct lab *, const char *text);
enum job_state	lab_state(struct lab *, int64_t job);

#endif
