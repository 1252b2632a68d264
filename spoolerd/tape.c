/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tapes.
 */
#include <sys/mman.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/tape.h"

static struct tape	*map(const char *, int, int);
static uint64_t		 oldest(uint64_t);

struct tape *
tape_open(const char *path)
{
	struct tape *t = map(path, O_RDWR | O_CREAT, PROT_READ | PROT_WRITE);

	if (t != NULL &&
	    (t->magic != TAPE_MAGIC || t->version != TAPE_VERSION)) {
		memset(t, 0, sizeof(*t));
		t->version = TAPE_VERSION;
		t->magic = TAPE_MAGIC;
	}
	return t;
}

static struct tape *
map(const char *path, int flags, int protection)
{
	struct stat st;
	void *page = MAP_FAILED;
	int fd, saved;

	fd = open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd == -1)
		return NULL;
	if ((flags & O_CREAT) && ftruncate(fd, sizeof(struct tape)) == -1)
		goto out;
	if (fstat(fd, &st) == -1)
		goto out;
	errno = EINVAL;
	if (st.st_size >= (off_t)sizeof(struct tape))
		page = mmap(NULL, sizeof(struct tape), protection, MAP_SHARED,
		    fd, 0);
out:
	saved = errno;
	(void)close(fd);
	errno = saved;
	return page == MAP_FAILED ? NULL : page;
}

void
tape_close(struct tape *t)
{
	if (t != NULL)
		(void)munmap(t, sizeof(*t));
}

void
tape_add(struct tape *t, int64_t job, struct trace_point point)
{
	const struct trace_point *last = NULL;
	uint64_t count = t->count;

	if (t->job != job) {
		t->job = 0;	/* a reader in between finds none */
		t->count = count = 0;
		t->job = job;
	}
	if (count > 0)
		last = &t->points[(count - 1) % TAPE_POINTS];
	if (last != NULL && last->state == point.state &&
	    point.at_ms >= last->at_ms &&
	    point.at_ms - last->at_ms < TAPE_LEAST_MS)
		return;
	if (last != NULL && point.at_ms <= last->at_ms)
		point.at_ms = last->at_ms + 1;
	t->points[count % TAPE_POINTS] = point;
	t->count = count + 1;
}

/* What was written over meanwhile is left out. */
int
tape_read(const char *path, int64_t job, int64_t after_ms,
    struct trace_point points[TAPE_POINTS])
{
	struct tape *t = map(path, O_RDONLY, PROT_READ);
	struct trace_point *copy;
	uint64_t count, from, i;
	int n = 0;

	copy = t != NULL ? malloc(sizeof(t->points)) : NULL;
	if (copy == NULL || t->magic != TAPE_MAGIC ||
	    t->version != TAPE_VERSION || t->job != job)
		goto out;
	count = t->count;
	memcpy(copy, t->points, sizeof(t->points));
	/* the one that is being written now is in the slot of the oldest */
	from = oldest(t->count + 1);
	if (t->job != job)
		goto out;
	for (i = from; i < count; i++)
		if (copy[i % TAPE_POINTS].at_ms > after_ms)
			points[n++] = copy[i % TAPE_POINTS];
out:
	free(copy);
	tape_close(t);
	return n;
}

int
tape_since(const struct tape *t, int64_t job, int64_t after_ms,
    struct trace_point *points, int most)
{
	const struct trace_point *p;
	uint64_t i;
	int n = 0;

	if (t->job != job)
		return 0;
	for (i = oldest(t->count); i < t->count && n < most; i++) {
		p = &t->points[i % TAPE_POINTS];
		if (p->at_ms > after_ms)
			points[n++] = *p;
	}
	return n;
}

static uint64_t
oldest(uint64_t count)
{
	return count > TAPE_POINTS ? count - TAPE_POINTS : 0;
}

int64_t
tape_job(const char *path)
{
	struct tape *t = map(path, O_RDONLY, PROT_READ);
	int64_t job = 0;

	if (t != NULL && t->magic == TAPE_MAGIC && t->version == TAPE_VERSION)
		job = t->job;
	tape_close(t);
	return job;
}
