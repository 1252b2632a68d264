/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The archive: which files have had their time, and how their bytes go while
 * their record stays.
 *
 * A file goes in two steps.  First its row says so (cleaned_ms), on the disk,
 * in a transaction that looks once more whether anybody wants it.  Then, with
 * the write lock held and the row looked at again, the bytes are unlinked.  An
 * upload gives a file its name and its row under that same lock, so it comes
 * either before the first step (which then spares it), or after it (and the
 * second spares it).  A crash between the steps leaves bytes that no row
 * wants: the next run sweeps them.
 */
#ifndef SQL_ARCHIVE_H
#define SQL_ARCHIVE_H

#include "sql/file.h"

/* A file that was uploaded is left alone for this long, whatever a policy
 * says: its job may be on its way.  So are bytes without a row. */
#define ARCHIVE_GRACE_MS	3600000

enum archive_reason {
	ARCHIVE_AGE, ARCHIVE_COUNT, ARCHIVE_SHARE,
	ARCHIVE_LOST,		/* nobody cleaned it */
	ARCHIVE_REASON__MAX
};

struct archive_file {
	int64_t			id;
	char			sha256[SPOOL_HASH_SIZE];
	int64_t			bytes;
	char			label[SPOOL_LABEL_SIZE];
	int64_t			used_ms;	/* when it was last of use */
	enum archive_reason	reason;
};

const char		*archive_reason_name(enum archive_reason);

/* What the policies say, and the size of the disk. */
struct archive_limits {
	int64_t	days, files, percent;	/* 0: no limit */
	int64_t	disk_bytes;
};
enum spool_result	 archive_limits(struct spool *, const char *dir,
			    struct archive_limits *);

/* What has had its time at `now`, the least lately used first.  *list is
 * malloced. */
enum spool_result	 archive_plan(struct spool *,
			    const struct archive_limits *, int64_t now,
			    struct archive_file **list, int *n);

/* Let one file of a plan go: both steps.  SPOOL_NONE: it is wanted after all
 * and stays.  SPOOL_FULL: not even the record could be written. */
enum spool_result	 archive_clean(struct spool *, const char *dir,
			    const struct archive_file *, int64_t now,
			    const char *who);

/* Unlink the bytes that no row wants; *n is how many.  Bytes younger than the
 * grace are left alone unless a row says that they were cleaned. */
enum spool_result	 archive_sweep(struct spool *, const char *dir,
			    int64_t now, int *n);

/* Records whose bytes are not there, though nobody cleaned them, say so from
 * now on: after a restore of what had been damaged.  *n is how many. */
enum spool_result	 archive_lost(struct spool *, const char *dir,
			    int64_t now, const char *who, int *n);

/*
 * Only one program at a time takes files away, or relies on none going: the
 * descriptor holds the lock until it is closed.  -1 with EWOULDBLOCK: another
 * one is at it.
 */
int			 archive_lock(const char *dir);

/*
 * A small file that is there to be given up: opening the spool and recording
 * that a file goes need a little space, and there is none on a full disk.
 * archive_make_room drops it when the disk is nearly full, archive_reserve
 * makes it again once there is room.
 */
void			 archive_make_room(const char *dir);
void			 archive_reserve(const char *dir);

#endif
