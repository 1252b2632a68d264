/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Objections: what speaks against printing a file on a printer, commands that
 * a print file has no business with as well as a machine that it doesn't fit,
 * and how much each weighs.  Each code is a policy of the same name, so that
 * an admin can make it weigh less or more.
 */
#ifndef SQL_OBJECTION_H
#define SQL_OBJECTION_H

#include "sql/file.h"
#include "sql/printer.h"

#define OBJECTION_SIZE	256	/* of a sentence, NUL included */

enum objection_code {
	OBJECTION_SAVES_SETTINGS,	/* M500 */
	OBJECTION_LOADS_SETTINGS,	/* M501 */
	OBJECTION_RESETS_SETTINGS,	/* M502 */
	OBJECTION_SETS_STEPS,		/* M92 */
	OBJECTION_TUNES_HEATER,		/* M303 */
	OBJECTION_EMERGENCY_STOP,	/* M112 */
	OBJECTION_UPDATES_FIRMWARE,	/* M997 */
	OBJECTION_RESTARTS_MACHINE,	/* M999 */
	OBJECTION_NOT_ASCII,
	OBJECTION_OTHER_MACHINE,
	OBJECTION_OUTSIDE_BED,
	OBJECTION_HOTEND_TOO_HOT,
	OBJECTION_BED_TOO_HOT,
	/* last, so that what never fits is said before */
	OBJECTION_OTHER_MATERIAL,
	OBJECTION_OTHER_NOZZLE,
	OBJECTION__MAX
};

enum objection_weight {		/* the value of the policy */
	OBJECTION_ALLOWED, OBJECTION_WARNS, OBJECTION_REFUSES,
	OBJECTION_WEIGHT__MAX
};

struct objection {
	enum objection_code	code;
	enum objection_weight	weight;		/* warns or refuses */
	char			asked[96];	/* "M500", "300 °C", "Magis" */
	char			limit[64];	/* the machine's, or "" */
	char			lines[128];	/* "5, 9, …", or "" */
	/* Outside of the bed: see fit_looks_made_for(). */
	enum printer_bed	made_for;
};

/* "saves-settings", ...: as the filter and the policies say it. */
const char		*objection_name(enum objection_code);
/* "allow", "warn", "refuse" */
const char		*objection_weight_name(enum objection_weight);

/*
 * What speaks against this file on this printer (NULL: on any), for an admin
 * or for anybody else: an admin is warned of commands that others are refused,
 * but no machine fits an admin better.  None for a file that wasn't read yet.
 */
enum spool_result	 objection_list(struct spool *, const struct file *,
			    const struct printer *, bool admin,
			    struct objection list[OBJECTION__MAX], int *n);
/* Can a person at the machine mend it, and the file fits then?  A queued job
 * waits for that; any other refusal is final. */
bool			 objection_may_pass(enum objection_code);
/* The first that refuses, or NULL. */
const struct objection	*objection_refusal(const struct objection *, int n);
/* An English sentence that says where it is and what to do. */
void			 objection_sentence(const struct objection *,
			    char [OBJECTION_SIZE]);

/* What speaks against a command by itself, as a person would give it by hand;
 * finding is what the filter calls it ("saves-settings").  SPOOL_REFUSED: not
 * for this person. */
enum spool_result	 objection_to_command(struct spool *,
			    const char *finding, bool admin);

/*
 * May this queued job run on this printer (0: on any)?  SPOOL_REFUSED: no, and
 * this is why.  Who queued it counts as an admin if the spool knows an
 * admin of that name.  Inside or outside a transaction.
 */
enum spool_result	 objection_to_job(struct spool *, int64_t job,
			    int64_t printer, struct objection *);

#endif
