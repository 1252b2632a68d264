/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fit: one test a row.
 */
#include <stdlib.h>
#include <string.h>

#include "sql/fit.h"

#define AXES	3
#define NOZZLE_UM	10	/* nozzles that differ less are alike */

static bool	off_bed(const struct file *, const struct printer *);
static bool	hotend_too_hot(const struct file *, const struct printer *);
static bool	bed_too_hot(const struct file *, const struct printer *);
static bool	other_material(const struct file *, const struct printer *);
static bool	other_nozzle(const struct file *, const struct printer *);
static bool	is_within(const int64_t *, int64_t, int64_t);
static bool	is_over(const int64_t *, int64_t);

static bool (*const tests[])(const struct file *, const struct printer *) = {
	[FIT_BED]	= off_bed,
	[FIT_HOTEND]	= hotend_too_hot,
	[FIT_BED_HEAT]	= bed_too_hot,
	[FIT_MATERIAL]	= other_material,
	[FIT_NOZZLE]	= other_nozzle,
};
_Static_assert(sizeof(tests) / sizeof(tests[0]) == FIT__MAX,
    "every way to fit has its test");
_Static_assert(FILE_BBOX_MAX_X_UM == FILE_BBOX_MIN_X_UM + AXES,
    "the box is two corners");

bool
fit_misses(enum fit fit, const struct file *f, const struct printer *p)
{
	return tests[fit](f, p);
}

/* A file that extrudes nothing has a box of zeros, which is on every bed. */
static bool
off_bed(const struct file *f, const struct printer *p)
{
	const int64_t *box = &f->facts[FILE_BBOX_MIN_X_UM];
	int64_t x = p->bed_um[0], y = p->bed_um[1], z = p->bed_um[2];

	if (z > 0 && !is_within(box + 2, 0, z))
		return true;
	if (x <= 0 || y <= 0)
		return false;
	if (p->bed_form != PRINTER_BED_CENTER &&
	    p->bed_form != PRINTER_BED_ROUND &&
	    is_within(box, 0, x) && is_within(box + 1, 0, y))
		return false;
	return p->bed_form == PRINTER_BED_CORNER ||
	    !(is_within(box, -x / 2, x / 2) &&
	    is_within(box + 1, -y / 2, y / 2));
}

/* One axis of the box. */
static bool
is_within(const int64_t *axis, int64_t least, int64_t most)
{
	return axis[0] >= least && axis[AXES] <= most;
}

enum printer_bed
fit_looks_made_for(const struct file *f, const struct printer *p)
{
	static const enum printer_bed forms[] = { PRINTER_BED_CORNER,
	    PRINTER_BED_CENTER };
	const int64_t *box = &f->facts[FILE_BBOX_MIN_X_UM];
	struct printer other = *p;
	int64_t x, y;
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		other.bed_form = forms[i];
		x = forms[i] == PRINTER_BED_CORNER ? p->bed_um[0] / 2 : 0;
		y = forms[i] == PRINTER_BED_CORNER ? p->bed_um[1] / 2 : 0;
		if (!off_bed(f, &other) && is_over(box, x) &&
		    is_over(box + 1, y))
			return forms[i];
	}
	return PRINTER_BED_EITHER;
}

static bool
is_over(const int64_t *axis, int64_t place)
{
	return axis[0] < place && axis[AXES] > place;
}

static bool
hotend_too_hot(const struct file *f, const struct printer *p)
{
	return p->hotend_max_dC > 0 &&
	    f->facts[FILE_HOTEND_DC] > p->hotend_max_dC;
}

static bool
bed_too_hot(const struct file *f, const struct printer *p)
{
	return p->bed_max_dC > 0 && f->facts[FILE_BED_DC] > p->bed_max_dC;
}

static bool
other_material(const struct file *f, const struct printer *p)
{
	char wanted[MATERIAL_SIZE];

	material_of_list(f->material, wanted);
	return wanted[0] != '\0' && p->material[0] != '\0' &&
	    strcmp(wanted, p->material) != 0;
}

static bool
other_nozzle(const struct file *f, const struct printer *p)
{
	return f->facts[FILE_NOZZLE_UM] > 0 && p->nozzle_um > 0 &&
	    llabs(f->facts[FILE_NOZZLE_UM] - p->nozzle_um) > NOZZLE_UM;
}
