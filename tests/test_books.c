/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Books: what a reader finds after each step, through a mapping of its own.
 */
#include <sys/stat.h>

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "spoolerd/books.h"

struct fixture {
	char		 path[64];
	int		 fd;
	struct books	*b;		/* the drain's */
	struct books	*after;		/* who reads after a crash */
};

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	(void)snprintf(f->path, sizeof(f->path), "/tmp/test_books.%d",
	    (int)getpid());
	(void)unlink(f->path);
	f->fd = books_open(f->path);
	f->b = books_map(f->fd);
	f->after = books_map(f->fd);
	*state = f;
	return f->b != NULL && f->after != NULL ? 0 : -1;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	books_unmap(f->b);
	books_unmap(f->after);
	(void)close(f->fd);
	(void)unlink(f->path);
	free(f);
	return 0;
}

/* Post n file lines of ten bytes each. */
static void
post(struct books *b, int n)
{
	static uint64_t at;
	int i;

	if (b->commands == 0 && b->next == b->acked)
		at = 0;
	for (i = 0; i < n; i++)
		(void)books_post(b, BOOKS_FILE, at += 10);
}

static void
map__new_file__is_empty(void **state)
{
	struct fixture *f = *state;
	struct stat st;

	assert_int_equal(f->after->magic, BOOKS_MAGIC);
	assert_int_equal(f->after->version, BOOKS_VERSION);
	assert_int_equal(f->after->job, 0);
	assert_null(books_find(f->after, 0));
	assert_int_equal(fstat(f->fd, &st), 0);
	assert_int_equal(st.st_size, BOOKS_SIZE);
	assert_true(st.st_blocks > 0);		/* no hole */
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void
map__other_version_or_noise__is_cleared(void **state)
{
	struct fixture *f = *state;
	struct books *b;

	books_begin_job(f->b, 7);
	f->b->version = BOOKS_VERSION + 1;
	b = books_map(f->fd);
	assert_int_equal(b->job, 0);
	assert_int_equal(b->version, BOOKS_VERSION);
	memset(f->b, 0xa5, sizeof(*f->b));
	books_unmap(b);
	b = books_map(f->fd);
	assert_int_equal(b->job, 0);
	assert_int_equal(b->next, 0);
	books_unmap(b);
}

static void
map__same_file_again__keeps_all(void **state)
{
	struct fixture *f = *state;
	int fd = books_open(f->path);
	struct books *b;

	books_begin_job(f->b, 7);
	books_new_epoch(f->b, 1);
	post(f->b, 3);
	books_ack(f->b, 3);
	b = books_map(fd);
	assert_int_equal(b->job, 7);
	assert_int_equal(b->acked, 3);
	assert_int_equal(b->next, 4);
	assert_int_equal(b->offset, 20);
	assert_int_equal(books_find(b, 3)->offset, 30);
	books_unmap(b);
	(void)close(fd);
}

static void
map__too_short__fails(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(ftruncate(f->fd, 100), 0);
	assert_null(books_map(f->fd));
	assert_int_equal(errno, EINVAL);
	assert_int_equal(ftruncate(f->fd, BOOKS_SIZE), 0);
	assert_null(books_map(-1));
	assert_int_equal(errno, EBADF);
}

static void
open__symbolic_link_or_no_folder__fails(void **state)
{
	struct fixture *f = *state;
	char link[80];

	(void)snprintf(link, sizeof(link), "%s.link", f->path);
	assert_int_equal(symlink(f->path, link), 0);
	assert_int_equal(books_open(link), -1);
	assert_int_equal(errno, ELOOP);
	(void)unlink(link);
	assert_int_equal(books_open("/nowhere/1"), -1);
	assert_int_equal(errno, ENOENT);
}

static void
post__file_and_host__numbers_go_on(void **state)
{
	struct fixture *f = *state;

	books_new_epoch(f->b, 1);
	assert_int_equal(books_post(f->b, BOOKS_FILE, 10), 1);
	assert_int_equal(books_post(f->b, BOOKS_HOST, 0), 2);
	assert_int_equal(books_post(f->b, BOOKS_FILE, 20), 3);
	assert_int_equal(f->after->next, 4);
	assert_int_equal(books_find(f->after, 2)->origin, BOOKS_HOST);
	assert_null(books_find(f->after, 4));
	assert_null(books_find(f->after, UINT64_MAX));
}

static void
ack__counts_file_lines_only(void **state)
{
	struct fixture *f = *state;

	books_begin_job(f->b, 7);
	books_new_epoch(f->b, 1);
	(void)books_post(f->b, BOOKS_FILE, 10);
	(void)books_post(f->b, BOOKS_HOST, 0);
	(void)books_post(f->b, BOOKS_FILE, 20);
	books_ack(f->b, 3);
	assert_int_equal(f->after->offset, 10);
	assert_int_equal(f->after->commands, 1);
	books_ack(f->b, 2);		/* older news */
	assert_int_equal(f->after->acked, 3);
	books_ack(f->b, 1000);		/* never more than was given */
	assert_int_equal(f->after->acked, 4);
	assert_int_equal(f->after->commands, 2);
	assert_int_equal(f->after->offset, 20);
}

static void
ring__full__forgets_the_oldest(void **state)
{
	struct fixture *f = *state;

	books_new_epoch(f->b, 1);
	post(f->b, BOOKS_RING + 1);
	assert_null(books_find(f->after, 1));
	assert_int_equal(books_find(f->after, 2)->offset, 20);
	assert_int_equal(books_find(f->after, BOOKS_RING + 1)->offset,
	    10 * (BOOKS_RING + 1));
}

static void
rewind__within_the_ring__restores_the_state(void **state)
{
	struct fixture *f = *state;

	books_begin_job(f->b, 7);
	books_new_epoch(f->b, 1);
	post(f->b, 10);
	books_ack(f->b, 11);
	assert_int_equal(f->after->commands, 10);
	assert_true(books_rewind(f->b, 4, false));
	assert_int_equal(f->after->acked, 4);
	assert_int_equal(f->after->next, 11);
	assert_int_equal(f->after->commands, 3);
	assert_int_equal(f->after->offset, 30);
	assert_true(books_rewind(f->b, 1, true));
	assert_int_equal(f->after->next, 1);
	assert_int_equal(f->after->commands, 0);
	assert_int_equal(f->after->offset, 0);
}

static void
rewind__forward__acknowledges(void **state)
{
	struct fixture *f = *state;

	books_begin_job(f->b, 7);
	books_new_epoch(f->b, 1);
	post(f->b, 5);
	assert_true(books_rewind(f->b, 4, true));
	assert_int_equal(f->after->acked, 4);
	assert_int_equal(f->after->next, 4);
	assert_int_equal(f->after->offset, 30);
}

static void
rewind__beyond_the_ring_or_the_future__changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct books before;

	books_begin_job(f->b, 7);
	books_new_epoch(f->b, 1);
	post(f->b, 10);
	books_ack(f->b, 11);
	post(f->b, BOOKS_RING);
	books_ack(f->b, BOOKS_RING + 5);
	memcpy(&before, f->b, sizeof(before));
	assert_false(books_rewind(f->b, 10, false));
	assert_false(books_rewind(f->b, BOOKS_RING + 12, false));
	/* line 11 is in the ring, but not where line 10 ended */
	assert_false(books_rewind(f->b, 11, false));
	assert_memory_equal(&before, f->after, sizeof(before));
	assert_true(books_rewind(f->b, 12, false));
	assert_int_equal(f->after->acked, 12);
	assert_int_equal(f->after->commands, 11);
	assert_int_equal(f->after->offset, 110);
}

static void
new_epoch__old_numbers__are_unknown(void **state)
{
	struct fixture *f = *state;

	books_begin_job(f->b, 7);
	books_new_epoch(f->b, 1);
	post(f->b, 5);
	books_ack(f->b, 6);
	books_new_epoch(f->b, 1);
	assert_int_equal(f->after->epoch, 2);
	assert_int_equal(f->after->next, 1);
	assert_null(books_find(f->after, 3));
	/* but the job is where it was */
	assert_int_equal(f->after->job, 7);
	assert_int_equal(f->after->offset, 50);
	assert_int_equal(f->after->commands, 5);
}

static void
begin_job__starts_at_nothing(void **state)
{
	struct fixture *f = *state;

	books_begin_job(f->b, 7);
	books_new_epoch(f->b, 1);
	post(f->b, 5);
	books_ack(f->b, 6);
	f->b->printed_ms = 99;
	f->b->homed = 1;
	books_begin_job(f->b, 8);
	assert_int_equal(f->after->job, 8);
	assert_int_equal(f->after->offset, 0);
	assert_int_equal(f->after->commands, 0);
	assert_int_equal(f->after->printed_ms, 0);
	assert_int_equal(f->after->homed, 0);
	/* the numbering goes on */
	assert_int_equal(f->after->next, 6);
}

static void
enter_job__is_on_its_way_in(void **state)
{
	struct fixture *f = *state;

	books_begin_job(f->b, 7);
	f->b->homed = 1;
	books_enter_job(f->b, 8, 12, 345, 6789);
	assert_int_equal(f->b->job, 8);
	assert_int_equal(f->b->commands, 12);
	assert_int_equal(f->b->offset, 345);
	assert_int_equal(f->b->printed_ms, 6789);
	assert_int_equal(f->b->aside, BOOKS_ENTERING);
	assert_int_equal(f->b->homed, 0);
}

#define T(test)		cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(map__new_file__is_empty),
		T(map__other_version_or_noise__is_cleared),
		T(map__same_file_again__keeps_all),
		T(map__too_short__fails),
		T(open__symbolic_link_or_no_folder__fails),
		T(post__file_and_host__numbers_go_on),
		T(ack__counts_file_lines_only),
		T(ring__full__forgets_the_oldest),
		T(rewind__within_the_ring__restores_the_state),
		T(rewind__forward__acknowledges),
		T(rewind__beyond_the_ring_or_the_future__changes_nothing),
		T(new_epoch__old_numbers__are_unknown),
		T(begin_job__starts_at_nothing),
		T(enter_job__is_on_its_way_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
