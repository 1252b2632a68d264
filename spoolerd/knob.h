/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Knobs: what can be turned while a machine prints, each by one command.  A
 * person turns them, the print file does, and so may somebody at the machine.
 * Pure.
 *
 * What a person set holds until the file sets it anew, as it does on the
 * machine itself.  So a setting is a value and the place in the file from
 * which on it counts: whoever goes on in the middle of that file reads both.
 */
#ifndef SPOOLERD_KNOB_H
#define SPOOLERD_KNOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum knob {
	KNOB_SPEED,		/* percent, M220 */
	KNOB_FLOW,		/* percent, M221 */
	KNOB_FAN,		/* percent, M106 and M107: the part's */
	KNOB_HOTEND,		/* degrees C, M104 and M109 */
	KNOB_BED,		/* degrees C, M140 and M190 */
	KNOB_BABY,		/* um that Z was shifted by, M290; a sum */
	KNOB__MAX
};

#define KNOB_LINE	32
#define KNOB_BABY_MOST	2000	/* um, both ways: Marlin takes no more */
/* A machine as it is after its start. */
#define KNOB_FACTOR	100	/* percent: of speed and of flow */

/* "speed", "flow", "fan", "hotend", "bed", "baby_um". */
const char	*knob_name(enum knob);

/* The command that turns it, without a newline.  P0: a shift of Z is for this
 * print; it does not move the probe's offset, where a firmware would. */
void	 knob_write(enum knob, int value, char line[KNOB_LINE]);
/* Does this command turn a knob, and to what?  Only the first tool's and the
 * part's fan.  M290 adds its value. */
bool	 knob_read(const char *command, enum knob *, int *value);
/* Does it home Z?  Then a shift is gone. */
bool	 knob_homes(const char *command);
/* What a machine says of a knob, asked or not: "FR:80%" and the like. */
bool	 knob_heard(const char *line, enum knob *, int *value);
/* The knob whose command a machine says that it does not know; KNOB__MAX:
 * of none. */
enum knob knob_unknown(const char *line);

/* A setting, in one word that is stored at once; 0: nobody touched it. */
uint64_t knob_set(int value, uint64_t offset);
int	 knob_value(uint64_t set);
uint64_t knob_offset(uint64_t set);
/*
 * Settings that count at a place of the file, on the way through it: those
 * that were not given yet (bits) and begin there or before.  put is called
 * with the command of each; what was given by then is returned.  The shift of
 * Z is none of the file's, and not among them.
 */
unsigned int knob_until(const uint64_t set[KNOB__MAX], unsigned int given,
	    uint64_t offset, void (*put)(void *, const char *), void *arg);

#endif
