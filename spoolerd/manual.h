/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Manual control: what a person at the page may have a machine do beside a
 * print, in a pause of one, or in the middle of it.  One table of controls,
 * their arguments and ranges and when they may be, and one of refusals; the
 * browser names a control, and the drain makes the lines.  Pure.
 */
#ifndef SPOOLERD_MANUAL_H
#define SPOOLERD_MANUAL_H

#include <stdbool.h>
#include <stdint.h>

#include "spoolerd/knob.h"

#define MANUAL_TEXT	192	/* the lines of one control */
#define MANUAL_LINES	6	/* ... at most so many */
#define MANUAL_LINE	96	/* a typed one, NUL included */

enum manual_control {
	MANUAL_JOG, MANUAL_HOME, MANUAL_EXTRUDE, MANUAL_HEAT, MANUAL_FAN,
	MANUAL_MOTORS_OFF,
	MANUAL_GCODE,		/* a line as it was typed; see typed.h */
	MANUAL_TUNE,		/* of a job that prints: an order of its own,
				 * by whoever may stop that job, too */
	MANUAL__MAX
};
enum manual_argument {
	MANUAL_X_UM, MANUAL_Y_UM, MANUAL_Z_UM, MANUAL_E_UM, MANUAL_HOTEND_C,
	MANUAL_BED_C, MANUAL_PERCENT,
	MANUAL_X, MANUAL_Y, MANUAL_Z,	/* home these alone */
	MANUAL_SURE,		/* the bed is empty: a person looked */
	MANUAL_SPEED, MANUAL_FLOW, MANUAL_FAN_PERCENT, MANUAL_BABY_UM,
	MANUAL_ARGUMENT__MAX
};
enum manual_refusal {
	MANUAL_ALLOWED,
	MANUAL_NO_CONTROL,	/* no such one, or other arguments */
	MANUAL_OFFLINE,
	MANUAL_BUSY,		/* a job holds the printer */
	MANUAL_OUT_OF_SERVICE,	/* a fault, or an admin's reason */
	MANUAL_TOO_COLD,
	MANUAL_TOO_HOT,
	MANUAL_TOO_FAR,
	MANUAL_PIECE,		/* on the bed, perhaps: say MANUAL_SURE */
	MANUAL_NOT_IN_PAUSE,
	MANUAL_NO_WAY_BACK,	/* this pause would not undo it */
	MANUAL_NO_LINE,		/* what was typed is no command */
	MANUAL_FORBIDDEN,	/* ... is one that the host alone gives */
	MANUAL_OBJECTION,	/* ... is for an admin: sql/objection.h */
	MANUAL_NO_PRINT,	/* nothing prints that could be tuned */
	MANUAL_TOO_COOL,	/* to go on printing with */
	MANUAL_TOO_SHIFTED,	/* Z, in all */
	MANUAL_NOT_KNOWN,	/* its firmware has no such command */
	MANUAL_REFUSAL__MAX
};

struct manual {
	int32_t	control;			/* enum manual_control */
	int32_t	given;				/* bits: which have a value */
	int32_t	values[MANUAL_ARGUMENT__MAX];
	char	line[MANUAL_LINE];		/* of MANUAL_GCODE, else "" */
};

/* How a machine stands when a control comes. */
struct manual_state {
	bool	connected;
	bool	idle, paused;			/* paused: in a job */
	bool	aside;				/* ... the head is, and known
						 * is the way back */
	int32_t	lift_um;			/* ... so far above the piece */
	int32_t	hotend_dC;			/* INT32_MIN: not known */
	int32_t	extrude_min_dC;
	bool	prints;				/* a job, or pauses in one */
	uint32_t lacks;				/* bits of enum knob: what its
						 * firmware does not know */
	int32_t	baby_um;			/* Z is shifted by this */
};

/* MANUAL__MAX and MANUAL_ARGUMENT__MAX when there is none of that name. */
enum manual_control	 manual_by_name(const char *);
enum manual_argument	 manual_argument_by_name(const char *);
const char		*manual_name(enum manual_control);
/* Has it this argument? */
bool			 manual_has(const struct manual *,
			    enum manual_argument);

/* "too-cold", ...: the codes of the control socket. */
const char		*manual_refusal_code(enum manual_refusal);
/* MANUAL_REFUSAL__MAX when there is none of that code. */
enum manual_refusal	 manual_refusal_by_code(const char *);
const char		*manual_refusal_sentence(enum manual_refusal);

/* Is it whole and in its ranges? */
enum manual_refusal	 manual_check(const struct manual *);
/* One that was checked: may the machine do it now? */
enum manual_refusal	 manual_now(const struct manual *,
			    const struct manual_state *);
/* Does it tune this knob, and to what? */
bool			 manual_turns(const struct manual *, enum knob,
			    int *value);
/* Does it drive the nozzle and the bed together? */
bool			 manual_lowers(const struct manual *);
/* The lines of one that was checked, each ended by a newline.  Relative moves
 * end in absolute coordinates. */
void			 manual_lines(const struct manual *,
			    char lines[MANUAL_TEXT]);

#endif
