/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Materials: "Generic PLA", "PLA+" and "PLA Chromatik Red" are all PLA.
 */
#ifndef SPOOLERD_FILTER_MATERIAL_H
#define SPOOLERD_FILTER_MATERIAL_H

#include <stddef.h>

/*
 * What kinds of plastic a text names, in the order in which it does, each
 * once: "PLA", "PETG, TPU".  A text that names none that is known is kept as
 * it is.  Of what does not fit, the beginning.
 */
void	material_name(const char *text, char *name, size_t size);
/* Grams of so many mm of filament of a diameter in mm; 0: the plastic of that
 * name, as material_name() has it, is not known, or there are several. */
double	material_weight(const char *name, double mm, double diameter);

#endif
