/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Books: the page of shared memory that remembers, through any crash of ours,
 * what was sent to a printer.  Stores are ordered so that a reader after a
 * kill at any instruction finds either the state before or the state after.
 */
#include <sys/mman.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/books.h"

#define SLOT(number)	((number) & (BOOKS_RING - 1))

static bool	recount(struct books *, uint64_t, uint64_t *, uint64_t *);

int
books_open(const char *path)
{
	int fd, failed;

	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd == -1)
		return -1;
	/* With its page on the disk: a hole in a file that is mapped, and no
	 * space left, is a SIGBUS. */
	failed = posix_fallocate(fd, 0, BOOKS_SIZE);
	if (failed == 0)
		return fd;
	(void)close(fd);
	errno = failed;
	return -1;
}

struct books *
books_map(int fd)
{
	struct stat st;
	struct books *b;
	void *page;

	if (fstat(fd, &st) == -1)
		return NULL;
	if (st.st_size < BOOKS_SIZE) {
		errno = EINVAL;
		return NULL;
	}
	page = mmap(NULL, BOOKS_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
	    0);
	if (page == MAP_FAILED)
		return NULL;
	b = page;
	if (b->magic != BOOKS_MAGIC || b->version != BOOKS_VERSION) {
		memset(page, 0, BOOKS_SIZE);
		b->version = BOOKS_VERSION;
		b->magic = BOOKS_MAGIC;
	}
	return b;
}

void
books_unmap(struct books *b)
{
	if (b != NULL)
		(void)munmap(b, BOOKS_SIZE);
}

/* Without a job for the moment, so that a kill in here shows none. */
void
books_begin_job(struct books *b, uint64_t job)
{
	int i;

	b->job = 0;
	b->offset = 0;
	b->commands = 0;
	b->printed_ms = b->waited_ms = 0;
	b->resends = b->timeouts = b->starved_ms = 0;
	b->homed = 0;
	b->aside = BOOKS_IN_PLACE;
	for (i = 0; i < KNOB__MAX; i++)
		b->knobs[i] = 0;
	b->tuned_us = 0;
	b->job = job;
}

void
books_enter_job(struct books *b, uint64_t job, uint64_t commands,
    uint64_t offset, uint64_t printed_ms)
{
	books_begin_job(b, 0);
	b->commands = commands;
	b->offset = offset;
	b->printed_ms = printed_ms;
	b->aside = BOOKS_ENTERING;
	b->job = job;
}

void
books_new_epoch(struct books *b, uint64_t first)
{
	memset(b->ring, 0, sizeof(b->ring));
	b->acked = first;
	b->next = first;
	b->epoch++;
}

uint64_t
books_post(struct books *b, enum books_origin origin, uint64_t offset)
{
	uint64_t number = b->next;

	b->ring[SLOT(number)] = (struct books_entry){
	    .number = number, .offset = offset, .origin = origin };
	b->next = number + 1;
	return number;
}

void
books_ack(struct books *b, uint64_t below)
{
	const struct books_entry *e;

	for (; b->acked < below && b->acked < b->next; b->acked++) {
		e = books_find(b, b->acked);
		if (e == NULL || e->origin != BOOKS_FILE)
			continue;
		b->offset = e->offset;
		b->commands++;
	}
}

bool
books_rewind(struct books *b, uint64_t number, bool forget)
{
	uint64_t offset = b->offset, commands = b->commands;

	if (number > b->next || number + BOOKS_RING < b->next)
		return false;
	if (number >= b->acked) {
		books_ack(b, number);
	} else {
		if (!recount(b, number, &offset, &commands))
			return false;
		b->acked = number;
		b->offset = offset;
		b->commands = commands;
	}
	if (forget)
		b->next = number;
	return true;
}

/* Where the file was when everything below number, and nothing else, had been
 * acknowledged.  The raw start of the oldest line that is taken back is the
 * end of the file line before it: in the ring, or else the file's start. */
static bool
recount(struct books *b, uint64_t number, uint64_t *offset,
    uint64_t *commands)
{
	const struct books_entry *e;
	uint64_t n;

	for (n = number; n < b->acked; n++) {
		e = books_find(b, n);
		if (e != NULL && e->origin == BOOKS_FILE)
			*commands -= *commands > 0;
	}
	for (n = number; n > 0; n--) {
		e = books_find(b, n - 1);
		if (e == NULL)
			break;
		if (e->origin == BOOKS_FILE) {
			*offset = e->offset;
			return true;
		}
	}
	*offset = 0;
	return *commands == 0;
}

const struct books_entry *
books_find(const struct books *b, uint64_t number)
{
	const struct books_entry *e = &b->ring[SLOT(number)];

	if (number >= b->next || e->number != number)
		return NULL;
	return e;
}
