/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Light printers: many Marlin-like machines on pseudo-terminals, all in one
 * thread, for benches.  Each takes a fixed time for a line, answers in order,
 * refuses a line out of sequence, and can be told to hang.  They weigh little,
 * so that what is measured is the host; they judge nothing.
 */
#ifndef TESTS_BENCH_LIGHT_H
#define TESTS_BENCH_LIGHT_H

#include <stdbool.h>
#include <stdint.h>

#define LIGHT_MOST	128

struct light_figures {
	uint64_t	lines;		/* executed by all of them */
	uint64_t	gaps;		/* how many were measured */
	double		p99_ms;		/* from an ok to the next line */
};

struct light;		/* one for all printers; belongs to light.c */

/*
 * Switch n printers on: dir/1/tty, dir/2/tty ... are links to their
 * terminals.  A line takes line_us.  Ends the program when that fails.
 */
struct light	*light_open(const char *dir, unsigned int n, int64_t line_us);
void		 light_close(struct light *);
/* Printer i (from 0) answers nothing any more, or goes on. */
void		 light_hang(struct light *, unsigned int i, bool);
/* Forget all figures. */
void		 light_begin(struct light *);
/* The figures since then. */
struct light_figures light_end(struct light *);
/* How many lines printer i executed since it was switched on. */
uint64_t	 light_lines(struct light *, unsigned int i);
/* When printer i last saw an M112, on CLOCK_MONOTONIC in ns; 0: never. */
int64_t		 light_killed_ns(struct light *, unsigned int i);

#endif
