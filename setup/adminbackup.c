/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The subcommand `connectprint backup`: the spool as it is at one moment and
 * the bytes of its files, as one tar file.  Printing goes on meanwhile; the
 * archive waits, so that no file of the snapshot goes away.
 *
 * The format: a pax tar of regular files, first "spool.db", a database, then
 * "content/HH/HASH" for each file whose bytes are there.
 */
#include <archive.h>
#include <archive_entry.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "setup/admin.h"
#include "sql/content.h"
#include "sql/instant.h"
#include "sql/snapshot.h"

#define CHUNK	65536
#define PAGE	100		/* rows at once */

/* A backup on its way out. */
struct backup {
	struct admin	*admin;
	struct archive	*tar;
	int		 files;		/* that are in it */
	int		 damaged;	/* that could not be read whole */
};

static int	 back_up(struct admin *, int);
static int	 save(struct backup *, struct spool *, int);
static int	 add_spool(struct backup *, struct spool *, const char *);
static int	 add_files(struct backup *, struct spool *);
static int	 add_file(struct backup *, const struct file *);
static int	 add(struct backup *, const char *, int, int64_t);
static int	 finish(const char *, const char *, int);

int
admin_backup(struct admin *a)
{
	char	part[PATH_MAX];
	int	fd, status;

	if (snprintf(part, sizeof(part), "%s.part", a->argv[0]) >=
	    (int)sizeof(part))
		errx(2, "this path is too long");
	/* Ours alone: the hashes of keys are in it. */
	(void)unlink(part);
	if ((fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC |
	    O_NOFOLLOW, 0600)) == -1) {
		warn("%s", part);
		return 1;
	}
	status = back_up(a, fd);
	if (status != -1)
		status |= finish(part, a->argv[0], fd);
	if (status == -1) {
		(void)unlink(part);
		status = 1;
	}
	(void)close(fd);
	return status;
}

/* 0, 1 for a backup with damaged files left out, -1 for none. */
static int
back_up(struct admin *a, int fd)
{
	struct backup	 b = { .admin = a };
	struct spool	*spool;
	int		 lock, status = -1;

	if ((spool = admin_open(a, SPOOL_WRITE)) == NULL)
		return -1;
	if ((lock = admin_lock_archive(a)) == -1)
		goto out;
	status = save(&b, spool, fd);
	(void)close(lock);
	if (status == 0)
		(void)printf("the spool and %d files\n", b.files);
	if (status == 0 && b.damaged > 0) {
		warnx("%d files are damaged and are not in the backup",
		    b.damaged);
		status = 1;
	}
out:
	admin_close(spool);
	return status;
}

static int
save(struct backup *b, struct spool *spool, int fd)
{
	char	path[ADMIN_PATH + 64];
	int	status = -1;

	(void)snprintf(path, sizeof(path), "%s/content/tmp/backup-%ld",
	    b->admin->folder, (long)getpid());
	(void)unlink(path);
	b->tar = archive_write_new();
	if (b->tar == NULL ||
	    archive_write_set_format_pax_restricted(b->tar) != ARCHIVE_OK ||
	    archive_write_open_fd(b->tar, fd) != ARCHIVE_OK)
		warnx("can't begin a tar file");
	else
		status = add_spool(b, spool, path);
	if (status == 0 && archive_write_close(b->tar) != ARCHIVE_OK) {
		warnx("%s", archive_error_string(b->tar));
		status = -1;
	}
	(void)archive_write_free(b->tar);
	(void)unlink(path);
	return status;
}

/* The snapshot first, then what it speaks of. */
static int
add_spool(struct backup *b, struct spool *spool, const char *path)
{
	struct spool		*snapshot = NULL;
	enum spool_result	 r;
	struct stat		 st;
	int			 fd, status = -1;

	if ((r = snapshot_save(spool, path)) != SPOOL_OK) {
		(void)admin_failed(spool, r, "the spool");
		return -1;
	}
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1 ||
	    fstat(fd, &st) == -1)
		warn("%s", path);
	else
		status = add(b, "spool.db", fd, st.st_size);
	if (fd != -1)
		(void)close(fd);
	if (status == 0 &&
	    spool_open(&snapshot, path, SPOOL_READ) != SPOOL_OK) {
		warnx("the snapshot: %s", spool_why(NULL));
		status = -1;
	}
	if (status == 0)
		status = add_files(b, snapshot);
	spool_close(snapshot);
	return status;
}

static int
add_files(struct backup *b, struct spool *snapshot)
{
	enum spool_result	 r;
	struct file		*list;
	int64_t			 before = 0;
	int			 i, n, status = 0;

	do {
		r = file_list(snapshot, before, PAGE, &list, &n);
		if (r != SPOOL_OK) {
			(void)admin_failed(snapshot, r, "the files");
			return -1;
		}
		for (i = 0; i < n && status == 0; i++) {
			before = list[i].id;
			if (list[i].cleaned_ms == 0)
				status = add_file(b, &list[i]);
		}
		free(list);
	} while (n == PAGE && status == 0);
	return status;
}

/* One that is not what its record says is told of and left out: the rest is
 * still worth having. */
static int
add_file(struct backup *b, const struct file *f)
{
	char		name[SPOOL_HASH_SIZE + 16];
	struct stat	st;
	int		fd, status = 0;

	fd = content_open(b->admin->folder, f->sha256);
	if (fd == -1 || fstat(fd, &st) == -1 || st.st_size != f->bytes) {
		warnx("file %" PRId64 " (%s): its bytes are not there", f->id,
		    f->label);
		b->damaged++;
	} else {
		(void)snprintf(name, sizeof(name), "content/%.2s/%s",
		    f->sha256, f->sha256);
		status = add(b, name, fd, f->bytes);
		b->files++;
	}
	if (fd != -1)
		(void)close(fd);
	return status;
}

static int
add(struct backup *b, const char *name, int fd, int64_t bytes)
{
	static char		 buffer[CHUNK];
	struct archive_entry	*entry;
	ssize_t			 n = 0;
	bool			 good;

	if ((entry = archive_entry_new()) == NULL)
		errx(1, "out of memory");
	archive_entry_set_pathname(entry, name);
	archive_entry_set_size(entry, bytes);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0600);
	archive_entry_set_mtime(entry, instant_now() / 1000, 0);
	good = archive_write_header(b->tar, entry) == ARCHIVE_OK;
	archive_entry_free(entry);
	while (good && bytes > 0 &&
	    (n = read(fd, buffer, sizeof(buffer))) > 0) {
		good = archive_write_data(b->tar, buffer, (size_t)n) == n;
		bytes -= n;
	}
	if (good && bytes == 0)
		return 0;
	if (good)
		warn("%s", name);
	else
		warnx("%s: %s", name, archive_error_string(b->tar));
	return -1;
}

/* The name appears when all is on the disk. */
static int
finish(const char *part, const char *name, int fd)
{
	if (fsync(fd) == 0 && rename(part, name) == 0)
		return 0;
	warn("%s", name);
	return -1;
}
