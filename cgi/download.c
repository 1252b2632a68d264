/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Downloads.  A print file is text for whoever opens it, whatever is in it; a
 * picture is of the type that its bytes were looked at for.
 */
#include <sys/stat.h>

#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "cgi/download.h"
#include "sql/content.h"
#include "sql/image.h"

#define CHUNK	65536

static void	copy(struct http *, int);

void
download_content(struct http *h)
{
	struct file file;
	struct stat st;
	int fd;

	if (!http_good(h, file_by_id(h->spool, h->path.id, &file)))
		return;
	fd = content_open(h->dir, file.sha256);
	if (fd == -1 && errno == ENOENT) {
		http_refuse(h, REFUSAL_CLEANED, NULL);
		return;
	}
	if (fd == -1 || fstat(fd, &st) == -1) {
		warn("file %lld: content", (long long)file.id);
		http_refuse(h, REFUSAL_BROKEN, NULL);
	} else if (http_begin(h, "text/plain", st.st_size, file.label)) {
		copy(h, fd);
	}
	if (fd != -1)
		(void)close(fd);
}

/* What breaks off is seen by its length. */
static void
copy(struct http *h, int fd)
{
	char *chunk = malloc(CHUNK);
	ssize_t n;

	while (chunk != NULL) {
		n = read(fd, chunk, CHUNK);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			warn("content");
		if (n <= 0 || !http_write(h, chunk, (size_t)n))
			break;
	}
	free(chunk);
}

void
download_thumbnail(struct http *h)
{
	char type[FILE_THUMBNAIL_SIZE];
	void *bytes;
	size_t n;

	if (!http_good(h, image_get(h->spool, h->path.id, type, &bytes, &n)))
		return;
	if (http_begin(h, type, (int64_t)n, NULL))
		(void)http_write(h, bytes, n);
	free(bytes);
}
