/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Modes: what a G-code machine keeps between commands (where it is told to
 * be, absolute or relative, speed, targets), followed line by line.  It is
 * what a pause has to put back.  Nothing here has I/O.
 */
#ifndef SPOOLERD_DRAIN_MODES_H
#define SPOOLERD_DRAIN_MODES_H

#include <stdbool.h>
#include <stddef.h>

#define MODES_AXES	4	/* X Y Z E */
#define MODES_TEXT	512

enum modes_axis { MODES_X, MODES_Y, MODES_Z, MODES_E };

struct modes {
	double	at[MODES_AXES];		/* mm, in the file's coordinates */
	bool	known[MODES_AXES];	/* is that so?  Not after a G28 */
	bool	relative, relative_e;	/* G91, M83 */
	bool	e_follows;		/* G90 and G91 set E's mode, too */
	bool	inches;			/* G20 */
	double	feed;			/* mm/min; 0: none was given */
	double	hotend, bed;		/* degrees C, 0: off */
};

/* How to step aside in a pause, in mm; of a printer's profile. */
struct modes_aside {
	double		 retract, lift;
	const char	*gcode;		/* then this, in absolute mode */
};

/* As a machine is after its start.  e_follows: as in Marlin 2; in Marlin 1.1
 * M83 stays what it was through G90. */
void	 modes_init(struct modes *, bool e_follows);
/* What a firmware's name (of M115) says of e_follows. */
bool	 modes_e_follows(const char *firmware);
/* The machine executes this command (no number, no sum, no comment). */
void	 modes_apply(struct modes *, const char *command);

/* May the head be moved away and brought back?  Only if it is known where it
 * is. */
bool	 modes_may_step_aside(const struct modes *);
/*
 * Commands, one a line, that take the head away: pull the filament back, lift,
 * go where the profile says.
 */
void	 modes_step_aside(const struct modes *, const struct modes_aside *,
	    char out[MODES_TEXT]);
/*
 * Commands that bring it back: first hot, then over the place, then down, then
 * the filament pushed as far as it was pulled, and every mode as it was.
 * pushed false: it is not known whether it was pulled at all (the host died in
 * between), so it is left where it is.
 */
void	 modes_step_back(const struct modes *, const struct modes_aside *,
	    bool pushed, char out[MODES_TEXT]);

#endif
