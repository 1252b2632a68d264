/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The spool: one SQLite database that holds the record of everything.  This
 * is the only place that meets SQLite's result codes: a busy database and a
 * broken constraint become members of enum spool_result here, once.
 *
 * A struct spool belongs to one thread.  Every call may block for the disk,
 * and for another writer up to SPOOL_BUSY_MS.
 */
#ifndef SQL_SPOOL_H
#define SQL_SPOOL_H

#include <stdbool.h>
#include <stdint.h>

#define SPOOL_BUSY_MS	5000	/* then SPOOL_BUSY: somebody holds the lock */
#define SPOOL_VERSION	28	/* user_version that this program needs */

/* Sizes of text columns as C strings, NUL included. */
#define SPOOL_NAME_SIZE		33	/* printer.name */
#define SPOOL_LABEL_SIZE	1021	/* 255 characters of UTF-8 */
#define SPOOL_WHO_SIZE		257	/* person.name */
#define SPOOL_TEXT_SIZE		256	/* why, fault, disabled, identity */
#define SPOOL_HASH_SIZE		65	/* SHA-256 in hexadecimal */

enum spool_result {
	SPOOL_OK,
	SPOOL_NONE,	/* no such row (or no more rows) */
	SPOOL_REFUSED,	/* a constraint or a state table said no */
	SPOOL_BUSY,	/* another writer for SPOOL_BUSY_MS; try again */
	SPOOL_FULL,	/* no space left on the device */
	SPOOL_BROKEN,	/* anything else; spool_why() says what */
	SPOOL__MAX
};

enum spool_mode {
	SPOOL_READ,	/* must exist; never written */
	SPOOL_WRITE,	/* must exist */
	SPOOL_CREATE	/* made, or brought to SPOOL_VERSION, if need be */
};

struct spool;		/* what is behind it is in sql/handle.h */

/*
 * Open the database at path (its folder must exist) in WAL mode with foreign
 * keys on.  synchronous is NORMAL; transactions begun with SPOOL_SURE are
 * FULL.  *sp is NULL after a failure.  SPOOL_BROKEN with a clear spool_why()
 * when the file was written by a newer program.
 */
enum spool_result	 spool_open(struct spool **, const char *,
			    enum spool_mode);
void			 spool_close(struct spool *);	/* NULL is fine */

const char		*spool_strerror(enum spool_result);
/* The last failure's text, "statement: reason"; borrowed until the next call.
 * Also valid with NULL: the failure of the last spool_open in this thread. */
const char		*spool_why(const struct spool *);

enum spool_care {
	SPOOL_USUAL,	/* may be lost by a power cut, never by a crash */
	SPOOL_SURE	/* on the disk when commit returns */
};

/* An immediate transaction (the write lock is taken at once).  They do not
 * nest.  Rollback after a failed begin or commit is harmless. */
enum spool_result	 spool_begin(struct spool *, enum spool_care);
enum spool_result	 spool_commit(struct spool *);
void			 spool_rollback(struct spool *);
/* The end of what was begun: commit if it went well, else roll back; the result
 * of that, or the one that it was given. */
enum spool_result	 spool_end(struct spool *, enum spool_result);

/*
 * Let the write-ahead log begin anew in the room that it has, so that small
 * writes are possible on a full disk.  When somebody reads or writes just now,
 * or the database itself would have to grow for it, nothing happens.
 */
void			 spool_rewind(struct spool *);

/* A number that changes whenever another connection committed something
 * (PRAGMA data_version): the safety net under lost wake-up hints. */
int64_t			 spool_version(struct spool *);

#endif
