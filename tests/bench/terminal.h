/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An instant printer: a process on a pseudo-terminal that answers each line
 * at once, for benches of a single link.  It checks nothing.
 */
#ifndef TESTS_BENCH_TERMINAL_H
#define TESTS_BENCH_TERMINAL_H

#include <sys/types.h>

struct terminal {
	int	port;			/* the host's end */
	pid_t	printer;
};

/* Ends the program when that fails. */
struct terminal	 terminal_open(void);
/* The last of the host's descriptors must be closed by then. */
void		 terminal_close(struct terminal *);

#endif
