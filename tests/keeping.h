/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A spool, and the program `keeper` on it; the test is its parent.  What can't
 * be done fails the test.
 */
#ifndef TESTS_KEEPING_H
#define TESTS_KEEPING_H

#include <limits.h>

#include "spoolerd/parent/child.h"
#include "spoolerd/message.h"
#include "tests/lab.h"

struct fixture {
	struct lab	*lab;
	struct child	 keeper;
	int64_t		 printer;
	char		 program[PATH_MAX];
};

/* With a keeper that runs. */
int	 keeping_set_up(void **state);
int	 keeping_tear_down(void **state);
void	 start(struct fixture *);
void	 stop(struct fixture *);

/* --- to the keeper --- */

void	 say(const struct fixture *, const struct message *);
/* A drain is idle, with this job in its books. */
void	 say_free(const struct fixture *, int64_t books_job, const char *type,
	    const char *uuid);
void	 say_found(const struct fixture *);
void	 say_phase(const struct fixture *, int64_t job, enum message_phase);
void	 say_done(const struct fixture *, int64_t job, enum message_end,
	    bool halted);
void	 say_want(const struct fixture *, enum message_order, int64_t job,
	    uint64_t ticket);
/* Ask for an order; returns the verdict. */
enum message_verdict want(const struct fixture *, enum message_order,
	    int64_t job);
/* The same on behalf of a person. */
enum message_verdict want_as(const struct fixture *, const char *who,
	    enum message_order, int64_t job);
/* Queue a job and have it started. */
int64_t	 print(const struct fixture *);

/* --- from the keeper, and in the spool --- */

/* Its next message of a type; those before it are passed over.  file may be
 * NULL. */
struct message hear(const struct fixture *, enum message_type, int *file);
/* The row of the printer once it is so: rows may come more often than asked. */
struct message_printer hear_row(const struct fixture *, int64_t job,
	    bool printing);
struct job job_now(const struct fixture *, int64_t id);
struct printer printer_now(const struct fixture *);

#endif
