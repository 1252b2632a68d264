/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A forecast: what is said of the time left while a file is printed, and how
 * far that is from what it then takes, in simulated time, so that this
 * machine's load does not count.  The analysis reads the file, the run of a
 * job (spoolerd/drain/jobrun.h) drives the simulated printer (firmware/marlin).
 */
#ifndef TESTS_FORECAST_H
#define TESTS_FORECAST_H

#include <stdbool.h>
#include <stdint.h>

#define FORECAST_POINTS	6

struct forecast_plan {
	int	fd;		/* the print file */
	int	baud;		/* of the cable; 0: 250000 */
	double	accel;		/* of the machine, times the usual; 0: 1 */
	double	heating;	/* of its heaters, times as long; 0: 1 */
	double	pause_s;	/* half way a person pauses for so long */
	bool	dies;		/* half way the drain dies */
	bool	cut;		/* half way the power is cut; from the last
				 * layer on it is printed by a fresh board */
};

struct forecast_result {
	bool	finished;
	double	seconds;	/* of the print, without its pause */
	double	analyzed;	/* what the analysis expected */
	double	starved;	/* seconds that the machine had no move */
	/* At forecast_parts of the print: what was said was left, less what
	 * was, in percent of the whole. */
	double	error[FORECAST_POINTS];
	double	late[FORECAST_POINTS];	/* when it was said, in percent */
	double	worst;		/* of all that was said from 5 % on */
	double	jump;		/* the most by which the end that was said
				 * moved from one second to the next */
	bool	negative;	/* or nothing was said at all */
};

extern const double forecast_parts[FORECAST_POINTS];	/* in percent */

struct forecast_result forecast_run(const struct forecast_plan *);

#endif
