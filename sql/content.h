/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The content store: the bytes of every file, named by their SHA-256 under
 * content/ beside the spool's database.  A file enters by a nameless or
 * temporary file on the same file system, is hashed while it is written, and
 * appears under its hash together with its row or not at all.
 */
#ifndef SQL_CONTENT_H
#define SQL_CONTENT_H

#include <sys/types.h>

#include "sql/file.h"

struct content;		/* one file on its way in */

enum content_result {
	CONTENT_OK,
	CONTENT_FULL,	/* no space left, or above the quota of the disk */
	CONTENT_FAILED	/* errno says why */
};

/* Make the folders under dir (the folder of the database) if need be, and
 * remove temporary files that a killed program left behind more than an hour
 * ago.  Idempotent.  0, or -1 with errno. */
int			 content_prepare(const char *dir);

/* Begin a file in the store of dir; *c is NULL after a failure.  content_add
 * hashes and writes; content_commit fsyncs, gives the file its name, fsyncs
 * the folder and writes the row (f->label and f->who are read, the rest of f
 * is filled) in one immediate transaction; content known already keeps its
 * row, and is there again if it was cleaned.  content_abort (NULL is fine)
 * leaves nothing behind; commit frees c in every case. */
enum content_result	 content_begin(const char *dir, struct content **);
enum content_result	 content_add(struct content *, const void *, size_t);

/* The same for a file that may come in several goes: part, 64 hex digits, is
 * its name until it is whole.  What is there of it is hashed again, and
 * content_bytes says how much that is.  CONTENT_FAILED with EWOULDBLOCK:
 * somebody writes it at this moment.  content_leave keeps what has come for a
 * day; content_forget gives it up. */
enum content_result	 content_resume(const char *dir, const char *part,
			    struct content **);
void			 content_leave(struct content *);
void			 content_forget(const char *dir, const char *part);
/* How much of a part is there; 0 when there is none. */
int64_t			 content_part_bytes(const char *dir, const char *part);

int64_t			 content_bytes(const struct content *);
enum spool_result	 content_commit(struct content *, struct spool *,
			    struct file *);
/* Instead of content_commit: give the bytes their name, for a row that is to
 * come, if they are what the hash says.  CONTENT_FAILED with EBADMSG: they are
 * not.  Frees c in every case. */
enum content_result	 content_keep(struct content *, const char *sha256);
void			 content_abort(struct content *);

/* What the store's disk has left for us, in bytes; -1 with errno. */
int64_t			 content_free_bytes(const char *dir);

/* The folder content/ itself, open; -1 with errno. */
int			 content_folder(const char *dir);

/* Open the bytes of a hash for reading (O_CLOEXEC); -1 with errno. */
int			 content_open(const char *dir, const char *sha256);

#endif
