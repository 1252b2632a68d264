/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The modes of a G-code machine.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "spoolerd/words.h"
#include "spoolerd/drain/modes.h"

#define PULL_FEED	2100	/* mm/min: as slicers retract */
#define LIFT_FEED	600
#define MOVE_FEED	6000
#define MM_AN_INCH	25.4

typedef void (applier)(struct modes *, const struct words *);
static applier	apply_move, apply_home, apply_position, apply_inches,
		apply_mm, apply_absolute, apply_relative, apply_absolute_e,
		apply_relative_e, apply_hotend, apply_bed;

static const struct {
	uint32_t	 code;		/* of words_code() */
	applier		*apply;
} commands[] = {
	{ WORDS_CODE('G', 0),   apply_move },
	{ WORDS_CODE('G', 1),   apply_move },
	{ WORDS_CODE('G', 2),   apply_move },
	{ WORDS_CODE('G', 3),   apply_move },
	{ WORDS_CODE('G', 20),  apply_inches },
	{ WORDS_CODE('G', 21),  apply_mm },
	{ WORDS_CODE('G', 28),  apply_home },
	{ WORDS_CODE('G', 90),  apply_absolute },
	{ WORDS_CODE('G', 91),  apply_relative },
	{ WORDS_CODE('G', 92),  apply_position },
	{ WORDS_CODE('M', 82),  apply_absolute_e },
	{ WORDS_CODE('M', 83),  apply_relative_e },
	{ WORDS_CODE('M', 104), apply_hotend },
	{ WORDS_CODE('M', 109), apply_hotend },
	{ WORDS_CODE('M', 140), apply_bed },
	{ WORDS_CODE('M', 190), apply_bed },
};

static const char axes[MODES_AXES] = { 'X', 'Y', 'Z', 'E' };

static void	add(char [MODES_TEXT], const char *, ...)
		    __attribute__((format(printf, 2, 3)));

void
modes_init(struct modes *m, bool e_follows)
{
	memset(m, 0, sizeof(*m));
	m->e_follows = e_follows;
}

bool
modes_e_follows(const char *firmware)
{
	return strstr(firmware, "Marlin 2") != NULL;
}

void
modes_apply(struct modes *m, const char *command)
{
	const uint32_t code = words_code(command);
	struct words words;
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (commands[i].code == code) {
			(void)words_read(command, strlen(command), &words);
			commands[i].apply(m, &words);
			return;
		}
}

static void
apply_move(struct modes *m, const struct words *words)
{
	double scale = m->inches ? MM_AN_INCH : 1, value;
	int i;

	if (words_number(words, 'F', &value) && value > 0)
		m->feed = value * scale;
	for (i = 0; i < MODES_AXES; i++) {
		if (!words_number(words, axes[i], &value))
			continue;
		if (m->relative ? i != MODES_E || !m->e_follows ||
		    m->relative_e : i == MODES_E && m->relative_e) {
			m->at[i] += value * scale;
		} else {
			m->at[i] = value * scale;
			m->known[i] = true;
		}
	}
}

/* Where its switches are, only the machine knows. */
static void
apply_home(struct modes *m, const struct words *words)
{
	bool all = !words_has(words, 'X') && !words_has(words, 'Y') &&
	    !words_has(words, 'Z');
	int i;

	for (i = MODES_X; i <= MODES_Z; i++)
		if (all || words_has(words, axes[i]))
			m->known[i] = false;
}

static void
apply_position(struct modes *m, const struct words *words)
{
	double scale = m->inches ? MM_AN_INCH : 1, value;
	int i;

	for (i = 0; i < MODES_AXES; i++)
		if (words_number(words, axes[i], &value)) {
			m->at[i] = value * scale;
			m->known[i] = true;
		}
}

static void
apply_inches(struct modes *m, const struct words *words)
{
	(void)words;
	m->inches = true;
}

static void
apply_mm(struct modes *m, const struct words *words)
{
	(void)words;
	m->inches = false;
}

static void
apply_absolute(struct modes *m, const struct words *words)
{
	(void)words;
	m->relative = false;
	m->relative_e = m->relative_e && !m->e_follows;
}

static void
apply_relative(struct modes *m, const struct words *words)
{
	(void)words;
	m->relative = true;
	m->relative_e = m->relative_e || m->e_follows;
}

static void
apply_absolute_e(struct modes *m, const struct words *words)
{
	(void)words;
	m->relative_e = false;
}

static void
apply_relative_e(struct modes *m, const struct words *words)
{
	(void)words;
	m->relative_e = true;
}

static void
apply_hotend(struct modes *m, const struct words *words)
{
	double value;

	if (words_number(words, 'S', &value) ||
	    words_number(words, 'R', &value))
		m->hotend = value;
}

static void
apply_bed(struct modes *m, const struct words *words)
{
	double value;

	if (words_number(words, 'S', &value) ||
	    words_number(words, 'R', &value))
		m->bed = value;
}

/* --- aside and back --- */

bool
modes_may_step_aside(const struct modes *m)
{
	return m->known[MODES_X] && m->known[MODES_Y] && m->known[MODES_Z] &&
	    !m->inches;
}

static void
add(char out[MODES_TEXT], const char *format, ...)
{
	size_t used = strlen(out);
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(out + used, MODES_TEXT - used, format, ap);
	va_end(ap);
}

void
modes_step_aside(const struct modes *m, const struct modes_aside *aside,
    char out[MODES_TEXT])
{
	(void)m;
	out[0] = '\0';
	add(out, "G91\nM83\n");
	if (aside->retract > 0)
		add(out, "G1 E%.2f F%d\n", -aside->retract, PULL_FEED);
	if (aside->lift > 0)
		add(out, "G1 Z%.2f F%d\n", aside->lift, LIFT_FEED);
	add(out, "G90\n%s", aside->gcode);
}

void
modes_step_back(const struct modes *m, const struct modes_aside *aside,
    bool pushed, char out[MODES_TEXT])
{
	out[0] = '\0';
	if (m->bed > 0)
		add(out, "M140 S%.0f\n", m->bed);
	if (m->hotend > 0)
		add(out, "M109 S%.0f\n", m->hotend);
	add(out, "G90\nG1 X%.3f Y%.3f F%d\nG1 Z%.3f F%d\n", m->at[MODES_X],
	    m->at[MODES_Y], MOVE_FEED, m->at[MODES_Z], LIFT_FEED);
	if (aside->retract > 0 && pushed)
		add(out, "M83\nG1 E%.2f F%d\n", aside->retract, PULL_FEED);
	add(out, "G92 E%.5f\n", m->at[MODES_E]);
	/* G90 and G91 may set E's mode, too */
	add(out, "%s\n%s\n", m->relative ? "G91" : "G90",
	    m->relative_e ? "M83" : "M82");
	if (m->feed > 0)
		add(out, "G1 F%.0f\n", m->feed);
}
