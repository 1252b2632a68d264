/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Manual control: the table of controls, and the lines of each.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spoolerd/manual.h"

#define BIT(argument)	(1 << (argument))
#define MM		1000	/* in micrometers */

typedef void (writer)(const struct manual *, char *);
static writer write_jog, write_home, write_extrude, write_heat, write_fan,
    write_motors_off;
static size_t	word(const struct manual *, enum manual_argument, char,
		    char *);

static const struct {
	const char	*name;
	int32_t		 may;		/* arguments; one must be given */
	writer		*write;
} controls[] = {
	[MANUAL_JOG] = { "jog", BIT(MANUAL_X_UM) | BIT(MANUAL_Y_UM) |
	    BIT(MANUAL_Z_UM), write_jog },
	[MANUAL_HOME] = { "home", 0, write_home },
	[MANUAL_EXTRUDE] = { "extrude", BIT(MANUAL_E_UM), write_extrude },
	[MANUAL_HEAT] = { "heat", BIT(MANUAL_HOTEND_C) | BIT(MANUAL_BED_C),
	    write_heat },
	[MANUAL_FAN] = { "fan", BIT(MANUAL_PERCENT), write_fan },
	[MANUAL_MOTORS_OFF] = { "motors-off", 0, write_motors_off },
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
	[MANUAL_HOTEND_C] = { "hotend", 0, 300 },
	[MANUAL_BED_C]	  = { "bed", 0, 130 },
	[MANUAL_PERCENT]  = { "percent", 0, 100 },
};
_Static_assert(sizeof(arguments) / sizeof(arguments[0]) ==
    MANUAL_ARGUMENT__MAX, "every argument has a row");

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

const char *
manual_check(const struct manual *m)
{
	int i;

	if (m->control < 0 || m->control >= MANUAL__MAX)
		return "There is no such control.";
	if ((m->given & ~controls[m->control].may) != 0 ||
	    (controls[m->control].may != 0 && m->given == 0))
		return "This control has other arguments.";
	for (i = 0; i < MANUAL_ARGUMENT__MAX; i++)
		if ((m->given & BIT(i)) != 0 &&
		    (m->values[i] < arguments[i].least ||
		    m->values[i] > arguments[i].most))
			return "This is too far, too hot or too much for one "
			    "step.";
	return NULL;
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
	(void)m;
	(void)snprintf(out, MANUAL_TEXT, "G28\n");
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
