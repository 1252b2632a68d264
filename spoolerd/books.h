/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Books: one page of shared memory per printer, a file on tmpfs that the
 * parent makes and the drain writes.  It survives kill -9 of every process
 * without a disk write, and it is what maps a line number to a place in the
 * file after a crash.  One writer a field; each entry is stored before `next`
 * moves, and `next` moves before the line is written to the cable.
 */
#ifndef SPOOLERD_BOOKS_H
#define SPOOLERD_BOOKS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "spoolerd/knob.h"

#define BOOKS_MAGIC	UINT32_C(0x434f4e50)	/* "CONP" */
#define BOOKS_VERSION	3
#define BOOKS_RING	64			/* a power of two */
#define BOOKS_SIZE	4096

enum books_origin {
	BOOKS_FILE,		/* a line of the print file */
	BOOKS_HOST		/* a line of ours: M105, M110, park */
};

enum books_aside {		/* where the head is in a pause */
	BOOKS_IN_PLACE,		/* where the file left it */
	BOOKS_STEPPING,		/* it was told to step aside */
	BOOKS_ASIDE,		/* it has done so */
	BOOKS_RETURNING,	/* it was told to come back */
	BOOKS_ENTERING		/* a fresh board is told the way into a print */
};

struct books_entry {
	uint64_t	number;		/* the line number sent */
	uint64_t	offset;		/* FILE: where the line ends */
	uint32_t	origin;		/* enum books_origin */
	uint32_t	pad;
};

struct books {
	uint32_t		magic;
	uint32_t		version;
	_Atomic uint64_t	job;		/* 0: none */
	_Atomic uint64_t	epoch;		/* how often M110 */
	_Atomic uint64_t	acked;		/* all below were executed */
	_Atomic uint64_t	next;		/* the next to be given */
	_Atomic uint64_t	offset;		/* behind the last acked line */
	_Atomic uint64_t	commands;	/* FILE lines acked */
	_Atomic uint64_t	printed_ms;	/* without the pauses */
	_Atomic uint64_t	resends, timeouts;	/* in this job */
	_Atomic uint64_t	starved_ms;	/* it had no move to make */
	_Atomic uint32_t	homed;		/* it executed a G28 */
	_Atomic uint32_t	aside;		/* enum books_aside */
	struct books_entry	ring[BOOKS_RING];
	/* Controls by hand: how many the parent gave (it writes this one), how
	 * many were done or said not to be; and whether one left the machine
	 * in modes that are not known. */
	_Atomic uint64_t	hand_given, hand_done;
	_Atomic uint32_t	hand_modes, pad;
	/* Of printed_ms, what went by in waits for heat, homing ...; 0: not
	 * known. */
	_Atomic uint64_t	waited_ms;
	/* What a person tuned in this job, as the machine confirmed it
	 * (knob.h), and what the speed factor did to printed_ms: so many us
	 * more it would be at 100 %. */
	_Atomic uint64_t	knobs[KNOB__MAX];
	_Atomic int64_t		tuned_us;
	/* These outlive a job.  Factors (bits of enum knob) of a person that
	 * the machine still has; knobs that its firmware does not know, and
	 * which firmware that was. */
	_Atomic uint32_t	put_back, lacks, lacks_of, pad2;
};
_Static_assert(sizeof(struct books) <= BOOKS_SIZE, "one page");

/* Open (making it if need be) the books at path: a descriptor to hand to
 * books_map, or -1 with errno. */
int		 books_open(const char *path);
/* Map a page; one that is not of this version is cleared.  NULL with errno. */
struct books	*books_map(int fd);
void		 books_unmap(struct books *);

/* Start the pages of a job: nothing acked, offset 0.  job 0: no job. */
void		 books_begin_job(struct books *, uint64_t job);
/*
 * Start them in the middle of its file: so many commands of it, up to the byte
 * `offset`, are done, in printed_ms; the way there is BOOKS_ENTERING.  A kill
 * in here shows no job.
 */
void		 books_enter_job(struct books *, uint64_t job,
		    uint64_t commands, uint64_t offset, uint64_t printed_ms);
/* A new numbering after M110: the next line has number first. */
void		 books_new_epoch(struct books *, uint64_t first);
/* Give the next number to a line; returns it. */
uint64_t	 books_post(struct books *, enum books_origin, uint64_t offset);
/* Everything below number was executed: moves acked, offset, commands. */
void		 books_ack(struct books *, uint64_t below);
/*
 * The machine asks for `number` although books_ack() went past it, or a
 * machine that was found again never got what was posted from `number` on:
 * takes acked, offset and commands (and next, if forget) back to it.  false,
 * and nothing changed, when the ring no longer reaches that far.
 */
bool		 books_rewind(struct books *, uint64_t number, bool forget);
/* The entry of a number that is still in the ring, else NULL. */
const struct books_entry *books_find(const struct books *, uint64_t number);

#endif
