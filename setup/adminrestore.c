/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The subcommand `connectprint restore`.  The bytes of files come first, each
 * under its name only if that is its hash; then the spool, in one transaction.
 * Until then nothing has changed but that there are bytes which no record
 * wants, and the archive sweeps those.  What a backup says about names, kinds
 * and sizes is not believed.
 */
#include <archive.h>
#include <archive_entry.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "setup/admin.h"
#include "sql/archive.h"
#include "sql/content.h"
#include "sql/instant.h"
#include "sql/snapshot.h"

#define CHUNK	65536

/* A backup on its way in. */
struct restore {
	struct admin	*admin;
	struct archive	*tar;
	char		 snapshot[ADMIN_PATH + 64];	/* unpacked here */
	bool		 has_spool;
	int		 files;		/* taken in */
	int		 damaged;	/* that are not what their name says */
};

static int	 may_restore(struct admin *, struct spool *);
static int	 restore_all(struct restore *, struct spool *, int);
static int	 read_entries(struct restore *);
static int	 take_entry(struct restore *, struct archive_entry *);
static int	 take_spool(struct restore *);
static int	 take_file(struct restore *, const char *);
static int	 load(struct restore *, struct spool *);
static int	 account(struct restore *, struct spool *);

int
admin_restore(struct admin *a)
{
	struct restore	 re = { .admin = a };
	struct spool	*spool;
	int		 fd, lock, status = 1;

	/* Opened as the person, before we act as the owner of the spool. */
	if ((fd = open(a->argv[0], O_RDONLY | O_CLOEXEC)) == -1) {
		warn("%s", a->argv[0]);
		return 1;
	}
	if (admin_daemon_runs(a)) {
		warnx("the daemon runs: stop it first (systemctl stop "
		    "connectprint)");
		(void)close(fd);
		return 1;
	}
	if ((spool = admin_open(a, SPOOL_CREATE)) == NULL) {
		(void)close(fd);
		return 1;
	}
	if ((lock = admin_lock_archive(a)) != -1) {
		(void)snprintf(re.snapshot, sizeof(re.snapshot),
		    "%s/content/tmp/restore-%ld", a->folder, (long)getpid());
		if (may_restore(a, spool) == 0)
			status = restore_all(&re, spool, fd);
		(void)unlink(re.snapshot);
		(void)close(lock);
	}
	admin_close(spool);
	(void)close(fd);
	return status;
}

static int
may_restore(struct admin *a, struct spool *spool)
{
	enum spool_result	r;
	bool			empty;

	if ((r = snapshot_is_empty(spool, &empty)) != SPOOL_OK)
		return admin_failed(spool, r, "the spool");
	if (empty || a->option[ADMIN_FORCE] != NULL)
		return 0;
	warnx("%s is not empty: what is in it would be lost; --force does it "
	    "all the same", a->spool);
	return 1;
}

static int
restore_all(struct restore *re, struct spool *spool, int fd)
{
	int	status = 1;

	re->tar = archive_read_new();
	if (re->tar == NULL ||
	    archive_read_support_format_tar(re->tar) != ARCHIVE_OK ||
	    archive_read_open_fd(re->tar, fd, CHUNK) != ARCHIVE_OK)
		warnx("%s: %s", re->admin->argv[0], re->tar == NULL ?
		    "out of memory" : archive_error_string(re->tar));
	else
		status = read_entries(re);
	(void)archive_read_free(re->tar);
	if (status == 0 && !re->has_spool) {
		warnx("%s: there is no spool in it: is it a backup?",
		    re->admin->argv[0]);
		status = 1;
	}
	return status != 0 ? status : load(re, spool);
}

static int
read_entries(struct restore *re)
{
	struct archive_entry	*entry;
	int			 code;

	while ((code = archive_read_next_header(re->tar, &entry)) ==
	    ARCHIVE_OK)
		if (take_entry(re, entry) != 0)
			return 1;
	if (code == ARCHIVE_EOF)
		return 0;
	warnx("%s: %s", re->admin->argv[0], archive_error_string(re->tar));
	return 1;
}

/* "spool.db", once; "content/HH/HASH"; nothing else. */
static int
take_entry(struct restore *re, struct archive_entry *entry)
{
	const char	*name = archive_entry_pathname(entry);
	const char	*hash;

	if (name == NULL || archive_entry_filetype(entry) != AE_IFREG)
		name = "";
	if (strcmp(name, "spool.db") == 0 && !re->has_spool)
		return take_spool(re);
	if (strncmp(name, "content/", 8) == 0 && strlen(name) ==
	    11 + SPOOL_HASH_SIZE - 1) {
		hash = name + 11;
		if (strncmp(name + 8, hash, 2) == 0 && name[10] == '/' &&
		    strspn(hash, "0123456789abcdef") == SPOOL_HASH_SIZE - 1)
			return take_file(re, hash);
	}
	warnx("%s: there is something in it that is not of a backup",
	    re->admin->argv[0]);
	return 1;
}

static int
take_spool(struct restore *re)
{
	int	fd, status = 0;

	fd = open(re->snapshot, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd == -1) {
		warn("%s", re->snapshot);
		return 1;
	}
	if (archive_read_data_into_fd(re->tar, fd) != ARCHIVE_OK) {
		warnx("spool.db: %s", archive_error_string(re->tar));
		status = 1;
	}
	(void)close(fd);
	re->has_spool = true;
	return status;
}

static int
take_file(struct restore *re, const char *hash)
{
	static char		 buffer[CHUNK];
	struct content		*content;
	enum content_result	 result;
	la_ssize_t		 n = 0;

	result = content_begin(re->admin->folder, &content);
	while (result == CONTENT_OK &&
	    (n = archive_read_data(re->tar, buffer, sizeof(buffer))) > 0)
		result = content_add(content, buffer, (size_t)n);
	if (n < 0) {
		content_abort(content);
		warnx("%s: %s", hash, archive_error_string(re->tar));
		return 1;
	}
	if (result == CONTENT_OK) {
		result = content_keep(content, hash);
		content = NULL;
		if (result == CONTENT_FAILED && errno == EBADMSG) {
			warnx("%s: its bytes are damaged", hash);
			re->damaged++;
			return 0;
		}
	}
	if (result == CONTENT_OK) {
		re->files++;
		return 0;
	}
	warn("%s", hash);
	content_abort(content);
	return 1;
}

/* The snapshot becomes the spool, if it is one. */
static int
load(struct restore *re, struct spool *spool)
{
	struct spool		*from;
	enum spool_result	 r;
	char			 why[SPOOL_TEXT_SIZE];
	int			 status = 1;

	/* one of an older version is brought forward first */
	if (spool_open(&from, re->snapshot, SPOOL_CREATE) != SPOOL_OK) {
		warnx("the spool of the backup: %s", spool_why(NULL));
		return 1;
	}
	if (snapshot_check(from, false, why) != SPOOL_OK)
		warnx("the spool of the backup is damaged: %s", why);
	else if ((r = snapshot_load(spool, from)) != SPOOL_OK)
		(void)admin_failed(spool, r, "the spool");
	else
		status = account(re, spool);
	spool_close(from);
	return status;
}

/* Records without bytes say so; and we say what was done. */
static int
account(struct restore *re, struct spool *spool)
{
	enum spool_result	r;
	int			lost;

	r = archive_lost(spool, re->admin->folder, instant_now(),
	    re->admin->who, &lost);
	if (r != SPOOL_OK)
		return admin_failed(spool, r, "the files");
	(void)printf("the spool and %d files\n", re->files);
	if (lost == 0 && re->damaged == 0)
		return 0;
	warnx("%d records have no file any more, and say so", lost);
	return 1;
}
