/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Transcripts.  One writer; a line's number is cleared before it is written
 * and set behind it, so that a reader who finds the same number before and
 * after has copied one whole line.
 */
#include <sys/mman.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/transcript.h"

#define SLOT(number)	((number) & (TRANSCRIPT_LINES - 1))
#define SEALS		(F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)

int
transcript_make(void)
{
	int fd, saved;

	fd = memfd_create("transcript", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd == -1)
		return -1;
	if (ftruncate(fd, sizeof(struct transcript)) == 0 &&
	    fcntl(fd, F_ADD_SEALS, SEALS) == 0)
		return fd;
	saved = errno;
	(void)close(fd);
	errno = saved;
	return -1;
}

struct transcript *
transcript_map(int fd)
{
	struct stat st;
	void *page;

	if (fstat(fd, &st) == -1)
		return NULL;
	if (st.st_size != (off_t)sizeof(struct transcript)) {
		errno = EINVAL;
		return NULL;
	}
	page = mmap(NULL, sizeof(struct transcript), PROT_READ | PROT_WRITE,
	    MAP_SHARED, fd, 0);
	return page == MAP_FAILED ? NULL : page;
}

void
transcript_unmap(struct transcript *t)
{
	if (t != NULL)
		(void)munmap(t, sizeof(*t));
}

void
transcript_add(struct transcript *t, enum transcript_way way, int64_t at_ms,
    const char *text, size_t n)
{
	uint64_t number = transcript_next(t);
	struct transcript_line *l = &t->lines[SLOT(number)];
	size_t i;

	while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r'))
		n--;
	if (n > TRANSCRIPT_TEXT)
		n = TRANSCRIPT_TEXT;
	if (n == 0)	/* a newline alone wakes a parser up */
		return;
	atomic_store(&l->number, 0);
	l->at_ms = at_ms;
	l->way = (uint8_t)way;
	l->length = (uint8_t)n;
	for (i = 0; i < n; i++)
		l->text[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
	atomic_store(&l->number, number);
	atomic_store(&t->next, number + 1);
}

/* A drain that died in the middle of a line leaves the rest to nobody. */
void
transcript_hear(struct transcript *t, struct transcript_ear *ear,
    int64_t at_ms, const char *bytes, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (bytes[i] == '\n') {
			if (ear->any)
				transcript_add(t, TRANSCRIPT_HEARD, at_ms,
				    ear->in, ear->used);
			ear->used = 0;
			ear->any = false;
		} else if (ear->used < sizeof(ear->in)) {
			ear->in[ear->used++] = bytes[i];
			ear->any = ear->any || bytes[i] != '\r';
		}
	}
}

uint64_t
transcript_next(const struct transcript *t)
{
	uint64_t next = atomic_load(&t->next);

	return next == 0 ? 1 : next;
}

uint64_t
transcript_first(const struct transcript *t)
{
	uint64_t next = transcript_next(t);

	return next > TRANSCRIPT_LINES ? next - TRANSCRIPT_LINES : 1;
}

/* What another process wrote is believed in nothing. */
bool
transcript_get(const struct transcript *t, uint64_t number,
    struct transcript_copy *copy)
{
	const struct transcript_line *l = &t->lines[SLOT(number)];
	size_t n, i;

	if (number == 0 || atomic_load(&l->number) != number)
		return false;
	n = l->length;
	copy->at_ms = l->at_ms;
	copy->way = l->way == TRANSCRIPT_SENT ? TRANSCRIPT_SENT :
	    TRANSCRIPT_HEARD;
	if (n > TRANSCRIPT_TEXT)
		n = TRANSCRIPT_TEXT;
	memcpy(copy->text, l->text, n);
	copy->text[n] = '\0';
	for (i = 0; i < n; i++)
		if (copy->text[i] < ' ' || copy->text[i] > '~')
			copy->text[i] = '?';
	atomic_thread_fence(memory_order_acquire);
	return atomic_load(&l->number) == number;
}
