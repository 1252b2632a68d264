/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The options of the simulated printer: one table for the command line and its
 * help.
 */
#ifndef FIRMWARE_MARLIN_OPTION_H
#define FIRMWARE_MARLIN_OPTION_H

enum option_name { LINK, EXECUTED, SPEED, BAUD, MACHINE_TYPE, AMBIENT, BED,
	INSTANT, NO_RESET, RING,
	STRICT_BAUD, APPEND, FIRMWARE, FAULTS, REMOTE, HELP,
	OPTION__MAX };

/* Values of what was given ("" for a flag), else NULL; borrowed from argv.
 * Ends the process on --help and on what is no option. */
void	 option_read(const char *values[OPTION__MAX], int argc, char **argv);
/* A positive number; ends the process when it is none. */
double	 option_number(const char *const values[OPTION__MAX],
	    enum option_name, double normal);

#endif
