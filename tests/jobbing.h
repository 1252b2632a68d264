/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The run of a job against the strict little printer.
 */
#ifndef TESTS_JOBBING_H
#define TESTS_JOBBING_H

#include <stdbool.h>
#include <stdint.h>

#include "spoolerd/drain/jobrun.h"
#include "tests/strict.h"

#define JOB		7
#define SAID		512

struct bench {
	struct jobrun	run;
	struct books	books;
	struct strict	printer;
	int64_t		now_ms;
	struct message	said[SAID];
	unsigned int	said_n;
};

void	 begin(struct bench *b);
int	 set_up(void **state);
int	 tear_down(void **state);
void	 hear(struct bench *b);
/* Everything that happens at this moment; frames: at most so many. */
unsigned int	 turn(struct bench *b, unsigned int frames);
/* Let time pass until the phase is reached. */
void	 until(struct bench *b, enum message_phase phase);
int	 file_of(const char *text);
void	 take(struct bench *b, const char *text, bool resume);
void	 order(struct bench *b, enum message_order what, int64_t job);
/* The only message of a type; NULL: there is none. */
const struct message *told(struct bench *b, enum message_type type);
unsigned int	 count_told(struct bench *b, enum message_type type);
void	 assert_executed(struct bench *b, const char *expected);
void	 assert_done(struct bench *b, enum message_end end, bool halted);

#endif
