/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plastics: "Generic PLA", "PLA+" and "PLA Chromatik Red" are all PLA.
 */
#ifndef SPOOLERD_FILTER_PLASTIC_H
#define SPOOLERD_FILTER_PLASTIC_H

#include <stddef.h>

/*
 * What kinds of plastic a text names, in the order in which it does, each
 * once: "PLA", "PETG, TPU".  A text that names none that is known is kept as
 * it is.  Of what does not fit, the beginning.
 */
void	plastic_name(const char *text, char *name, size_t size);
/* Grams of so many mm of filament of a diameter in mm; 0: the plastic of that
 * name, as plastic_name() has it, is not known, or there are several. */
double	plastic_weight(const char *name, double mm, double diameter);

#endif
