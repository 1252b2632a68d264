/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Manual control: the table of controls, and the lines of each.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spoolerd/knob.h"
#include "spoolerd/manual.h"

#define BIT(argument)	(1 << (argument))
#define MM		1000	/* in micrometers */
#define DISTANCES	(BIT(MANUAL_X_UM) | BIT(MANUAL_Y_UM) | BIT(MANUAL_Z_UM))
#define AXES		(BIT(MANUAL_X) | BIT(MANUAL_Y) | BIT(MANUAL_Z))
#define HEATERS		(BIT(MANUAL_HOTEND_C) | BIT(MANUAL_BED_C))
#define TUNES		(HEATERS | BIT(MANUAL_SPEED) | BIT(MANUAL_FLOW) | \
			    BIT(MANUAL_FAN_PERCENT) | BIT(MANUAL_BABY_UM))
#define DC		10	/* a degree */

enum when { WHEN_FREE = 1, WHEN_PAUSED = 2, WHEN_PRINTING = 4 };

typedef void (writer)(const struct manual *, char *);
static writer write_jog, write_home, write_extrude, write_heat, write_fan,
    write_motors_off, write_gcode, write_tune;
static enum manual_refusal tune_now(const struct manual *,
		    const struct manual_state *);
static bool	plain(const char *);
static size_t	word(const struct manual *, enum manual_argument, char,
		    char *);

static const struct {
	const char	*name;
	int32_t		 may;		/* arguments ... */
	int32_t		 must;		/* ... one of these must be given */
	unsigned int	 when;		/* it may be done: bits of enum when */
	writer		*write;
} controls[] = {
	[MANUAL_JOG] = { "jog", DISTANCES | BIT(MANUAL_SURE), DISTANCES,
	    WHEN_FREE | WHEN_PAUSED, write_jog },
	[MANUAL_HOME] = { "home", AXES | BIT(MANUAL_SURE), 0, WHEN_FREE,
	    write_home },
	[MANUAL_EXTRUDE] = { "extrude", BIT(MANUAL_E_UM), BIT(MANUAL_E_UM),
	    WHEN_FREE | WHEN_PAUSED, write_extrude },
	[MANUAL_HEAT] = { "heat", HEATERS, HEATERS, WHEN_FREE | WHEN_PAUSED,
	    write_heat },
	[MANUAL_FAN] = { "fan", BIT(MANUAL_PERCENT), BIT(MANUAL_PERCENT),
	    WHEN_FREE, write_fan },
	[MANUAL_MOTORS_OFF] = { "motors-off", 0, 0, WHEN_FREE,
	    write_motors_off },
	[MANUAL_GCODE] = { "gcode", BIT(MANUAL_SURE), 0, WHEN_FREE,
	    write_gcode },
	[MANUAL_TUNE] = { "tune", TUNES, TUNES, WHEN_PRINTING, write_tune },
};
_Static_assert(sizeof(controls) / sizeof(controls[0]) == MANUAL__MAX,
    "every control has a row");

static const struct {
	const char	*name;
	int32_t		 least, most;
} arguments[] = {
	[MANUAL_X_UM]	  = { "x_um", -100 * MM, 100 * MM },
	[MANUAL_Y_UM]	  = { "y_um", -100 * MM, 100 * MM },
	[MANUAL_Z_UM]	  = { "z_um", -50 * MM, 50 * MM },
	[MANUAL_E_UM]	  = { "e_um", -50 * MM, 50 * MM },
	[MANUAL_HOTEND_C] = { "hotend", 0, 500 },
	[MANUAL_BED_C]	  = { "bed", 0, 200 },
	[MANUAL_PERCENT]  = { "percent", 0, 100 },
	[MANUAL_X]	  = { "x", 1, 1 },
	[MANUAL_Y]	  = { "y", 1, 1 },
	[MANUAL_Z]	  = { "z", 1, 1 },
	[MANUAL_SURE]	  = { "sure", 0, 1 },
	[MANUAL_SPEED]	  = { "speed", 10, 300 },
	[MANUAL_FLOW]	  = { "flow", 50, 150 },
	[MANUAL_FAN_PERCENT] = { "fan", 0, 100 },
	[MANUAL_BABY_UM]  = { "baby_um", -50, 50 },
};
_Static_assert(sizeof(arguments) / sizeof(arguments[0]) ==
    MANUAL_ARGUMENT__MAX, "every argument has a row");

/* What tunes each knob, in the order of the lines. */
static const enum manual_argument tunes[] = {
	[KNOB_SPEED] = MANUAL_SPEED, [KNOB_FLOW] = MANUAL_FLOW,
	[KNOB_FAN] = MANUAL_FAN_PERCENT, [KNOB_HOTEND] = MANUAL_HOTEND_C,
	[KNOB_BED] = MANUAL_BED_C, [KNOB_BABY] = MANUAL_BABY_UM,
};
_Static_assert(sizeof(tunes) / sizeof(tunes[0]) == KNOB__MAX &&
    KNOB__MAX <= MANUAL_LINES && KNOB__MAX * KNOB_LINE <= MANUAL_TEXT,
    "every knob is turned by a line");

static const struct {
	const char	*code, *sentence;
} refusals[] = {
	[MANUAL_ALLOWED] = { "", "" },
	[MANUAL_NO_CONTROL] = { "bad-request", "A control is jog, home, "
	    "extrude, heat, fan, motors-off or gcode, and tuning a print is "
	    "speed, flow, fan, hotend, bed or baby_um: with whole numbers in "
	    "their ranges." },
	[MANUAL_OFFLINE] = { "offline", "The printer is not connected: check "
	    "its cable and its power." },
	[MANUAL_BUSY] = { "printer-busy", "A job holds this printer: control "
	    "by hand is for one that is free, or paused." },
	[MANUAL_OUT_OF_SERVICE] = { "out-of-service", "The printer has a "
	    "fault or is out of service: see to that first." },
	[MANUAL_TOO_COLD] = { "too-cold", "The nozzle is too cold to move "
	    "filament: heat it first." },
	[MANUAL_TOO_HOT] = { "too-hot", "This is hotter than the printer's "
	    "profile allows: choose less." },
	[MANUAL_TOO_FAR] = { "too-far", "This is too much for one step: "
	    "choose less." },
	[MANUAL_PIECE] = { "piece-on-bed", "A piece may still be on the bed, "
	    "and the nozzle would hit it: look first, then say that you are "
	    "sure." },
	[MANUAL_NOT_IN_PAUSE] = { "not-in-pause", "In a pause the printer "
	    "heats, extrudes and moves sideways; anything else would spoil "
	    "the print." },
	[MANUAL_NO_WAY_BACK] = { "no-way-back", "This pause doesn't know the "
	    "way back to the piece, so nothing may change before the print "
	    "goes on." },
	[MANUAL_NO_LINE] = { "bad-line", "This is no single G-code command: "
	    "a letter G or M, its number and its values, in plain ASCII, "
	    "without line number and checksum." },
	[MANUAL_FORBIDDEN] = { "forbidden-line", "This command would come "
	    "between the spooler and the printer: use the buttons for what "
	    "it does." },
	[MANUAL_OBJECTION] = { "refused-line", "This command changes the "
	    "printer for everybody: ask an administrator." },
	[MANUAL_NO_PRINT] = { "no-print", "Nothing prints here now: a print "
	    "is tuned while it runs or is paused." },
	[MANUAL_TOO_COOL] = { "too-cool", "A nozzle this cool moves no "
	    "filament: stay above the printer's minimum." },
	[MANUAL_TOO_SHIFTED] = { "too-shifted", "The nozzle was shifted as "
	    "far as it may be, 2 mm in all: level the bed instead." },
	[MANUAL_NOT_KNOWN] = { "not-known", "This printer's firmware has no "
	    "command for that." },
};
_Static_assert(sizeof(refusals) / sizeof(refusals[0]) ==
    MANUAL_REFUSAL__MAX, "every refusal has a row");

enum manual_control
manual_by_name(const char *name)
{
	unsigned int i;

	for (i = 0; i < MANUAL__MAX; i++)
		if (strcmp(controls[i].name, name) == 0)
			break;
	return i;
}

enum manual_argument
manual_argument_by_name(const char *name)
{
	unsigned int i;

	for (i = 0; i < MANUAL_ARGUMENT__MAX; i++)
		if (strcmp(arguments[i].name, name) == 0)
			break;
	return i;
}

const char *
manual_name(enum manual_control control)
{
	return controls[control].name;
}

bool
manual_has(const struct manual *m, enum manual_argument a)
{
	return (m->given & BIT(a)) != 0;
}

const char *
manual_refusal_code(enum manual_refusal refusal)
{
	return refusals[refusal].code;
}

enum manual_refusal
manual_refusal_by_code(const char *code)
{
	unsigned int i;

	for (i = MANUAL_ALLOWED + 1; i < MANUAL_REFUSAL__MAX; i++)
		if (strcmp(refusals[i].code, code) == 0)
			break;
	return i;
}

const char *
manual_refusal_sentence(enum manual_refusal refusal)
{
	return refusals[refusal].sentence;
}

enum manual_refusal
manual_check(const struct manual *m)
{
	unsigned int i;

	if (m->control < 0 || m->control >= MANUAL__MAX ||
	    (m->given & ~controls[m->control].may) != 0 ||
	    (controls[m->control].must != 0 &&
	    (m->given & controls[m->control].must) == 0))
		return MANUAL_NO_CONTROL;
	if ((m->control == MANUAL_GCODE) != (m->line[0] != '\0'))
		return MANUAL_NO_CONTROL;
	if (!plain(m->line))
		return MANUAL_NO_LINE;
	for (i = 0; i < MANUAL_ARGUMENT__MAX; i++)
		if (manual_has(m, i) && (m->values[i] < arguments[i].least ||
		    m->values[i] > arguments[i].most))
			return BIT(i) & HEATERS ? MANUAL_TOO_HOT :
			    MANUAL_TOO_FAR;
	return MANUAL_ALLOWED;
}

/* Nothing that ends a line, and no byte that a sum or a terminal trips over. */
static bool
plain(const char *line)
{
	size_t i;

	for (i = 0; i < MANUAL_LINE; i++) {
		if (line[i] == '\0')
			return true;
		if (line[i] < ' ' || line[i] > '~')
			return false;
	}
	return false;
}

enum manual_refusal
manual_now(const struct manual *m, const struct manual_state *s)
{
	unsigned int when = controls[m->control].when;

	if (!s->connected)
		return MANUAL_OFFLINE;
	if (when & WHEN_PRINTING)
		return s->prints ? tune_now(m, s) : MANUAL_NO_PRINT;
	if (!s->idle && !s->paused)
		return MANUAL_BUSY;
	if (s->paused) {
		if (!(when & WHEN_PAUSED) || manual_has(m, MANUAL_Z_UM))
			return MANUAL_NOT_IN_PAUSE;
		if (!s->aside || (m->control == MANUAL_JOG && s->lift_um <= 0))
			return MANUAL_NO_WAY_BACK;
	}
	if (m->control == MANUAL_EXTRUDE && s->hotend_dC < s->extrude_min_dC)
		return MANUAL_TOO_COLD;
	return MANUAL_ALLOWED;
}

/* A print goes on: what melts its plastic must stay hot. */
static enum manual_refusal
tune_now(const struct manual *m, const struct manual_state *s)
{
	unsigned int i;

	for (i = 0; i < KNOB__MAX; i++)
		if (manual_has(m, tunes[i]) && (s->lacks >> i & 1) != 0)
			return MANUAL_NOT_KNOWN;
	if (manual_has(m, MANUAL_HOTEND_C) &&
	    m->values[MANUAL_HOTEND_C] * DC < s->extrude_min_dC)
		return MANUAL_TOO_COOL;
	if (manual_has(m, MANUAL_BABY_UM) &&
	    abs(s->baby_um + m->values[MANUAL_BABY_UM]) > KNOB_BABY_MOST)
		return MANUAL_TOO_SHIFTED;
	return MANUAL_ALLOWED;
}

bool
manual_turns(const struct manual *m, enum knob knob, int *value)
{
	*value = m->values[tunes[knob]];
	return m->control == MANUAL_TUNE && manual_has(m, tunes[knob]);
}

bool
manual_lowers(const struct manual *m)
{
	if (m->control == MANUAL_JOG)
		return manual_has(m, MANUAL_Z_UM) &&
		    m->values[MANUAL_Z_UM] < 0;
	return m->control == MANUAL_HOME &&
	    (manual_has(m, MANUAL_Z) || (m->given & AXES) == 0);
}

void
manual_lines(const struct manual *m, char lines[MANUAL_TEXT])
{
	lines[0] = '\0';
	controls[m->control].write(m, lines);
}

/* " X-0.100" of an argument that is given; returns its length. */
static size_t
word(const struct manual *m, enum manual_argument a, char letter, char *out)
{
	int32_t um = m->values[a];

	out[0] = '\0';
	if ((m->given & BIT(a)) == 0)
		return 0;
	return (size_t)snprintf(out, 16, " %c%s%d.%03d", letter,
	    um < 0 ? "-" : "", abs(um) / MM, abs(um) % MM);
}

/* A vertical axis is a screw, and slow. */
static void
write_jog(const struct manual *m, char *out)
{
	char x[16], y[16], z[16];
	size_t vertical = word(m, MANUAL_Z_UM, 'Z', z);

	(void)word(m, MANUAL_X_UM, 'X', x);
	(void)word(m, MANUAL_Y_UM, 'Y', y);
	(void)snprintf(out, MANUAL_TEXT, "G91\nG1%s%s%s F%d\nG90\n", x, y, z,
	    vertical > 0 ? 600 : 3000);
}

static void
write_home(const struct manual *m, char *out)
{
	(void)snprintf(out, MANUAL_TEXT, "G28%s%s%s\n",
	    manual_has(m, MANUAL_X) ? " X" : "",
	    manual_has(m, MANUAL_Y) ? " Y" : "",
	    manual_has(m, MANUAL_Z) ? " Z" : "");
}

/* The next print begins with an extruder at zero, as behind a reset. */
static void
write_extrude(const struct manual *m, char *out)
{
	char e[16];

	(void)word(m, MANUAL_E_UM, 'E', e);
	(void)snprintf(out, MANUAL_TEXT, "M83\nG1%s F300\nM82\nG92 E0\n", e);
}

static void
write_heat(const struct manual *m, char *out)
{
	size_t n = 0;

	if (m->given & BIT(MANUAL_HOTEND_C))
		n = (size_t)snprintf(out, MANUAL_TEXT, "M104 S%d\n",
		    m->values[MANUAL_HOTEND_C]);
	if (m->given & BIT(MANUAL_BED_C))
		(void)snprintf(out + n, MANUAL_TEXT - n, "M140 S%d\n",
		    m->values[MANUAL_BED_C]);
}

static void
write_fan(const struct manual *m, char *out)
{
	int percent = m->values[MANUAL_PERCENT];

	if (percent == 0)
		(void)snprintf(out, MANUAL_TEXT, "M107\n");
	else
		(void)snprintf(out, MANUAL_TEXT, "M106 S%d\n",
		    (percent * 255 + 50) / 100);
}

static void
write_motors_off(const struct manual *m, char *out)
{
	(void)m;
	(void)snprintf(out, MANUAL_TEXT, "M84\n");
}

static void
write_gcode(const struct manual *m, char *out)
{
	(void)snprintf(out, MANUAL_TEXT, "%s\n", m->line);
}

static void
write_tune(const struct manual *m, char *out)
{
	char line[KNOB_LINE];
	unsigned int i;
	size_t n = 0;

	for (i = 0; i < KNOB__MAX; i++) {
		if (!manual_has(m, tunes[i]))
			continue;
		knob_write(i, m->values[tunes[i]], line);
		n += (size_t)snprintf(out + n, MANUAL_TEXT - n, "%s\n", line);
	}
}
