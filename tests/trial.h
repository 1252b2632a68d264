/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A trial: one print over a faulty cable, in simulated time.  The run of a job
 * (spoolerd/drain/jobrun.h) drives the simulated printer (firmware/marlin);
 * nothing between them but the cable's faults is made for the test.  The judge
 * sees every executed command and knows what was really sent:
 *
 *	the executed lines equal the file, once and in order; or the job ends
 *	in a declared state; or the deviation is one that the dialect's sums
 *	and numbers cannot show, and is counted as such.
 */
#ifndef TESTS_TRIAL_H
#define TESTS_TRIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/marlin/fault.h"

struct trial_plan {
	const char	*firmware;	/* of flavor.h */
	const char	*dialect;	/* of dialect.h */
	const char	*faults;	/* of fault_set() */
	uint64_t	 seed;
	unsigned int	 lines;		/* of the print file */
	unsigned int	 window;	/* lines in flight; 0: 3 */
	unsigned int	 ring;		/* of the machine; 0: 128 bytes */
	double		 seconds_a_line; /* of dwelling, 0: moves only */
	double		 seconds_a_move; /* 0: quick ones */
	unsigned int	 resumes;	/* an interrupted job is resumed */
	unsigned int	 reset_at;	/* the board resets itself when this
					 * line is executed; 0: never */
	unsigned int	 resets;	/* ... so often again, each second */
	bool		 no_banner;	/* ... and nobody hears it boot */
	unsigned int	 crash_every;	/* the drain dies after so many
					 * writes; 0: never */
};

enum trial_end {
	TRIAL_FINISHED,		/* every line executed */
	TRIAL_INTERRUPTED,	/* declared, with why */
	TRIAL_FAILED,		/* declared, with why */
	TRIAL_WRONG,		/* a line twice, never, or out of order */
	TRIAL_STUCK,		/* no end within a simulated month */
	TRIAL__MAX
};

struct trial_result {
	enum trial_end	 end;
	char		 why[160];
	unsigned int	 executed;	/* lines of the file */
	unsigned int	 hidden;	/* deviations that nothing shows */
	unsigned int	 resumed;
	unsigned int	 window;	/* lines that it allowed at the end */
	unsigned long	 overruns;	/* bytes that the ring had no room
					 * for */
	uint64_t	 resends, timeouts, struck;
	double		 seconds;	/* simulated */
	double		 deaf_seconds;	/* no slot was free: an M112 would not
					 * have been read */
};

struct trial_result	 trial_run(const struct trial_plan *);
const char		*trial_end_name(enum trial_end);

#endif
