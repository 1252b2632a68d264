/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The content store: bytes under content/HH/HASH, hashed while they are
 * written.  A file on its way in is content/tmp/SOMETHING; only the hash, made
 * here, ever becomes a name.
 */
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sql/content.h"
#include "sql/event.h"
#include "sql/instant.h"
#include "sql/query.h"

#define PATH_SIZE	512
#define STALE_S		3600
#define PART_STALE_S	(24 * 3600)
#define HASH_BYTES	(64 << 10)
#define FLUSH_BYTES	(8 << 20)	/* start writing to the disk then */

struct content {
	int		 root;		/* the folder content/ */
	int		 fd;
	char		 temp[80];	/* below root */
	EVP_MD_CTX	*hash;
	int64_t		 bytes, flushed;
};

static void		 sweep(int, const char *, time_t);
static struct content	*new_content(const char *, const char *, int);
static bool		 hash_again(struct content *);
static void		 part_path(const char *, char [PATH_SIZE]);
static enum content_result verdict(void);
static bool		 finish_hash(struct content *, char[SPOOL_HASH_SIZE]);
static enum spool_result install(struct content *, struct spool *,
			    struct file *);
static bool		 place(struct content *, const char *);

int
content_prepare(const char *dir)
{
	char path[PATH_SIZE];
	int root, i;

	(void)snprintf(path, sizeof(path), "%s/content", dir);
	if (mkdir(path, 0770) == -1 && errno != EEXIST)
		return -1;
	root = content_folder(dir);
	if (root == -1)
		return -1;
	if ((mkdirat(root, "tmp", 0770) == -1 && errno != EEXIST) ||
	    (mkdirat(root, "part", 0770) == -1 && errno != EEXIST))
		goto failed;
	for (i = 0; i < 256; i++) {
		(void)snprintf(path, sizeof(path), "%02x", (unsigned int)i);
		if (mkdirat(root, path, 0770) == -1 && errno != EEXIST)
			goto failed;
	}
	sweep(root, "tmp", STALE_S);
	sweep(root, "part", PART_STALE_S);
	(void)close(root);
	return 0;
failed:
	(void)close(root);
	return -1;
}

enum content_result
content_begin(const char *dir, struct content **out)
{
	static _Atomic unsigned int serial;
	char path[PATH_SIZE];

	(void)snprintf(path, sizeof(path), "tmp/%ld-%u", (long)getpid(),
	    serial++);
	*out = new_content(dir, path, O_WRONLY | O_TRUNC);
	return *out != NULL ? CONTENT_OK : verdict();
}

enum content_result
content_resume(const char *dir, const char *part, struct content **out)
{
	char path[PATH_SIZE];
	struct content *c;

	part_path(part, path);
	*out = NULL;
	c = new_content(dir, path, O_RDWR);
	if (c == NULL)
		return verdict();
	if (flock(c->fd, LOCK_EX | LOCK_NB) == -1 || !hash_again(c)) {
		content_leave(c);
		return CONTENT_FAILED;
	}
	*out = c;
	return CONTENT_OK;
}

static void
part_path(const char *part, char path[PATH_SIZE])
{
	(void)snprintf(path, PATH_SIZE, "part/%.64s", part);
}

/* NULL with errno: there is nothing. */
static struct content *
new_content(const char *dir, const char *path, int flags)
{
	struct content *c;

	c = calloc(1, sizeof(*c));
	if (c == NULL)
		return NULL;
	c->fd = -1;
	(void)snprintf(c->temp, sizeof(c->temp), "%s", path);
	c->root = content_folder(dir);
	if (c->root == -1)
		goto failed;
	c->fd = openat(c->root, path, flags | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
	    0640);
	c->hash = EVP_MD_CTX_new();
	if (c->fd != -1 && c->hash != NULL &&
	    EVP_DigestInit_ex(c->hash, EVP_sha256(), NULL) == 1)
		return c;
failed:
	content_leave(c);
	return NULL;
}

/* All that is there already; then writing goes on behind it. */
static bool
hash_again(struct content *c)
{
	char bytes[HASH_BYTES];
	ssize_t n;

	while ((n = read(c->fd, bytes, sizeof(bytes))) > 0) {
		if (EVP_DigestUpdate(c->hash, bytes, (size_t)n) != 1)
			return false;
		c->bytes += n;
	}
	c->flushed = c->bytes;
	return n == 0;
}

enum content_result
content_add(struct content *c, const void *bytes, size_t n)
{
	const char *at = bytes;
	size_t left = n;
	ssize_t done;

	while (left > 0) {
		done = write(c->fd, at, left);
		if (done == -1 && errno == EINTR)
			continue;
		if (done == -1)
			return verdict();
		at += done;
		left -= (size_t)done;
	}
	if (EVP_DigestUpdate(c->hash, bytes, n) != 1)
		return CONTENT_FAILED;
	c->bytes += (int64_t)n;
	/* so that the fsync at the end has little left to wait for */
	if (c->bytes - c->flushed >= FLUSH_BYTES) {
		(void)sync_file_range(c->fd, c->flushed,
		    c->bytes - c->flushed, SYNC_FILE_RANGE_WRITE);
		c->flushed = c->bytes;
	}
	return CONTENT_OK;
}

int64_t
content_bytes(const struct content *c)
{
	return c->bytes;
}

enum spool_result
content_commit(struct content *c, struct spool *sp, struct file *f)
{
	enum spool_result result = SPOOL_BROKEN;
	int code;

	if (!finish_hash(c, f->sha256))
		goto out;
	do
		code = fsync(c->fd);
	while (code == -1 && errno == EINTR);
	if (code == -1) {
		result = verdict() == CONTENT_FULL ? SPOOL_FULL : SPOOL_BROKEN;
		goto out;
	}
	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		goto out;
	result = install(c, sp, f);
	result = spool_end(sp, result);
out:
	content_abort(c);
	return result;
}

enum content_result
content_keep(struct content *c, const char *sha256)
{
	enum content_result result = CONTENT_FAILED;
	char is[SPOOL_HASH_SIZE];

	if (!finish_hash(c, is))
		errno = EIO;
	else if (strcmp(is, sha256) != 0)
		errno = EBADMSG;
	else if (fsync(c->fd) == -1 || !place(c, is))
		result = verdict();
	else
		result = CONTENT_OK;
	content_abort(c);
	return result;
}

/* The rename, then the row, under the write lock: whoever removes a content
 * looks for its row under the same lock. */
static enum spool_result
install(struct content *c, struct spool *sp, struct file *f)
{
	struct event ev = { .what = "file.stored" };
	enum spool_result result;
	struct query q;

	if (!place(c, f->sha256))
		return verdict() == CONTENT_FULL ? SPOOL_FULL : SPOOL_BROKEN;
	/* what it is called now, not when it came first */
	(void)snprintf(ev.who, sizeof(ev.who), "%s", f->who);
	(void)snprintf(ev.why, sizeof(ev.why), "%.*s",
	    (int)sizeof(ev.why) - 1, f->label);
	query_begin(&q, sp, SQL_FILE_INSERT);
	query_text(&q, f->sha256);
	query_int(&q, c->bytes);
	query_text(&q, f->label);
	query_text(&q, f->who);
	query_int(&q, instant_now());
	result = query_run(&q);
	if (result != SPOOL_OK)
		return result;
	result = file_by_hash(sp, f->sha256, f);
	if (result != SPOOL_OK)
		return result;
	ev.file_id = f->id;
	return event_add(sp, &ev);
}

/* Give the file its name and put the name on the disk. */
static bool
place(struct content *c, const char *sha256)
{
	char path[SPOOL_HASH_SIZE + 4], folder[3];
	int fd, code;

	(void)snprintf(folder, sizeof(folder), "%.2s", sha256);
	(void)snprintf(path, sizeof(path), "%.2s/%s", sha256, sha256);
	if (renameat(c->root, c->temp, c->root, path) == -1)
		return false;
	c->temp[0] = '\0';
	fd = openat(c->root, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		return false;
	code = fsync(fd);
	(void)close(fd);
	return code == 0;
}

void
content_abort(struct content *c)
{
	int saved = errno;

	if (c != NULL && c->temp[0] != '\0')
		(void)unlinkat(c->root, c->temp, 0);
	errno = saved;
	content_leave(c);
}

void
content_leave(struct content *c)
{
	int saved = errno;

	if (c == NULL)
		return;
	if (c->fd != -1)
		(void)close(c->fd);
	if (c->root != -1)
		(void)close(c->root);
	EVP_MD_CTX_free(c->hash);
	free(c);
	errno = saved;
}

int64_t
content_part_bytes(const char *dir, const char *part)
{
	int root = content_folder(dir), code = -1;
	char path[PATH_SIZE];
	struct stat st;

	part_path(part, path);
	if (root != -1) {
		code = fstatat(root, path, &st, AT_SYMLINK_NOFOLLOW);
		(void)close(root);
	}
	return code == 0 ? (int64_t)st.st_size : 0;
}

void
content_forget(const char *dir, const char *part)
{
	int root = content_folder(dir);
	char path[PATH_SIZE];

	part_path(part, path);
	if (root != -1) {
		(void)unlinkat(root, path, 0);
		(void)close(root);
	}
}

int
content_open(const char *dir, const char *sha256)
{
	char path[SPOOL_HASH_SIZE + 4];
	int root, fd;

	if (strlen(sha256) != SPOOL_HASH_SIZE - 1 ||
	    strspn(sha256, "0123456789abcdef") != SPOOL_HASH_SIZE - 1) {
		errno = EINVAL;
		return -1;
	}
	root = content_folder(dir);
	if (root == -1)
		return -1;
	(void)snprintf(path, sizeof(path), "%.2s/%s", sha256, sha256);
	fd = openat(root, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	(void)close(root);
	return fd;
}

int64_t
content_free_bytes(const char *dir)
{
	struct statvfs st;

	if (statvfs(dir, &st) == -1)
		return -1;
	return (int64_t)st.f_bavail * (int64_t)st.f_frsize;
}

int
content_folder(const char *dir)
{
	char path[PATH_SIZE];

	if (snprintf(path, sizeof(path), "%s/content", dir) >=
	    (int)sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static enum content_result
verdict(void)
{
	return errno == ENOSPC || errno == EDQUOT || errno == EFBIG ?
	    CONTENT_FULL : CONTENT_FAILED;
}

static bool
finish_hash(struct content *c, char sha256[SPOOL_HASH_SIZE])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int n, i;

	if (EVP_DigestFinal_ex(c->hash, digest, &n) != 1)
		return false;
	for (i = 0; i < n; i++)
		(void)snprintf(sha256 + 2 * i, 3, "%02x", digest[i]);
	return true;
}

/* Temporary files that nobody writes any more. */
static void
sweep(int root, const char *folder, time_t age)
{
	struct dirent *entry;
	struct stat st;
	time_t now = time(NULL);
	DIR *tmp;
	int fd;

	fd = openat(root, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	tmp = fd == -1 ? NULL : fdopendir(fd);
	if (tmp == NULL) {
		if (fd != -1)
			(void)close(fd);
		return;
	}
	while ((entry = readdir(tmp)) != NULL)
		if (fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(st.st_mode) && st.st_mtime + age < now)
			(void)unlinkat(fd, entry->d_name, 0);
	(void)closedir(tmp);
}
