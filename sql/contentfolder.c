/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The folders of the content store: bytes under content/HH/HASH, what is on
 * its way in under content/tmp and content/part.  Here they are made, swept
 * and read; content.c fills them.
 */
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sql/content.h"

#define PATH_SIZE	512
#define STALE_S		3600
#define PART_STALE_S	(24 * 3600)

static void	sweep(int, const char *, time_t);
static void	drop_stale(int, const char *);

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
			drop_stale(fd, entry->d_name);
	(void)closedir(tmp);
}

/* Unless somebody goes on with it right now: see content_resume(). */
static void
drop_stale(int folder, const char *name)
{
	int fd;

	fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW |
	    O_NONBLOCK);
	if (fd == -1)
		return;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		(void)unlinkat(folder, name, 0);
	(void)close(fd);
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
