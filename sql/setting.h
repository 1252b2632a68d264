/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Settings: what an admin says of one printer.  Each is its own or, where that
 * is possible, as its profile says.  This is the one door: whoever changes one
 * comes through setting_change(), which looks at every value, stores all or
 * none, and records each as an event.
 */
#ifndef SQL_SETTING_H
#define SQL_SETTING_H

#include "sql/moves.h"
#include "sql/spool.h"

/* In the order of SQL_SETTING_GET and SQL_SETTING_PUT. */
enum setting {
	SETTING_NAME, SETTING_PROFILE, SETTING_DIALECT, SETTING_BAUD,
	SETTING_MATERIAL, SETTING_NOZZLE,
	SETTING_BED_X, SETTING_BED_Y, SETTING_BED_Z,
	SETTING_HOTEND_MAX, SETTING_BED_MAX,
	SETTING_PARK, SETTING_PAUSE_RETRACT, SETTING_PAUSE_LIFT, SETTING_PAUSE,
	SETTING_RECOVERY, SETTING_DISABLED,
	SETTING_EXTRUDE_MIN, SETTING_CLEANING, SETTING_BED_FORM,
	SETTING__MAX
};

struct setting_value {
	bool	own;			/* false: as the profile says */
	int64_t	number;			/* of a number, */
	char	text[SPOOL_TEXT_SIZE];	/* or of anything else */
};

struct settings {
	int64_t			version;	/* counts changes, from 1 */
	struct setting_value	of[SETTING__MAX];
};

/* What shall be different. */
struct setting_change {
	int64_t			version;	/* that was seen */
	bool			set[SETTING__MAX];
	struct setting_value	to[SETTING__MAX];
};

enum setting_fault {
	SETTING_GOOD,
	SETTING_STALE,		/* somebody changed it since */
	SETTING_NOT_OWN,	/* it has no profile's value to fall back to */
	SETTING_BAD_NAME, SETTING_NAME_TAKEN,
	SETTING_UNKNOWN,	/* there is no such profile, dialect, ... */
	SETTING_OUT_OF_RANGE,
	SETTING_BAD_TEXT,	/* too long, or of control characters */
	SETTING_BAD_COMMAND,	/* a command that is not allowed there */
	SETTING_FAULT__MAX
};
struct setting_refusal {
	enum setting_fault	fault;
	enum setting		setting;
	char			text[MOVES_SIZE];	/* the bad command */
};

/* One setting as it is told; least and most are of numbers. */
struct setting_range {
	const char	*name;		/* "bed_x_um" */
	bool		 number, inherits;
	int64_t		 least, most;
};
struct setting_range	 setting_range(enum setting);
enum setting		 setting_by_name(const char *);	/* or SETTING__MAX */

/* A printer's own; SPOOL_NONE: there is no such printer. */
enum spool_result	 setting_get(struct spool *, int64_t printer,
			    struct settings *);

/* SPOOL_REFUSED: *refusal says which one and why; SPOOL_NONE: no printer. */
enum spool_result	 setting_change(struct spool *, int64_t printer,
			    const struct setting_change *, const char *who,
			    struct setting_refusal *refusal);

/* A line in the printer's log.  SPOOL_REFUSED: it is empty, too long, or not
 * of printable characters. */
enum spool_result	 setting_note(struct spool *, int64_t printer,
			    const char *note, const char *who);

#endif
