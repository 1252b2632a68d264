/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One adopted printer as the parent knows it: its row, its port, its books,
 * its drain, and what the keeper has been told.  The rules of who is told
 * what and when are drawn at the top of keeper.c.
 */
#ifndef SPOOLERD_PARENT_MACHINE_H
#define SPOOLERD_PARENT_MACHINE_H

#include "spoolerd/books.h"
#include "spoolerd/parent/child.h"
#include "spoolerd/parent/loop.h"
#include "spoolerd/message.h"
#include "spoolerd/parent/port.h"
#include "spoolerd/tape.h"
#include "spoolerd/transcript.h"

struct parent;

struct machine {
	int64_t			 number;	/* 0: the slot is free */
	struct parent		*parent;
	struct message_printer	 row;		/* as the keeper said last */
	bool			 synced;	/* by the keeper that lives */
	/* The port: ours as long as the machine is there. */
	int			 port;		/* -1: not open */
	bool			 fresh;		/* opened since the machine
						 * was last heard */
	bool			 elsewhere;	/* a person says so: it is
						 * being adopted there */
	bool			 tried;		/* looked for, at least once */
	struct port_plug	 plug;		/* of the last try */
	int			 trouble;	/* errno of the last try */
	unsigned int		 losses;	/* in a row, unanswered */
	int64_t			 open_ms;	/* not opened before this */
	/* See twin.h. */
	bool			 mixed;		/* it may be at another place */
	bool			 sure;		/* a person says it isn't */
	bool			 asked;		/* a person, about the job */
	bool			 alike;		/* hence not opened */
	uint64_t		 epoch;		/* of its drain's start */
	struct child		 drain;
	struct watch		 watch;		/* of its channel */
	bool			 hopeless;	/* it dies again and again */
	bool			 revive;	/* a person reset it, and it did
						 * not answer yet */
	int64_t			 settings;	/* of the row, as it has them */
	int			 baud;		/* of the open port */
	int			 books_fd;	/* -1: none */
	struct books		*books;
	struct tape		*tape;		/* NULL: there is no room */
	int			 transcript_fd;	/* -1: none */
	struct transcript	*transcript;	/* NULL: none */
	/* What the drain said. */
	bool			 ready;		/* the machine answered */
	struct message_ready	 who;
	int64_t			 job;		/* that it holds; 0: none */
	struct message_telemetry telemetry;
	int64_t			 heard_ms;
	uint64_t		 change;	/* of the parent's count */
	bool			 emergency;	/* M112 went out */
	int64_t			 hot_ms;	/* lost since, while it heated;
						 * 0: no */
	bool			 hot_told;	/* a person was told */
	/* What the keeper was told. */
	bool			 freed;		/* FREE, and it is still so */
	bool			 found;		/* FOUND, about this job */
	bool			 has_done;	/* and did not confirm yet */
	struct message_done	 done;
	char			 undone[MESSAGE_TEXT];	/* by hand, and why;
							 * "": all is */
	bool			 has_urgent;
	struct message_want	 urgent;
};

/* A free slot becomes the printer of a row.  0, or -1 with errno: its books
 * can't be opened. */
int	machine_open(struct machine *, struct parent *,
	    const struct message_printer *);
/* It was forgotten, or we end: drain, port and books go. */
void	machine_close(struct machine *);

/* The keeper sent the row (again); or the keeper died. */
void	machine_row(struct machine *, const struct message_printer *);
void	machine_unsync(struct machine *);
/* The course of the job that comes next; fd stays the caller's. */
void	machine_course(struct machine *, const struct message_course *,
	    int fd);
/* The keeper starts a job; fd stays the caller's. */
void	machine_start(struct machine *, const struct message_job *, int fd);
/* The keeper stored the emergency's row. */
void	machine_granted(struct machine *, uint64_t ticket);

/* Once a tick. */
void	machine_tick(struct machine *);
/* Reset the board: drop DTR, open the port anew.  Not one that answers, and
 * still knows where it is in an interrupted print. */
void	machine_reset(struct machine *);

/* Does it hold a live machine now? */
bool	machine_connected(const struct machine *);

#endif
