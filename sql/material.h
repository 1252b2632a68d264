/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Materials and nozzles: one way to write what slicers and people write in
 * many.  Pure.
 */
#ifndef SQL_MATERIAL_H
#define SQL_MATERIAL_H

#include <stdbool.h>
#include <stdint.h>

#define MATERIAL_SIZE		17
#define MATERIAL_NOZZLE_MAX	10000	/* µm */

/*
 * One material: up to 16 letters, digits, '+', '-' and '.', a letter first, in
 * any case and with blanks around; "PET" is "PETG" to every slicer that says
 * it.  "" stays "", not known.  false: it is no material's name.
 */
bool	material_read(const char *text, char material[MATERIAL_SIZE]);
/* What a slicer wrote, one for each tool, with ';' or ',' between them: the
 * material if all agree, else "". */
void	material_of_list(const char *list, char material[MATERIAL_SIZE]);
/* The same for nozzles, in mm: µm, or 0. */
int64_t	material_nozzle_of_list(const char *list);

#endif
