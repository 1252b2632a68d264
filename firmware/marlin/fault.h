/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Faults of a cable and of a board, seeded and repeatable: bytes flip, vanish,
 * double and appear, in bursts too, both ways; acknowledgements are lost,
 * doubled or late.  What goes in at one end comes out at the other, changed.
 */
#ifndef FIRMWARE_MARLIN_FAULT_H
#define FIRMWARE_MARLIN_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FAULT_LINE	256
#define FAULT_LATE	8	/* answers that are held back at once */
#define FAULT_GROWTH	2	/* a byte becomes so many at most */

enum fault_way { TO_MACHINE, FROM_MACHINE, FAULT__WAYS };

/* Each is a probability a byte, of its way. */
enum fault_byte { FAULT_FLIP, FAULT_DROP, FAULT_INSERT, FAULT_DOUBLE,
	FAULT_BURST, FAULT__BYTES };
/* Each is a probability an `ok`. */
enum fault_answer { FAULT_OK_LOST, FAULT_OK_DOUBLED, FAULT_OK_LATE,
	FAULT__ANSWERS };

struct fault {
	uint64_t	random;
	double		bytes[FAULT__WAYS][FAULT__BYTES];
	double		answers[FAULT__ANSWERS];
	int64_t		late_us;		/* how late */
	bool		silent;			/* nothing gets through */
	unsigned int	burst[FAULT__WAYS];	/* bytes of it to come */
	unsigned long	struck;			/* bytes and answers, so far */
	/* The machine's line so far, and answers that come later. */
	char		line[FAULT_LINE];
	size_t		line_used;
	struct {
		char	text[FAULT_LINE];
		size_t	length;
		int64_t	due_us;
	} late[FAULT_LATE];
	unsigned int	late_n;
};

void	 fault_init(struct fault *, uint64_t seed);
/*
 * Change what is wrong from now on: words such as "flip=1e-4", separated by
 * commas.  to-flip, to-drop, to-insert, to-double, to-burst strike bytes to
 * the machine, from-flip ... bytes from it, flip ... both ways; ok-lost,
 * ok-doubled, ok-late strike acknowledgements; late-ms says how late; silent=1
 * lets nothing through; seed=N begins anew; none takes all faults away.
 * false, and nothing is changed, when a word is not understood.
 */
bool	 fault_set(struct fault *, const char *words);
/* Bytes that the host wrote; out has room for FAULT_GROWTH times n. */
size_t	 fault_to_machine(struct fault *, const char *, size_t n, char *out);
/* Bytes that the machine says; out has room for FAULT_GROWTH times (n +
 * FAULT_LINE + what is late). */
size_t	 fault_from_machine(struct fault *, int64_t now_us, const char *,
	    size_t n, char *out);
/* When a late answer is due; INT64_MAX: none is. */
int64_t	 fault_next(const struct fault *);

#endif
