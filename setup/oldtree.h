/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the former system, a tree of PHP and Python, say: read
 * letter by letter, nothing of it is ever evaluated.  Pure.
 */
#ifndef SETUP_OLDTREE_H
#define SETUP_OLDTREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OLDTREE_PRINTERS	1000	/* and their numbers are below this */

/* The number of "d_imprimante7", -1 for any other name. */
int	oldtree_folder(const char *name);

/*
 * The numbers in printers_infos.txt: a Python list of [USB device, port,
 * folder], each a string that may hold a bytes literal.  Of all that, only the
 * number in the folder's name is of use.  How many there are, or -1: it is no
 * such list.
 */
int	oldtree_listing(const char *text, size_t length,
	    int numbers[OLDTREE_PRINTERS]);

/* A name of archives_gfiles/: d08m02y2023_h15m03s01_printer1_part.g, in the
 * local time. */
struct oldtree_print {
	int		 printer;
	int64_t		 at_ms;
	const char	*label;		/* within the name */
};
bool	oldtree_archived(const char *name, struct oldtree_print *);

#endif
