/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fit: can this machine do what a file asks for?  Pure; what nobody knows of
 * the machine (0) or of the file fits.
 */
#ifndef SQL_FIT_H
#define SQL_FIT_H

#include "sql/file.h"
#include "sql/printer.h"

enum fit {
	FIT_BED,	/* the box of extruding moves is on the bed */
	FIT_HOTEND,	/* no nozzle gets hotter than the profile's maximum */
	FIT_BED_HEAT,	/* nor the bed */
	FIT_MATERIAL,	/* what is loaded is what it is made for */
	FIT_NOZZLE,	/* so is the nozzle, to a hundredth of a mm */
	FIT__MAX
};

/*
 * Does the file not fit the machine in this way?  A bed may count from its
 * corner or from its middle: where no admin said which (PRINTER_BED_EITHER),
 * both fit.  Of a round one the square about it counts.
 */
bool	 fit_misses(enum fit, const struct file *, const struct printer *);

/*
 * Of a file that is not on the bed: PRINTER_BED_CORNER or PRINTER_BED_CENTER
 * where it looks made for a machine that counts from there, as its piece would
 * lie over the middle of this bed then; PRINTER_BED_EITHER: no such machine.
 */
enum printer_bed	 fit_looks_made_for(const struct file *,
			    const struct printer *);

#endif
