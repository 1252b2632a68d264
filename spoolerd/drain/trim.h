/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Trim: the knobs (knob.h) of a machine in the run of a job.  Where they are
 * is read off the commands that the machine has answered, whoever gave them,
 * and off what it says itself.  What a person set is kept in the books, so
 * that a pause, another drain or the way back into a print puts that back;
 * what the file says behind it wins, as on the machine.
 *
 * It ends with the job: the factors of speed and flow that a person set go
 * back to 100 %.  A machine keeps them until it is reset, no print file sets
 * them, and the next person's print would run at 60 % without a word of why.
 */
#ifndef SPOOLERD_DRAIN_TRIM_H
#define SPOOLERD_DRAIN_TRIM_H

#include <stdint.h>

#include "spoolerd/feed.h"
#include "spoolerd/knob.h"
#include "spoolerd/manual.h"

struct jobrun;

struct trim {
	int32_t		now[KNOB__MAX];		/* confirmed by the machine */
	int32_t		own[KNOB__MAX];		/* as the file alone has it */
	uint64_t	seen;		/* the line up to which that is so */
	uint64_t	epoch;		/* ... of this numbering */
	uint64_t	due[KNOB__MAX];	/* asked for, not answered yet; 0 */
	int32_t		baby_um;	/* with what is on its way */
	uint64_t	sent_offset;	/* behind the file's last line sent */
};

/* A job is taken: nothing was tuned, but for what another drain, or the
 * record, knows of it; and nothing of the print before it stays. */
void	 trim_begin(struct jobrun *);
/* Its file was carried out up to an offset: read it with the modes, in which
 * what a person set has its place. */
void	 trim_follow(struct jobrun *, uint64_t offset);
/* What a person set, as knob_until() takes it. */
void	 trim_set(const struct jobrun *, uint64_t set[KNOB__MAX]);
/* Shift Z again, where homing took that away. */
void	 trim_shift_again(struct jobrun *);
/* Queue what a person asks for, which was looked at; in a job. */
void	 trim_ask(struct jobrun *, const struct manual *);
/* It is done; or it is not and will not be. */
void	 trim_done(struct jobrun *);
void	 trim_drop(struct jobrun *);
/* See what was answered; and between jobs, put factors back. */
void	 trim_turn(struct jobrun *);
/* Queue what puts the factors back that a person set. */
void	 trim_release(struct jobrun *);
/* The machine says this: of a knob, or that it does not know its command. */
void	 trim_hear(struct jobrun *, const char *line);
void	 trim_unknown(struct jobrun *, const char *line);
/* The knobs that its firmware has not, as bits. */
uint32_t trim_lacks(const struct jobrun *);
/* How fast it is, in percent of what the file itself asks for. */
int64_t	 trim_pace(const struct jobrun *);
/* So much time of this print went by: what it would have been at 100 % of
 * that. */
void	 trim_count(struct jobrun *, int64_t ms);

#endif
