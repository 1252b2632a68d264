/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Manual control: what a person at the page may have a machine do beside a
 * print.  One table of controls, their arguments and ranges; the browser names
 * a control, and the drain makes the lines.  Pure.
 */
#ifndef SPOOLERD_MANUAL_H
#define SPOOLERD_MANUAL_H

#include <stdint.h>

#define MANUAL_TEXT	160	/* the lines of one control */
#define MANUAL_LINES	4	/* ... at most so many */
#define MANUAL_HOT_dC	1700	/* plastic moves through a nozzle above this */

enum manual_control {
	MANUAL_JOG, MANUAL_HOME, MANUAL_EXTRUDE, MANUAL_HEAT, MANUAL_FAN,
	MANUAL_MOTORS_OFF,
	MANUAL__MAX
};
enum manual_argument {
	MANUAL_X_UM, MANUAL_Y_UM, MANUAL_Z_UM, MANUAL_E_UM, MANUAL_HOTEND_C,
	MANUAL_BED_C, MANUAL_PERCENT,
	MANUAL_ARGUMENT__MAX
};

struct manual {
	int32_t	control;			/* enum manual_control */
	int32_t	given;				/* bits: which have a value */
	int32_t	values[MANUAL_ARGUMENT__MAX];
};

/* MANUAL__MAX and MANUAL_ARGUMENT__MAX when there is none of that name. */
enum manual_control	 manual_by_name(const char *);
enum manual_argument	 manual_argument_by_name(const char *);
const char		*manual_name(enum manual_control);
/* NULL: it may be done; else the sentence why not. */
const char		*manual_check(const struct manual *);
/* The lines of one that was checked, each ended by a newline.  Relative moves
 * end in absolute coordinates. */
void			 manual_lines(const struct manual *,
			    char lines[MANUAL_TEXT]);

#endif
