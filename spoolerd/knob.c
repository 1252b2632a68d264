/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Knobs: one table of their commands, one of what machines say of them.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "spoolerd/knob.h"
#include "spoolerd/words.h"

#define UM		1000	/* in a mm */
#define FULL_FAN	255
#define BIAS		0x4000	/* of a value in its word */
#define VALUE_BITS	16
#define MOST		9999	/* that a knob can say */

typedef void (writer)(int, char[KNOB_LINE]);
static writer	write_speed, write_flow, write_fan, write_hotend, write_bed,
		write_baby;
typedef bool (reader)(const struct words *, int *);
static reader	read_speed, read_fan, read_fan_off, read_heat, read_flow,
		read_baby;

static const struct {
	const char	*name;
	writer		*write;
	const char	*word;		/* that a firmware may not know */
} knobs[] = {
	[KNOB_SPEED]	= { "speed", write_speed, "M220" },
	[KNOB_FLOW]	= { "flow", write_flow, "M221" },
	[KNOB_FAN]	= { "fan", write_fan, NULL },
	[KNOB_HOTEND]	= { "hotend", write_hotend, NULL },
	[KNOB_BED]	= { "bed", write_bed, NULL },
	[KNOB_BABY]	= { "baby_um", write_baby, "M290" },
};
_Static_assert(sizeof(knobs) / sizeof(knobs[0]) == KNOB__MAX,
    "every knob has a row");

static const struct {
	uint32_t	 code;		/* of words_code() */
	enum knob	 knob;
	reader		*read;
} commands[] = {
	{ WORDS_CODE('M', 104), KNOB_HOTEND, read_heat },
	{ WORDS_CODE('M', 106), KNOB_FAN, read_fan },
	{ WORDS_CODE('M', 107), KNOB_FAN, read_fan_off },
	{ WORDS_CODE('M', 109), KNOB_HOTEND, read_heat },
	{ WORDS_CODE('M', 140), KNOB_BED, read_heat },
	{ WORDS_CODE('M', 190), KNOB_BED, read_heat },
	{ WORDS_CODE('M', 220), KNOB_SPEED, read_speed },
	{ WORDS_CODE('M', 221), KNOB_FLOW, read_flow },
	{ WORDS_CODE('M', 290), KNOB_BABY, read_baby },
};

/* Marlin 2 answers M220 and M221 without a value; Repetier says each change,
 * its own display's, too; then Smoothie and RepRapFirmware. */
static const struct {
	const char	*before;	/* the number */
	enum knob	 knob;
} reports[] = {
	{ "FR:",			KNOB_SPEED },
	{ "echo:E0 Flow: ",		KNOB_FLOW },
	{ "SpeedMultiply:",		KNOB_SPEED },
	{ "FlowMultiply:",		KNOB_FLOW },
	{ "Speed factor at ",		KNOB_SPEED },
	{ "Flow rate at ",		KNOB_FLOW },
	{ "Speed factor: ",		KNOB_SPEED },
	{ "Extrusion factor for extruder 0: ", KNOB_FLOW },
};

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

const char *
knob_name(enum knob knob)
{
	return knobs[knob].name;
}

/* --- commands --- */

void
knob_write(enum knob knob, int value, char line[KNOB_LINE])
{
	knobs[knob].write(value, line);
}

static void
write_speed(int value, char line[KNOB_LINE])
{
	(void)snprintf(line, KNOB_LINE, "M220 S%d", value);
}

static void
write_flow(int value, char line[KNOB_LINE])
{
	(void)snprintf(line, KNOB_LINE, "M221 S%d", value);
}

static void
write_fan(int value, char line[KNOB_LINE])
{
	if (value == 0)
		(void)snprintf(line, KNOB_LINE, "M107");
	else
		(void)snprintf(line, KNOB_LINE, "M106 S%d",
		    (value * FULL_FAN + 50) / 100);
}

static void
write_hotend(int value, char line[KNOB_LINE])
{
	(void)snprintf(line, KNOB_LINE, "M104 S%d", value);
}

static void
write_bed(int value, char line[KNOB_LINE])
{
	(void)snprintf(line, KNOB_LINE, "M140 S%d", value);
}

static void
write_baby(int value, char line[KNOB_LINE])
{
	(void)snprintf(line, KNOB_LINE, "M290 P0 Z%s%d.%03d",
	    value < 0 ? "-" : "", abs(value) / UM, abs(value) % UM);
}

bool
knob_read(const char *command, enum knob *knob, int *value)
{
	const uint32_t code = words_code(command);
	struct words words;
	size_t i;

	for (i = 0; i < COUNT(commands); i++)
		if (commands[i].code == code)
			break;
	if (i == COUNT(commands) ||
	    !words_read(command, strlen(command), &words) ||
	    !commands[i].read(&words, value))
		return false;
	*knob = commands[i].knob;
	return true;
}

/* A number of this letter, made whole; false: there is none, or it is none
 * that such a knob has. */
static bool
number(const struct words *words, char letter, double scale, int *value)
{
	double n;

	if (!words_number(words, letter, &n) || n * scale < -MOST ||
	    n * scale > MOST)
		return false;
	n *= scale;
	*value = (int)(n < 0 ? n - 0.5 : n + 0.5);
	return true;
}

static bool
read_speed(const struct words *words, int *value)
{
	return number(words, 'S', 1, value) && *value > 0;
}

static bool
read_flow(const struct words *words, int *value)
{
	return words_value(words, 'T', 0) < 0.5 &&
	    number(words, 'S', 1, value) && *value > 0;
}

/* Fans behind the first are the machine's own. */
static bool
read_fan(const struct words *words, int *value)
{
	if (words_value(words, 'P', 0) > 0.5)
		return false;
	*value = FULL_FAN;
	(void)number(words, 'S', 1, value);
	*value = *value < 0 ? 0 : *value > FULL_FAN ? FULL_FAN : *value;
	*value = (*value * 100 + FULL_FAN / 2) / FULL_FAN;
	return true;
}

static bool
read_fan_off(const struct words *words, int *value)
{
	*value = 0;
	return words_value(words, 'P', 0) < 0.5;
}

static bool
read_heat(const struct words *words, int *value)
{
	return words_value(words, 'T', 0) < 0.5 &&
	    (number(words, 'S', 1, value) || number(words, 'R', 1, value));
}

static bool
read_baby(const struct words *words, int *value)
{
	return number(words, 'Z', UM, value) || number(words, 'S', UM, value);
}

bool
knob_homes(const char *command)
{
	struct words words;

	return words_code(command) == WORDS_CODE('G', 28) &&
	    words_read(command, strlen(command), &words) &&
	    (words_has(&words, 'Z') ||
	    (!words_has(&words, 'X') && !words_has(&words, 'Y')));
}

/* --- what a machine says --- */

bool
knob_heard(const char *line, enum knob *knob, int *value)
{
	size_t i, n;
	double said;
	char *end;

	for (i = 0; i < COUNT(reports); i++) {
		n = strlen(reports[i].before);
		if (strncasecmp(line, reports[i].before, n) != 0)
			continue;
		said = strtod(line + n, &end);
		if (end == line + n || !(said >= 1 && said <= MOST))
			return false;
		*knob = reports[i].knob;
		*value = (int)(said + 0.5);
		return true;
	}
	return false;
}

enum knob
knob_unknown(const char *line)
{
	unsigned int i;
	const char *at;

	for (i = 0; i < KNOB__MAX; i++) {
		if (knobs[i].word == NULL)
			continue;
		at = strstr(line, knobs[i].word);
		if (at != NULL &&
		    !isdigit((unsigned char)at[strlen(knobs[i].word)]))
			break;
	}
	return i;
}

/* --- settings --- */

uint64_t
knob_set(int value, uint64_t offset)
{
	return offset << VALUE_BITS | (uint64_t)(value + BIAS);
}

int
knob_value(uint64_t set)
{
	return (int)(set & ((1 << VALUE_BITS) - 1)) - BIAS;
}

uint64_t
knob_offset(uint64_t set)
{
	return set >> VALUE_BITS;
}

unsigned int
knob_until(const uint64_t set[KNOB__MAX], unsigned int given, uint64_t offset,
    void (*put)(void *, const char *), void *arg)
{
	char line[KNOB_LINE];
	unsigned int i;

	for (i = 0; i < KNOB_BABY; i++) {
		if (set[i] == 0 || (given >> i & 1) != 0 ||
		    knob_offset(set[i]) > offset)
			continue;
		given |= 1u << i;
		knob_write(i, knob_value(set[i]), line);
		put(arg, line);
	}
	return given;
}
