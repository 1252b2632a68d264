/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Snapshots: the whole spool as one file and back, by SQLite's backup, while
 * others go on reading and writing.  And whether a spool is sound.
 */
#ifndef SQL_SNAPSHOT_H
#define SQL_SNAPSHOT_H

#include "sql/spool.h"

/* Write what the spool is at this moment to a database at path, which holds
 * nothing yet.  Writers don't wait for it. */
enum spool_result	 snapshot_save(struct spool *, const char *path);

/* Make the spool what the database of the other handle is, in one
 * transaction: programs that have it open see the one or the other. */
enum spool_result	 snapshot_load(struct spool *, struct spool *from);

/* Is every page and every reference sound?  SPOOL_BROKEN with what is wrong
 * in why (SPOOL_TEXT_SIZE).  quick looks at less. */
enum spool_result	 snapshot_check(struct spool *, bool quick,
			    char *why);

/* No printer, no file and no job: nothing that somebody would miss. */
enum spool_result	 snapshot_is_empty(struct spool *, bool *empty);

#endif
