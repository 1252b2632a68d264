/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file on its way into the content store, hashed while it is written.  It is
 * content/tmp/SOMETHING; only the hash, made here, ever becomes a name.
 */
#include <sys/file.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sql/content.h"
#include "sql/event.h"
#include "sql/instant.h"
#include "sql/query.h"
#include "sql/secret.h"

#define PATH_SIZE	512
#define HASH_BYTES	(8 << 10)	/* on a stack of one of many threads */
#define FLUSH_BYTES	(8 << 20)	/* start writing to the disk then */

struct content {
	int		 root;		/* the folder content/ */
	int		 fd;
	char		 temp[80];	/* below root */
	EVP_MD_CTX	*hash;
	int64_t		 bytes, flushed;
};

static struct content	*new_content(const char *, const char *, int);
static bool		 is_still(const struct content *);
static bool		 hash_again(struct content *);
static void		 part_path(const char *, char [PATH_SIZE]);
static enum content_result verdict(void);
static bool		 finish_hash(struct content *, char[SPOOL_HASH_SIZE]);
static enum spool_result install(struct content *, struct spool *,
			    struct file *);
static bool		 place(struct content *, const char *);

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
	if (flock(c->fd, LOCK_EX | LOCK_NB) == -1 || !is_still(c) ||
	    !hash_again(c)) {
		content_leave(c);
		return CONTENT_FAILED;
	}
	*out = c;
	return CONTENT_OK;
}

/* What was locked may have got its hash's name, or have gone, since it was
 * opened: a stored file is never written again. */
static bool
is_still(const struct content *c)
{
	struct stat locked, named;

	if (fstat(c->fd, &locked) == -1)
		return false;
	if (fstatat(c->root, c->temp, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	    named.st_dev == locked.st_dev && named.st_ino == locked.st_ino)
		return true;
	errno = EWOULDBLOCK;
	return false;
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
	enum spool_result result;
	struct file stored;
	struct query q;

	if (!place(c, f->sha256))
		return verdict() == CONTENT_FULL ? SPOOL_FULL : SPOOL_BROKEN;
	query_begin(&q, sp, SQL_FILE_INSERT);
	query_text(&q, f->sha256);
	query_int(&q, c->bytes);
	query_text(&q, f->label);
	query_text(&q, f->who);
	query_int(&q, instant_now());
	result = query_run(&q);
	if (result != SPOOL_OK)
		return result;
	result = file_by_hash(sp, f->sha256, &stored);
	if (result != SPOOL_OK)
		return result;
	/* what it is called now, not when it came first */
	result = event_add(sp, &(struct event_note){ .who = f->who,
	    .what = "file.stored", .why = f->label, .file_id = stored.id });
	*f = stored;
	return result;
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

static enum content_result
verdict(void)
{
	return query_is_full(errno) ? CONTENT_FULL : CONTENT_FAILED;
}

static bool
finish_hash(struct content *c, char sha256[SPOOL_HASH_SIZE])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int n;

	if (EVP_DigestFinal_ex(c->hash, digest, &n) != 1)
		return false;
	secret_hex(digest, n, sha256);
	return true;
}
