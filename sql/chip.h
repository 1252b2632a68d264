/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Chips: the kinds of USB port that are adopted by themselves while the policy
 * "autodetect" says so.  A kind is its vendor and its product number.
 */
#ifndef SQL_CHIP_H
#define SQL_CHIP_H

#include "sql/spool.h"

#define CHIPS_MAX	64	/* kinds on the list */
#define CHIP_SIZE	10	/* of "0403:6001" */

struct chip {
	int	vid, pid;
};

/* "0403:6001", four hexadecimal digits each; false: it is not written so. */
bool			 chip_read(const char *, struct chip *);
void			 chip_write(const struct chip *, char [CHIP_SIZE]);

/* Put a kind on the list, or take it off; one event.  SPOOL_REFUSED: it is
 * (not) there already, or the list is full. */
enum spool_result	 chip_allow(struct spool *, const struct chip *,
			    const char *who);
enum spool_result	 chip_deny(struct spool *, const struct chip *,
			    const char *who);
/* All that are on the list, by number. */
enum spool_result	 chip_list(struct spool *, struct chip [CHIPS_MAX],
			    int *n);

#endif
