/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The run of a job: what a drain does with a link, a feed and the orders of
 * people.  It decides what goes to the machine next, in which phase the
 * machine is, and when a job has ended and how.  Like the link it does no I/O
 * on the port and reads no clock; it reads the print file through its feed.
 *
 *	CONNECTING --> IDLE --> PRINTING <--> PAUSING --> PAUSED
 *	     ^           ^       |    ^          |           |
 *	     |           |       v    +----------|-----------+
 *	   reset         +--- STOPPING <---------+-----------+
 *
 *	any --killed--> HALTED		any --silent, noisy--> LOST
 */
#ifndef SPOOLERD_DRAIN_JOBRUN_H
#define SPOOLERD_DRAIN_JOBRUN_H

#include <stdbool.h>
#include <stdint.h>

#include "spoolerd/course.h"
#include "spoolerd/feed.h"
#include "spoolerd/heatguard.h"
#include "spoolerd/link/link.h"
#include "spoolerd/message.h"
#include "spoolerd/drain/modes.h"
#include "spoolerd/drain/reentry.h"
#include "spoolerd/drain/warmup.h"

/* Marlin's numbers have 31 bits: between two jobs they begin anew above this,
 * and no file has as many lines as that leaves. */
#define JOBRUN_NUMBERS	(UINT64_C(1) << 30)
#define JOBRUN_HOST	64	/* commands of ours that wait: a way back in */

struct jobrun_end {
	enum message_end	end;
	char			why[MESSAGE_TEXT];
};

struct jobrun {
	struct link		 link;
	struct books		*books;
	struct message_profile	 profile;
	enum message_phase	 phase;
	bool			 hung_up;	/* the port is gone */
	bool			 strange;	/* it is in another print */
	/* The job at hand; job.job 0: none.  The descriptor is ours. */
	struct message_job	 job;
	int			 fd;
	struct feed		 feed;
	enum feed_result	 fed;		/* what feed_next said last */
	char			 line[FEED_LINE];	/* read, not sent yet */
	size_t			 length;
	uint64_t		 offset;
	bool			 confirming;	/* all sent; the last M105 */
	struct modes		 modes;		/* behind the last line sent */
	struct reentry_layer	 layer;		/* and the layer */
	uint64_t		 layer_offset;	/* its first line's end; 0:
						 * it is on record */
	uint32_t		 aside_told;	/* books->aside on record */
	/* Where the file goes on after a re-entry. */
	uint64_t		 entry_offset, entry_commands;
	bool			 go_on;		/* as soon as it is paused */
	struct course		 course;	/* of the job of its number */
	struct warmup		 warmup;
	int64_t			 here_ms;	/* since it had answered ... */
	uint64_t		 here_commands;	/* ... so many ... */
	unsigned int		 here_traits;	/* ... and of the next */
	struct jobrun_end	 ending;	/* how STOPPING, or the
						 * emergency, will end */
	/* Commands of ours, before the file's next line. */
	char			 host[JOBRUN_HOST][LINK_COMMAND + 1];
	unsigned int		 host_head, host_count;
	/* Control by hand: how many before this drain, in it, and the line
	 * behind the last one of theirs (0: not sent yet). */
	uint64_t		 hand_base, hand_taken, hand_until;
	bool			 typed;		/* what modes it left is not
						 * known */
	int64_t			 turn_ms;	/* the last turn */
	bool			 starves;	/* it left nothing on the way */
	uint64_t		 lean_ms;	/* of the link's, looked at */
	uint64_t		 starved_ms;	/* though it printed */
	int64_t			 rate_ms;	/* lines/s since then ... */
	uint64_t		 rate_lines;	/* ... and what was answered */
	int32_t			 rate_mHz;
	int64_t			 poll_ms;	/* the next M105 ... */
	uint64_t		 poll_number;	/* ... or before this line */
	int64_t			 tell_ms;	/* the next telemetry */
	int64_t			 checkpoint_ms;	/* the next, at the latest */
	int64_t			 break_ms;	/* the next M108; 0: none */
	int64_t			 emergency_ms;	/* confirmed by then; 0: none */
	char			 text[MESSAGE_TEXT];
	char			 question[MESSAGE_TEXT]; /* "": none */
	bool			 prompted;	/* by the printer itself */
	struct heatguard	 guard;
	int64_t			 read_ms;	/* when heat came last */
	/* Where messages for the parent go. */
	void			(*say)(void *, const struct message *);
	void			*say_arg;
};

/* books are mapped; say is called from inside the other functions.  When the
 * books hold a job, or it may be another machine's, the printer is asked where
 * it is, else greeted. */
void	 jobrun_init(struct jobrun *, const struct message_profile *,
	    const struct dialect *, struct books *, int64_t now_ms,
	    void (*say)(void *, const struct message *), void *say_arg);
/* Begin a job, or go on with it (job->resume).  fd becomes ours. */
void	 jobrun_take(struct jobrun *, int64_t now_ms,
	    const struct message_job *, int fd);
void	 jobrun_order(struct jobrun *, int64_t now_ms,
	    const struct message_order_to_drain *);
/* The port hung up. */
void	 jobrun_hangup(struct jobrun *, int64_t now_ms);
/* After every receive, order and time-out, and before link_output. */
void	 jobrun_turn(struct jobrun *, int64_t now_ms);
/* When jobrun_turn is wanted at the latest. */
int64_t	 jobrun_wake(const struct jobrun *);

/*
 * For the other parts of the run, each with a header of its own:
 *
 *	jobevent	what the link reports
 *	supply		what goes to the machine next
 *	pause reentry	aside and back; back in after a reset
 *	jobhand		control by hand
 *	heatwatch	the heat guard's readings and measures
 *	progress	how far it is, and how long yet
 *	tell		what the parent hears of it
 *
 * Only these call what follows; how a job ends is in jobend.c.
 */

/* To another phase; the table in jobrun.c allows it or ends the program. */
void	 jobrun_move(struct jobrun *, int64_t now_ms, enum message_phase);
/* The job has ended; say it, and be free for the next. */
void	 jobrun_finish(struct jobrun *, int64_t now_ms, enum message_end,
	    bool halted, const char *why);
/* The time until now is the job's; before its phase changes. */
void	 jobrun_count(struct jobrun *, int64_t now_ms);
/* It is interrupted, and where the machine is in it is not known any more. */
void	 jobrun_lose(struct jobrun *, int64_t now_ms, const char *why);
/* As if a person had ordered it, of the job at hand. */
void	 jobrun_do(struct jobrun *, int64_t now_ms, enum message_order);
/* Pause, and let a person read why. */
void	 jobrun_ask(struct jobrun *, int64_t now_ms, const char *question);
/* Feed no more; cool down, park where that is safe, then end the job like
 * this. */
void	 jobrun_stop(struct jobrun *, int64_t now_ms, enum message_end,
	    const char *why);
/* The parent writes a bare M112, or did: nothing else matters now.  The job,
 * if there is one, ends like this. */
void	 jobrun_emergency(struct jobrun *, int64_t now_ms, enum message_end,
	    const char *why);

#endif
