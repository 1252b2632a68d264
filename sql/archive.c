/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The archive: the plan, its two steps for each file, and the sweep.
 */
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sql/archive.h"
#include "sql/content.h"
#include "sql/event.h"
#include "sql/policy.h"
#include "sql/query.h"

#define DAY_MS		INT64_C(86400000)
#define PAGE		100	/* rows at once */
#define RESERVE		"reserve"
#define RESERVE_BYTES	(1 << 20)

static bool		 has_had_its_time(const struct archive_limits *,
			    int64_t, int64_t, int64_t, struct archive_file *);
static enum spool_result mark(struct spool *, const struct archive_file *,
			    int64_t, const char *);
static enum spool_result drop(struct spool *, int, const char *);
static enum spool_result sweep_folder(struct spool *, int, const char *,
			    int64_t, int *);
static enum spool_result lost(struct spool *, const char *,
			    const struct file *, int64_t, const char *, int *);
static bool		 is_wanted(struct spool *, const char *,
			    enum spool_result *);

static const char *const reason_names[] = {
	[ARCHIVE_AGE]	= "age",
	[ARCHIVE_COUNT]	= "count",
	[ARCHIVE_SHARE]	= "share",
	[ARCHIVE_LOST]	= "lost",
};
_Static_assert(sizeof(reason_names) / sizeof(reason_names[0]) ==
    ARCHIVE_REASON__MAX, "every reason has a name");

const char *
archive_reason_name(enum archive_reason reason)
{
	return reason_names[reason];
}

enum spool_result
archive_limits(struct spool *sp, const char *dir, struct archive_limits *l)
{
	enum spool_result result;
	struct statvfs st;

	if (statvfs(dir, &st) == -1)
		return SPOOL_BROKEN;
	l->disk_bytes = (int64_t)st.f_blocks * (int64_t)st.f_frsize;
	result = policy_get(sp, POLICY_ARCHIVE_DAYS, &l->days);
	if (result == SPOOL_OK)
		result = policy_get(sp, POLICY_ARCHIVE_FILES, &l->files);
	if (result == SPOOL_OK)
		result = policy_get(sp, POLICY_ARCHIVE_PERCENT, &l->percent);
	return result;
}

enum spool_result
archive_plan(struct spool *sp, const struct archive_limits *l, int64_t now,
    struct archive_file **list, int *n)
{
	struct archive_file *f, *kept = NULL;
	int64_t files = 0, bytes = 0;
	enum spool_result result;
	int i, n_kept = 0, had = 0;
	struct query q;

	*list = NULL;
	*n = 0;
	query_begin(&q, sp, SQL_ARCHIVE_LIST);
	while ((result = query_row(&q)) == SPOOL_OK) {
		files++;
		bytes += query_get_int(&q, 2);
		if (query_get_int(&q, 5))
			continue;
		f = query_grow(&kept, &n_kept, sizeof(*f));
		if (f == NULL) {
			result = SPOOL_BROKEN;
			break;
		}
		f->id = query_get_int(&q, 0);
		query_get_text(&q, 1, f->sha256, sizeof(f->sha256));
		f->bytes = query_get_int(&q, 2);
		query_get_text(&q, 3, f->label, sizeof(f->label));
		f->used_ms = query_get_int(&q, 4);
	}
	query_end(&q);
	if (result != SPOOL_NONE) {
		free(kept);
		return result;
	}
	/* the list shrinks to those that go, in its own place */
	for (i = 0; i < n_kept; i++) {
		if (!has_had_its_time(l, now, files, bytes, &kept[i]))
			continue;
		files--;
		bytes -= kept[i].bytes;
		kept[had++] = kept[i];
	}
	*list = kept;
	*n = had;
	return SPOOL_OK;
}

static bool
has_had_its_time(const struct archive_limits *l, int64_t now, int64_t files,
    int64_t bytes, struct archive_file *f)
{
	/* a clock that jumped back makes every file young, and keeps it */
	if (f->used_ms > now - ARCHIVE_GRACE_MS)
		return false;
	if (l->days > 0 && f->used_ms < now - l->days * DAY_MS)
		f->reason = ARCHIVE_AGE;
	else if (l->files > 0 && files > l->files)
		f->reason = ARCHIVE_COUNT;
	else if (l->percent > 0 && bytes > l->disk_bytes / 100 * l->percent)
		f->reason = ARCHIVE_SHARE;
	else
		return false;
	return true;
}

enum spool_result
archive_clean(struct spool *sp, const char *dir, const struct archive_file *f,
    int64_t now, const char *who)
{
	enum spool_result result;
	int root;

	root = content_folder(dir);
	if (root == -1)
		return SPOOL_BROKEN;
	result = mark(sp, f, now, who);
	if (result == SPOOL_OK)
		result = drop(sp, root, f->sha256);
	(void)close(root);
	return result;
}

/* The first step: the record says that the bytes were given up. */
static enum spool_result
mark(struct spool *sp, const struct archive_file *f, int64_t now,
    const char *who)
{
	struct query q;

	query_begin(&q, sp, f->reason == ARCHIVE_LOST ? SQL_ARCHIVE_LOST :
	    SQL_ARCHIVE_MARK);
	query_int(&q, now);
	query_int(&q, f->id);
	if (f->reason != ARCHIVE_LOST)
		query_int(&q, f->used_ms);
	return event_change(&q, &(struct event_note){ .who = who,
	    .what = "file.cleaned", .old = f->sha256,
	    .why = reason_names[f->reason], .file_id = f->id,
	    .at_ms = now });
}

/* The second step, under the write lock; nothing is written to the spool. */
static enum spool_result
drop(struct spool *sp, int root, const char *sha256)
{
	char path[SPOOL_HASH_SIZE + 4];
	enum spool_result result;

	(void)snprintf(path, sizeof(path), "%.2s/%s", sha256, sha256);
	result = spool_begin(sp, SPOOL_USUAL);
	if (result != SPOOL_OK)
		return result;
	if (!is_wanted(sp, sha256, &result) && result == SPOOL_OK &&
	    unlinkat(root, path, 0) == -1 && errno != ENOENT)
		result = SPOOL_BROKEN;
	spool_rollback(sp);
	return result;
}

enum spool_result
archive_sweep(struct spool *sp, const char *dir, int64_t now, int *n)
{
	enum spool_result result = SPOOL_OK;
	char folder[3];
	int root, i;

	*n = 0;
	root = content_folder(dir);
	if (root == -1)
		return SPOOL_BROKEN;
	for (i = 0; i < 256 && result == SPOOL_OK; i++) {
		(void)snprintf(folder, sizeof(folder), "%02x",
		    (unsigned int)i);
		result = sweep_folder(sp, root, folder, now, n);
	}
	(void)close(root);
	return result;
}

/* Looked at without the lock, taken away with it. */
static enum spool_result
sweep_folder(struct spool *sp, int root, const char *folder, int64_t now,
    int *n)
{
	enum spool_result result = SPOOL_OK;
	struct dirent *entry;
	struct file row;
	struct stat st;
	DIR *dir;
	int fd;

	fd = openat(root, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	dir = fd == -1 ? NULL : fdopendir(fd);
	if (dir == NULL) {
		if (fd != -1)
			(void)close(fd);
		return errno == ENOENT ? SPOOL_OK : SPOOL_BROKEN;
	}
	while (result == SPOOL_OK && (entry = readdir(dir)) != NULL) {
		if (strlen(entry->d_name) != SPOOL_HASH_SIZE - 1 ||
		    is_wanted(sp, entry->d_name, &result) ||
		    result != SPOOL_OK ||
		    fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == -1)
			continue;
		/* without any row, it may be about to get one */
		if (file_by_hash(sp, entry->d_name, &row) == SPOOL_NONE &&
		    st.st_mtim.tv_sec * 1000 > now - ARCHIVE_GRACE_MS)
			continue;
		result = drop(sp, root, entry->d_name);
		(*n)++;
	}
	(void)closedir(dir);
	return result;
}

/* Does a row want these bytes?  Asked within a transaction of the caller, or
 * as a first look without one. */
static bool
is_wanted(struct spool *sp, const char *sha256, enum spool_result *result)
{
	enum spool_result got;
	struct query q;

	query_begin(&q, sp, SQL_ARCHIVE_KEPT);
	query_text(&q, sha256);
	got = query_row(&q);
	query_end(&q);
	*result = got == SPOOL_NONE ? SPOOL_OK : got;
	return got == SPOOL_OK;
}

enum spool_result
archive_lost(struct spool *sp, const char *dir, int64_t now, const char *who,
    int *n)
{
	enum spool_result result;
	struct file *list;
	int64_t before = 0;
	int i, n_list;

	*n = 0;
	do {
		result = file_list(sp, before, PAGE, &list, &n_list);
		for (i = 0; i < n_list && result == SPOOL_OK; i++) {
			before = list[i].id;
			result = lost(sp, dir, &list[i], now, who, n);
		}
		free(list);
	} while (result == SPOOL_OK && n_list == PAGE);
	return result;
}

static enum spool_result
lost(struct spool *sp, const char *dir, const struct file *file, int64_t now,
    const char *who, int *n)
{
	struct archive_file f = { .id = file->id, .reason = ARCHIVE_LOST };
	enum spool_result result;
	int fd;

	if (file->cleaned_ms != 0)
		return SPOOL_OK;
	fd = content_open(dir, file->sha256);
	if (fd != -1)
		(void)close(fd);
	if (fd != -1 || errno != ENOENT)
		return SPOOL_OK;
	memcpy(f.sha256, file->sha256, sizeof(f.sha256));
	result = mark(sp, &f, now, who);
	*n += result == SPOOL_OK;
	return result;
}

int
archive_lock(const char *dir)
{
	int fd, saved;

	fd = content_folder(dir);
	if (fd == -1 || flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	saved = errno;
	(void)close(fd);
	errno = saved;
	return -1;
}

void
archive_make_room(const char *dir)
{
	int root;

	if (content_free_bytes(dir) >= RESERVE_BYTES)
		return;
	root = content_folder(dir);
	if (root == -1)
		return;
	(void)unlinkat(root, RESERVE, 0);
	(void)close(root);
}

void
archive_reserve(const char *dir)
{
	int root, fd;

	if (content_free_bytes(dir) < 4 * RESERVE_BYTES)
		return;
	root = content_folder(dir);
	if (root == -1)
		return;
	fd = openat(root, RESERVE, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC |
	    O_NOFOLLOW, 0640);
	if (fd != -1) {
		if (posix_fallocate(fd, 0, RESERVE_BYTES) != 0)
			(void)unlinkat(root, RESERVE, 0);
		(void)close(fd);
	}
	(void)close(root);
}
