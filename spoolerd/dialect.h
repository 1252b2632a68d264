/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dialects: how one family of G-code firmware differs from another, as const
 * tables.  A new dialect is a new row; the link has no other place that
 * knows a firmware's name.
 */
#ifndef SPOOLERD_DIALECT_H
#define SPOOLERD_DIALECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spoolerd/knob.h"

/* Which knobs a firmware has a command for, as bits of enum knob. */
#define DIALECT_HEATS	(1u << KNOB_FAN | 1u << KNOB_HOTEND | 1u << KNOB_BED)
#define DIALECT_FACTORS	(DIALECT_HEATS | 1u << KNOB_SPEED | 1u << KNOB_FLOW)
#define DIALECT_ALL	(DIALECT_FACTORS | 1u << KNOB_BABY)

struct dialect {
	const char	*name;
	/* An unanswered line is sent again after this silence ... */
	int64_t		 patience_ms;
	/* ... and this, when a command is known to take its time. */
	int64_t		 long_patience_ms;
	/* After a Resend its ok comes within this time, or never. */
	int64_t		 resend_ok_ms;
	/* A bare line that ends a wait for heat, or NULL. */
	const char	*break_wait;
	/* A bare line that ends a halt, for boards that opening their port
	 * does not reset; or NULL. */
	const char	*revive;
	/*
	 * How many bits of a line number it compares; 0: it looks at none.
	 * Then only one line is on the way, and one whose answer is lost may
	 * or may not have been executed: nothing can tell.
	 */
	unsigned int	 number_bits;
	/* An ok is said on receipt, before the command's own words. */
	bool		 ok_first;
	/* It does not ask for a line again: its error, and the ok behind it,
	 * are said once for each line that it refused. */
	bool		 errors_ask;
	/* Only one line is ever on the way. */
	bool		 one_by_one;
	/* What M115 calls it, in its FIRMWARE_NAME; NULL: nothing. */
	const char	*firmware;
	/* What it can be told in a print (DIALECT_ALL ...).  M290 is for those
	 * that may have it: whether this one was built with it shows when it
	 * is asked. */
	unsigned int	 knobs;
};

/* The dialect of a name, or NULL. */
const struct dialect	*dialect_find(const char *name);
/* The dialect of a FIRMWARE_NAME as M115 says it; "marlin" when unknown. */
const struct dialect	*dialect_guess(const char *firmware);

enum dialect_trait {
	DIALECT_SLOW	= 1 << 0,	/* may take minutes without a word */
	DIALECT_HEAT	= 1 << 1,	/* waits for a temperature */
	DIALECT_HOMES	= 1 << 2,	/* then the machine knows where it is */
	DIALECT_TELLS	= 1 << 3	/* answers a temperature in its ok */
};
/* The traits of a command such as "M109 S220"; 0 for ordinary ones. */
unsigned int		 dialect_traits(const char *command);
/* How long a command says itself that it takes: G4's P (ms) or S (s), at most
 * a day; 0 for all others. */
int64_t			 dialect_dwell_ms(const char *command);

#endif
