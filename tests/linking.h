/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The link against the strict little printer.
 */
#ifndef TESTS_LINKING_H
#define TESTS_LINKING_H

#include <stdbool.h>
#include <stdint.h>

#include "spoolerd/link/link.h"
#include "tests/strict.h"

#define JOB_LINES	40
#define WINDOW		3

struct bench {
	struct link	link;
	struct books	books;
	struct strict	printer;
	int64_t		now_ms;
	unsigned int	in_flight_most;
};

void	 says(struct bench *b, const char *text);
/* Let everything that is due now happen; then let time pass to the next
 * deadline.  false: the link waits for nothing. */
bool	 step(struct bench *b);
int	 set_up(void **state);
int	 tear_down(void **state);
void	 connect_it(struct bench *b);
/* Another drain takes over, with the books as they are. */
void	 reattach(struct bench *b);
void	 print_lines(struct bench *b, unsigned int lines);
void	 assert_executed(struct bench *b, unsigned int lines);

#endif
