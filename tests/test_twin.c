/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Twins: which of two machines is at a port is shown by how they count, or it
 * is asked; nothing of the one is ever done on the other.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "spoolerd/parent/parent.h"
#include "spoolerd/parent/twin.h"

struct fixture {
	struct parent	parent;
	struct books	books[2];
	struct machine	*a, *b;
};

static struct message	said[8];	/* to the keeper */
static int		n_said;
static bool		hung_up;	/* any port */

bool
clerk_say(struct parent *p, const struct message *m)
{
	(void)p;
	if (n_said < 8)
		said[n_said++] = *m;
	return true;
}

bool
port_hung_up(int fd)
{
	(void)fd;
	return hung_up;
}

/* Two that only their places tell apart, each away in the middle of a print. */
static int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct machine *m;
	int i;

	n_said = 0;
	hung_up = false;
	for (i = 0; i < 2; i++) {
		m = &f->parent.machines[i * 7];
		m->number = m->row.printer = i + 1;
		m->parent = &f->parent;
		m->synced = true;
		m->port = -1;
		m->row.job = 10 + i;
		m->books = &f->books[i];
		m->books->job = (uint64_t)m->row.job;
		m->books->epoch = 1;
		m->books->acked = 1300 + (uint64_t)i * 100;
		m->books->next = m->books->acked + 3;
		(void)strcpy(m->row.dialect, "marlin");
		(void)snprintf(m->row.name, sizeof(m->row.name), "twin-%d",
		    i + 1);
		(void)snprintf(m->row.position, sizeof(m->row.position),
		    "usb-%d", i + 1);
	}
	f->a = &f->parent.machines[0];
	f->b = &f->parent.machines[7];
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	free(*state);
	return 0;
}

/* Only where the counts prove nothing is a person asked before. */
static void
both_away__count_alike__asked_before_it_is_opened(void **state)
{
	static const struct {
		const char	*dialect;
		uint64_t	 acked, next;	/* of the other */
		bool		 blocks;
	} rows[] = {
		{ "marlin", 1304, 1307, false },
		{ "marlin", 1303, 1306, true },
		{ "marlin", 1301, 1301, true },
		{ "marlin", 1297, 1300, true },
		{ "marlin", 1296, 1299, false },
		{ "marlin", 1200, 1400, true },
		{ "marlin", 1300 + 65536, 1303 + 65536, false },
		{ "teacup", 1500, 1500, true },	/* it counts no lines */
	};
	struct fixture *f;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)tear_down(state);
		(void)set_up(state);
		f = *state;
		(void)strcpy(f->a->row.dialect, rows[i].dialect);
		f->books[1].acked = rows[i].acked;
		f->books[1].next = rows[i].next;
		assert_int_equal(twin_blocks(f->a), rows[i].blocks);
		assert_int_equal(n_said, rows[i].blocks ? 1 : 0);
		if (!rows[i].blocks)
			continue;
		assert_int_equal(said[0].type, MESSAGE_FOUND);
		assert_int_equal(said[0].found.doubt, 10);
		assert_non_null(strstr(said[0].found.why, "twin-2"));
		/* asked once, until a person answers */
		assert_true(twin_blocks(f->a));
		assert_int_equal(n_said, 1);
		twin_settle(f->a);
		assert_false(twin_blocks(f->a));
	}
}

/* Whoever was there all the time has not changed places with anybody. */
static void
one_away__never_asked(void **state)
{
	static const struct {
		bool		 b_away, b_hung_up;
		const char	*serial;
		uint64_t	 epoch;
		int64_t		 b_job;
		bool		 blocks;
	} rows[] = {
		{ true, false, "", 1, 11, true },
		{ false, true, "", 1, 11, true },
		{ false, false, "", 1, 11, false },
		{ true, false, "A2", 1, 11, false },
		{ true, false, "", 0, 0, false },	/* it never was here */
	};
	struct fixture *f;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)tear_down(state);
		(void)set_up(state);
		f = *state;
		f->b->port = rows[i].b_away ? -1 : 5;
		hung_up = rows[i].b_hung_up;
		(void)strcpy(f->b->row.usb_serial, rows[i].serial);
		f->b->row.job = rows[i].b_job;
		f->books[1].acked = f->books[1].next = 1301;
		f->books[1].epoch = rows[i].epoch;
		assert_int_equal(twin_blocks(f->a), rows[i].blocks);
	}
}

/* A board that was reset can't say whose it is: the print of the other may
 * stand on its bed. */
static void
no_job__twin_in_mid_print_was_away__begins_none(void **state)
{
	struct fixture *f = *state;

	f->a->row.job = 0;
	f->books[0].job = 0;
	assert_false(twin_blocks(f->a));
	f->a->port = 4;
	twin_heard(f->a, true);
	assert_true(twin_waits(f->a));
	assert_int_equal(n_said, 1);
	assert_int_equal(said[0].found.printer, 1);
	assert_int_equal(said[0].found.doubt, 11);
	/* it is back, and was known by its count */
	assert_false(twin_blocks(f->b));
	f->b->port = 5;
	assert_true(twin_waits(f->a));
	twin_heard(f->b, false);
	assert_false(twin_doubts(f->b));
	assert_false(twin_waits(f->a));
}

static void
no_job__known_by_its_count__begins_one(void **state)
{
	struct fixture *f = *state;

	f->a->row.job = 0;
	f->books[0].job = 0;
	assert_false(twin_blocks(f->a));
	twin_heard(f->a, false);
	assert_false(twin_waits(f->a));
}

static void
no_job__twin_given_up__begins_one(void **state)
{
	struct fixture *f = *state;

	f->a->row.job = 0;
	f->books[0].job = 0;
	(void)twin_blocks(f->a);
	twin_heard(f->a, true);
	assert_true(twin_waits(f->a));
	f->b->row.job = 0;
	assert_false(twin_waits(f->a));
}

/* Both were reset: each may have the other's piece on its bed. */
static void
both_reset__each_in_doubt__until_it_prints(void **state)
{
	struct fixture *f = *state;

	assert_false(twin_blocks(f->a));
	twin_heard(f->a, true);
	assert_true(twin_doubts(f->a));
	f->a->job = 10;
	assert_false(twin_doubts(f->a));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
		T(both_away__count_alike__asked_before_it_is_opened),
		T(one_away__never_asked),
		T(no_job__twin_in_mid_print_was_away__begins_none),
		T(no_job__known_by_its_count__begins_one),
		T(no_job__twin_given_up__begins_one),
		T(both_reset__each_in_doubt__until_it_prints),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
