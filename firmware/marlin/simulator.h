/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simulated printer: Marlin 1.1.9 as Dagoma's DiscoEasy200 has it, or
 * another firmware (flavor.h), without any I/O.  The host's bytes and the
 * (simulated) time go in; its words and the commands that were executed come
 * out.  It is strict: it never repairs what a
 * host did wrong, and it is what every test is judged by.
 */
#ifndef FIRMWARE_MARLIN_SIMULATOR_H
#define FIRMWARE_MARLIN_SIMULATOR_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/marlin/flavor.h"
#include "firmware/marlin/heater.h"
#include "firmware/marlin/planner.h"
#include "firmware/marlin/reader.h"
#include "firmware/marlin/uart.h"

#define SIMULATOR_SLOTS	16	/* BUFSIZE at most */

struct simulator_options {
	const struct flavor *flavor;	/* NULL: the first */
	int		 baud;
	unsigned int	 ring;		/* of its UART; 0: the usual one */
	bool		 instant;	/* nothing takes any time */
	bool		 bed;
	double		 ambient;
	const char	*machine_type;	/* borrowed */
};

/* What the command at the queue's head waits for. */
enum simulator_wait {
	WAIT_NOTHING,
	WAIT_ROOM,		/* a place in the planner */
	WAIT_STILL,		/* all moves done, then on with the command */
	WAIT_TIME,		/* until wait_us */
	WAIT_HOTEND, WAIT_BED	/* a temperature */
};

struct slot {
	char	line[READER_LINE];
	long	number;			/* READER_NONE */
};

/* A command as it is executed; its number is READER_NONE for a bare one. */
typedef void (simulator_executed)(void *, const char *command, long number);

struct simulator {
	struct simulator_options options;
	const struct flavor *flavor;
	int64_t		now_us;
	int64_t		free_us;	/* the firmware is busy until then */
	struct uart	uart;
	struct reader	reader;
	struct planner	planner;
	struct heater	hotend, bed;
	bool		booting, killed;
	bool		halted;		/* killed, but not mute */
	/* the command slots */
	struct slot	slots[SIMULATOR_SLOTS];
	unsigned int	slot, waiting;
	int		skips;		/* lines to be skipped (Repetier) */
	int64_t		heard_us;	/* the last byte that was read */
	int64_t		idle_us;	/* the next "wait" */
	char		arriving[12];	/* for the emergency parser */
	unsigned int	arrived;
	/* the command at the head, if it blocks */
	enum simulator_wait wait;
	int		stage;		/* of a command of several steps */
	bool		begun;
	bool		answered;	/* its ok was said already */
	bool		no_heat_wait;	/* M108 came */
	int64_t		wait_us;
	int64_t		said_us;	/* its words have left by then */
	int64_t		busy_us;	/* the next "busy" */
	int64_t		words_us;	/* the next temperature of M109 */
	bool		cooling_too;	/* M109 R */
	/* modes */
	bool		relative, relative_e;
	double		feed;		/* mm/s */
	double		percent;	/* of it, by M220 */
	double		offset[AXES];	/* of G92 */
	int64_t		report_every_us, report_us;	/* M155 */
	int64_t		busy_every_us;			/* M113 */
	int		fan;
	simulator_executed *executed;
	void		*executed_arg;
};

void	 simulator_init(struct simulator *, const struct simulator_options *,
	    simulator_executed *, void *arg);
/* The board's reset: banner, everything forgotten. */
void	 simulator_reset(struct simulator *, int64_t now_us);
/* The host writes; returns how many bytes the cable took. */
size_t	 simulator_hear(struct simulator *, const char *, size_t);
/* Let time pass. */
void	 simulator_advance(struct simulator *, int64_t until_us);
/* When something happens by itself; INT64_MAX: never. */
int64_t	 simulator_next(const struct simulator *);
/* Take what it said: at most size bytes. */
size_t	 simulator_said(struct simulator *, char *, size_t);

/* For command.c and flavor.c: say something; printf's rules. */
void	 simulator_say(struct simulator *, const char *, ...)
	    __attribute__((format(printf, 2, 3)));
void	 simulator_say_heat(struct simulator *);
/* The ok of a line that had this number. */
void	 simulator_say_ok(struct simulator *, long number);

#endif
