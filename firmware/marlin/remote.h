/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simulated printer's remote control: a datagram socket on which a test
 * says, one order a datagram,
 *
 *	fault WORDS	change what is wrong with the cable (fault_set())
 *	reset		the board's reset button
 *	unplug		the terminal hangs up and is gone
 *	sensor CELSIUS	the hot end's thermistor is loose, and reads so much
 *			more than the truth (the firmware believes it)
 *	plug [LINK]	it is there again, under its old link or another
 */
#ifndef FIRMWARE_MARLIN_REMOTE_H
#define FIRMWARE_MARLIN_REMOTE_H

#define REMOTE_WORDS	512

enum remote_order { REMOTE_FAULT, REMOTE_RESET, REMOTE_UNPLUG, REMOTE_PLUG,
	REMOTE_SENSOR, REMOTE__MAX };

/* A socket at path, made anew; ends the process when that fails. */
int			 remote_open(const char *path);
/* Read one order; *rest is behind its first word.  REMOTE__MAX: it is none. */
enum remote_order	 remote_read(int sock, char words[REMOTE_WORDS],
			    const char **rest);

#endif
