/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Flavors: what the simulated printer's firmware can be.  Each row says what
 * was measured of a real firmware, or read in its sources where it was not.
 */
#ifndef FIRMWARE_MARLIN_FLAVOR_H
#define FIRMWARE_MARLIN_FLAVOR_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/marlin/reader.h"

struct simulator;

enum flavor_ok {
	OK_PLAIN,		/* "ok" */
	OK_ADVANCED,		/* "ok N5 P15 B3" (Marlin's ADVANCED_OK) */
	OK_NUMBERED		/* "ok 5" (Repetier) */
};

struct flavor {
	const char	*name;
	const char	*banner;	/* what it says after a reset */
	const char	*ready;		/* ... and when the boot is over */
	const char	*firmware;	/* M115, up to MACHINE_TYPE:, and */
	const char	*capabilities;	/* ... behind it; NULL: neither */
	bool		 named_in_ok;	/* M115's ok holds it */
	int64_t		 boot_us;
	unsigned int	 slots;		/* commands that wait */
	unsigned int	 blocks;	/* of the planner */
	struct reader_rules rules;
	enum flavor_ok	 ok;
	bool		 ok_early;	/* on receipt, before it is executed */
	bool		 emergency;	/* sees M108, M112, M410 on arrival */
	/* Killed, it says this, and `halted` to all but M105, M110 and M999;
	 * NULL: Marlin's words, then nothing until it is reset. */
	const char	*last_words, *halted;
	bool		 knows_nothing_urgent;	/* not even M112 */
	bool		 waits;		/* "wait" each second when idle */
	const char	*busy;		/* while a command blocks; NULL: mute */
	/* M220 and M221: what it says, around the number, when they have no
	 * value; NULL: nothing.  loud: also when they have one, and then the
	 * value is cut to its limits. */
	const char	*speed_says[2], *flow_says[2];
	bool		 loud;
	bool		 babysteps;	/* it was built with M290 */
	const char	*unknown[2];	/* around an unknown command, or */
	bool		 unknown_word;	/* ... around its word only */
	/* A line was not accepted. */
	void		(*refuse)(struct simulator *, enum reader_result);
	/* No answer came to a Resend, or half a line, for so long: refuse
	 * again; 0: never. */
	int64_t		 again_us;
};

/* NULL: there is none of that name. */
const struct flavor	*flavor_find(const char *name);
/* All of them, in order; NULL behind the last. */
const struct flavor	*flavor_at(unsigned int);

#endif
