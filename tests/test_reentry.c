/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The way back into a print: where it goes on, and what a fresh board is told
 * before.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "spoolerd/drain/reentry.h"

#define MOVES	40		/* of a layer: more than a planner holds */

/* A print file in memory, and what is behind its last line. */
struct bench {
	int	 fd;
	char	 text[65536];
	size_t	 used;
	char	 said[4096];
	uint64_t knobs[KNOB__MAX];	/* that a person set */
};

static struct bench bench;

static int
set_up(void **state)
{
	memset(&bench, 0, sizeof(bench));
	bench.fd = memfd_create("file", MFD_CLOEXEC);
	*state = &bench;
	return bench.fd == -1 ? -1 : 0;
}

static int
tear_down(void **state)
{
	struct bench *b = *state;

	return close(b->fd);
}

static void
put(struct bench *b, const char *text)
{
	size_t n = strlen(text);

	assert_true(b->used + n < sizeof(b->text));
	memcpy(b->text + b->used, text, n + 1);
	b->used += n;
	assert_int_equal(write(b->fd, text, n), n);
}

/* Moves that extrude: absolute E, or each as much. */
static void
put_moves(struct bench *b, int n, bool relative_e)
{
	char line[64];
	int i;

	for (i = 1; i <= n; i++) {
		(void)snprintf(line, sizeof(line), "G1 X%d Y%d E%d\n",
		    i % 2 * 10, i % 3, relative_e ? 1 : i);
		put(b, line);
	}
}

static enum reentry_result
find(struct bench *b, struct reentry *at)
{
	return reentry_find(b->fd, b->used, false, b->knobs, at);
}

/* The line at which it would go on. */
static void
assert_goes_on(struct bench *b, const struct reentry *at, const char *line)
{
	assert_true(at->offset < b->used);
	assert_memory_equal(b->text + at->offset, line, strlen(line));
}

/* The way in, as one text. */
static void
say(void *arg, const char *command)
{
	struct bench *b = arg;

	assert_true(strlen(b->said) + strlen(command) + 2 < sizeof(b->said));
	assert_null(strchr(command, '\n'));
	(void)strcat(b->said, command);
	(void)strcat(b->said, "\n");
}

static void
start_file(struct bench *b, const char *more)
{
	put(b, "M190 S60\nM109 S200\nG28\nG90\nM82\n");
	put(b, more);
}

/* --- where --- */

static void
find__kinds_of_files__last_layer(void **state)
{
	static const struct {
		const char	*start, *change, *first;
		bool		 relative_e;
		double		 height;
	} rows[] = {
		{ "G1 X0 Y0 Z0.2\n", "G92 E0\nG1 Z0.4\n", "G1 X10 Y1 E1\n",
		    false, 0.4 },
		/* a hop: only where it extrudes is the height a layer's */
		{ "G1 X0 Y0 Z0.2\n", "G92 E0\nG1 Z2\nG1 X5\nG1 Z0.4\n",
		    "G1 X10 Y1 E1\n", false, 0.4 },
		{ "M83\nG1 X0 Y0 Z0.2\n", "G1 Z0.4\n", "G1 X10 Y1 E1\n", true,
		    0.4 },
		{ "G1 X0 Y0 Z0.2\nG91\nM83\n", "G1 Z0.2\n", "G1 X10 Y1 E1\n",
		    true, 0.4 },
		/* one piece after the other */
		{ "G1 X0 Y0 Z9\n", "G92 E0\nG1 Z0.2\n", "G1 X10 Y1 E1\n",
		    false, 0.2 },
		/* retracted and pushed in place: that is no layer */
		{ "G1 X0 Y0 Z0.2\n", "G1 E39\nG1 Z0.4\nG1 E40\nG92 E0\n",
		    "G1 X10 Y1 E1\n", false, 0.4 },
		{ "G20\nG1 X0 Y0 Z0.01\n", "G92 E0\nG1 Z0.02\n",
		    "G1 X10 Y1 E1\n", false, 0.508 },
	};
	struct reentry at;
	struct bench *b;
	size_t i, change;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		start_file(b, rows[i].start);
		put_moves(b, MOVES, rows[i].relative_e);
		put(b, rows[i].change);
		change = b->used;
		put_moves(b, MOVES, rows[i].relative_e);
		assert_int_equal(find(b, &at), REENTRY_OK);
		assert_int_equal(at.offset, change);
		assert_goes_on(b, &at, rows[i].first);
		assert_true(fabs(at.height - rows[i].height) < 1e-6);
		assert_true(fabs(at.modes.at[MODES_Z] - rows[i].height) <
		    1e-6);
	}
}

/* What may still have waited in the machine is printed again: the layer that
 * was just begun is not under the nozzle for certain. */
static void
find__layer_just_begun__the_one_before(void **state)
{
	struct bench *b = *state;
	struct reentry at;
	size_t first;
	int i;

	start_file(b, "G1 X0 Y0 Z0.2\n");
	first = b->used;
	put_moves(b, MOVES, false);
	put(b, "G92 E0\nG1 Z0.4\n");
	for (i = 1; i < REENTRY_PLANNED; i += 2) {
		put_moves(b, 1, false);
		put(b, "G92 E0\nG1 X0\n");
	}
	assert_int_equal(find(b, &at), REENTRY_OK);
	assert_int_equal(at.offset, first);
	assert_int_equal(at.commands, 6);
	put_moves(b, 2, false);
	assert_int_equal(find(b, &at), REENTRY_OK);
	assert_true(fabs(at.height - 0.4) < 1e-6);
}

/* Each line of a spiral is a layer of its own. */
static void
find__spiral__so_many_lines_back(void **state)
{
	struct bench *b = *state;
	struct reentry at;
	char line[64], expected[64] = "";
	int i, n = 100;

	start_file(b, "M83\nG1 X0 Y0 Z0.2\n");
	for (i = 1; i <= n; i++) {
		(void)snprintf(line, sizeof(line), "G1 X%d Z%.3f E0.5\n",
		    i % 2, 0.2 + i * 0.001);
		/* the move to the start counts, too */
		if (i == n - REENTRY_PLANNED)
			(void)strcpy(expected, line);
		put(b, line);
	}
	assert_int_equal(find(b, &at), REENTRY_OK);
	assert_goes_on(b, &at, expected);
	assert_true(fabs(at.highest - at.height) < 1e-6);
}

static void
find__no_way_back__says_why(void **state)
{
	static const struct {
		const char		*start;
		int			 moves;
		enum reentry_result	 result;
	} rows[] = {
		{ "G1 X0 Y0 Z0.2\n", 0, REENTRY_NOTHING_YET },
		{ "G1 X0 Y0 Z0.2\n", REENTRY_PLANNED,
		    REENTRY_NOTHING_YET },
		{ "G1 X0 Y0 Z0.2\n", REENTRY_PLANNED + 1, REENTRY_OK },
		{ "G91\nG1 Z0.2\n", MOVES, REENTRY_NO_PLACE },
		{ "G1 X0 Y0 Z5\nG92 Z0\n", MOVES, REENTRY_OWN_ZERO },
		{ "G1 X0 Y0 Z5\nG92\n", MOVES, REENTRY_OWN_ZERO },
		{ "G1 X0 Y0 Z5\nG92 E0\n", MOVES, REENTRY_OK },
		{ "G1 X0 Y0 Z5\nT0\n", MOVES, REENTRY_OK },
		{ "G1 X0 Y0 Z5\nT1\n", MOVES, REENTRY_TOOLS },
	};
	struct reentry at;
	struct bench *b;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		start_file(b, rows[i].start);
		put_moves(b, rows[i].moves, false);
		assert_int_equal(find(b, &at), rows[i].result);
		assert_int_equal(reentry_strerror(rows[i].result)[0] == '\0',
		    rows[i].result == REENTRY_OK);
	}
	b = *state;
	assert_int_equal(reentry_find(b->fd, b->used + 1, false, b->knobs,
	    &at), REENTRY_UNREADABLE);
}

/* --- what is said --- */

static void
layered(struct bench *b, const char *settings, struct reentry *at)
{
	start_file(b, "G1 X0 Y0 Z0.2 F1800\n");
	put(b, settings);
	put_moves(b, MOVES, false);
	put(b, "G1 E39\nG1 Z0.4 F600\nG1 X3 Y4\nG1 E40 F1800\nG92 E0\n");
	put_moves(b, MOVES, false);
	assert_int_equal(find(b, at), REENTRY_OK);
}

static void
commands__height_on_record__z_set_and_never_lower(void **state)
{
	struct bench *b = *state;
	struct reentry_machine machine = { REENTRY_RECORD,
	    { 2, 5, "G1 X0 Y180 F6000" }, 0, 205 };
	struct reentry at;

	layered(b, "M106 S128\nM204 S800\n", &at);
	reentry_commands(&at, &machine, say, b);
	assert_string_equal(b->said, "G21\nG90\nM82\nM190 S60\nM109 S170\n"
	    "G92 Z0.400\nG1 Z5.400 F600\nG28 X Y\nG1 X0 Y180 F6000\n"
	    "M140 S60\nM109 S200\nG90\nG1 X3.000 Y4.000 F6000\n"
	    "G1 Z0.400 F600\nM83\nG1 E2.00 F2100\nG92 E0.00000\nG90\nM82\n"
	    "G1 F1800\nM106 S128\nM204 S800\n");
}

/* A pause had lifted the head higher than the way over the piece is. */
static void
commands__lifted_by_a_pause__not_lifted_again(void **state)
{
	struct bench *b = *state;
	struct reentry_machine machine = { REENTRY_RECORD, { 0, 0, "" }, 20,
	    205 };
	struct reentry at;

	layered(b, "", &at);
	reentry_commands(&at, &machine, say, b);
	assert_non_null(strstr(b->said, "G92 Z20.400\nG28 X Y\n"));
}

static void
commands__z_homes_away__all_homed(void **state)
{
	struct bench *b = *state;
	struct reentry_machine machine = { REENTRY_Z_AWAY, { 0, 2, "" }, 0,
	    205 };
	struct reentry at;

	layered(b, "", &at);
	reentry_commands(&at, &machine, say, b);
	assert_non_null(strstr(b->said, "M109 S170\nG91\nG1 Z5 F600\nG90\n"
	    "G28\nG1 Z2.400 F600\nM140 S60\nM109 S200\n"));
	assert_null(strstr(b->said, "G92 Z"));
	/* no room to lift blindly */
	b->said[0] = '\0';
	machine.ceiling = 4;
	reentry_commands(&at, &machine, say, b);
	assert_null(strstr(b->said, "G91"));
	assert_non_null(strstr(b->said, "G28\nG1 Z2.400 F600\n"));
	machine.ceiling = 1;
	b->said[0] = '\0';
	reentry_commands(&at, &machine, say, b);
	assert_non_null(strstr(b->said, "G28\nG1 Z1.000 F600\n"));
}

static void
commands__settings__each_once_as_it_was(void **state)
{
	static const struct {
		const char	*lines, *back;
	} rows[] = {
		{ "M106 S128\nM107\n", "M106 S0\n" },
		{ "M106\n", "M106 S255\n" },
		{ "M106 P1 S9\nM106 S7\nM107 P1\n",
		    "M106 P1 S0\nM106 S7\n" },
		{ "M201 X500 Y500\nM201 E5000\n",
		    "M201 E5000 X500 Y500\n" },
		{ "M220 S90\nM220 B\nM220 R\nM221 S95.5\n",
		    "M220 S90\nM221 S95.5\n" },
		{ "M900 K0.00002\n", "M900 K0.00002\n" },
		{ "M205 J0.013 X-8\n", "M205 J0.013 X-8\n" },
		{ "M2040 S9\nM204.1 S9\nM117 M204 S9\n", "" },
		{ "M204 S1e99\n", "M204 S0\n" },
	};
	struct reentry_machine machine = { REENTRY_RECORD, { 0, 0, "" }, 0,
	    0 };
	struct reentry at;
	struct bench *b;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		layered(b, rows[i].lines, &at);
		reentry_commands(&at, &machine, say, b);
		assert_string_equal(strstr(b->said, "G1 F1800\n") + 9,
		    rows[i].back);
	}
}

/* More than there is room for are left out, not written elsewhere. */
static void
settings__too_many_fans__left_out(void **state)
{
	struct settings s = { .n = 0 };
	char line[32];
	int i;

	(void)state;
	for (i = 0; i < 100; i++) {
		(void)snprintf(line, sizeof(line), "M106 P%d S1", i);
		settings_apply(&s, line);
	}
	assert_int_equal(s.n, SETTINGS_MOST);
}

static void
commands__inches__back_in_inches_at_the_end(void **state)
{
	struct bench *b = *state;
	struct reentry_machine machine = { REENTRY_RECORD, { 0, 5, "" }, 0,
	    0 };
	struct reentry at;

	start_file(b, "G20\nG1 X0 Y0 Z1\n");
	put_moves(b, MOVES, false);
	assert_int_equal(find(b, &at), REENTRY_OK);
	reentry_commands(&at, &machine, say, b);
	assert_memory_equal(b->said, "G21\n", 4);
	assert_non_null(strstr(b->said, "G92 Z25.400\nG1 Z30.400 F600\n"));
	assert_string_equal(b->said + strlen(b->said) - 4, "G20\n");
}

#define T(test)		cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(find__kinds_of_files__last_layer),
		T(find__layer_just_begun__the_one_before),
		T(find__spiral__so_many_lines_back),
		T(find__no_way_back__says_why),
		T(commands__height_on_record__z_set_and_never_lower),
		T(commands__lifted_by_a_pause__not_lifted_again),
		T(commands__z_homes_away__all_homed),
		T(commands__settings__each_once_as_it_was),
		T(commands__inches__back_in_inches_at_the_end),
		T(settings__too_many_fans__left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
