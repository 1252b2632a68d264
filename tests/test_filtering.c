/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The program `filter` as the keeper meets it: one line of JSON that fits its
 * room whatever the file says, and a process that can do nothing else.
 */
#include <sys/types.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "spoolerd/course.h"

#define LINE_MAX_BYTES	24576	/* what the keeper keeps of an answer */

struct fixture {
	char	program[PATH_MAX];
	pid_t	pid;		/* 0: none */
	int	in, out;	/* its standard input and output, our ends */
	struct course course;	/* that it wrote */
};

/* The program is beside the tests: BUILD/test/test_filtering, BUILD/bin. */
static int
set_up(void **state)
{
	struct fixture *x = calloc(1, sizeof(*x));
	ssize_t n;
	char *slash;
	int i;

	if (x == NULL)
		return -1;
	*state = x;
	x->in = x->out = -1;
	n = readlink("/proc/self/exe", x->program, sizeof(x->program) - 20);
	if (n == -1)
		return -1;
	x->program[n] = '\0';
	for (i = 0; i < 2; i++)
		if ((slash = strrchr(x->program, '/')) != NULL)
			*slash = '\0';
	(void)stpcpy(strchr(x->program, '\0'), "/bin/filter");
	(void)signal(SIGPIPE, SIG_IGN);
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *x = *state;

	if (x->pid > 0) {
		(void)kill(x->pid, SIGKILL);
		(void)waitpid(x->pid, NULL, 0);
	}
	(void)close(x->in);
	(void)close(x->out);
	free(x);
	return 0;
}

static void
start(struct fixture *x)
{
	int in[2], out[2];

	assert_int_equal(pipe2(in, O_CLOEXEC), 0);
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	x->pid = fork();
	if (x->pid == 0) {
		/* a descriptor that somebody forgot */
		(void)fcntl(STDERR_FILENO, F_DUPFD, 20);
		if (dup2(in[0], STDIN_FILENO) != -1 &&
		    dup2(out[1], STDOUT_FILENO) != -1)
			(void)execl(x->program, "filter", (char *)NULL);
		_exit(127);
	}
	assert_true(x->pid > 0);
	(void)close(in[0]);
	(void)close(out[1]);
	x->in = in[1];
	x->out = out[0];
}

static void
give(struct fixture *x, const char *bytes, size_t n)
{
	ssize_t put;

	for (; n > 0; bytes += put, n -= (size_t)put) {
		put = write(x->in, bytes, n);
		assert_true(put > 0);
	}
}

static json_int_t
number(const json_t *root, const char *key)
{
	assert_true(json_is_integer(json_object_get(root, key)));
	return json_integer_value(json_object_get(root, key));
}

/* End its input; returns its one line.  Behind it is the course that it
 * names. */
static json_t *
answer(struct fixture *x)
{
	static char line[2 * LINE_MAX_BYTES];
	size_t used = 0, rest;
	const char *newline;
	json_t *root;
	ssize_t n;
	int status;

	(void)close(x->in);
	x->in = -1;
	while ((n = read(x->out, line + used, sizeof(line) - used)) > 0)
		used += (size_t)n;
	assert_int_equal(waitpid(x->pid, &status, 0), x->pid);
	x->pid = 0;
	assert_int_equal(status, 0);
	newline = memchr(line, '\n', used);
	assert_non_null(newline);
	assert_true(newline < line + LINE_MAX_BYTES);
	root = json_loadb(line, (size_t)(newline - line), 0, NULL);
	assert_non_null(root);
	rest = used - (size_t)(newline + 1 - line);
	assert_int_equal(number(root, "course"), rest);
	assert_true(course_take(&x->course, newline + 1, rest));
	return root;
}

static void
filter__a_file__one_line_of_json(void **state)
{
	static const char file[] = ";Printer: \"Magis\\\"\n;TIME:60\nG28\n"
	    ";LAYER:0\nG1 X1\n";
	struct fixture *x = *state;
	struct course_place place;
	json_t *root, *pair;

	start(x);
	give(x, file, strlen(file));
	root = answer(x);
	assert_int_equal(json_object_size(root), 11);
	assert_int_equal(number(root, "commands"), 2);
	assert_int_equal(number(root, "seconds"), 60);
	assert_int_equal(number(root, "layers"), 1);
	assert_int_equal(number(root, "refused_line"), 0);
	assert_string_equal(json_string_value(json_object_get(root,
	    "refused")), "");
	pair = json_array_get(json_object_get(root, "header"), 0);
	assert_int_equal(json_array_size(pair), 2);
	assert_string_equal(json_string_value(json_array_get(pair, 0)),
	    "Printer");
	assert_string_equal(json_string_value(json_array_get(pair, 1)),
	    "\"Magis\\\"");
	json_decref(root);
	assert_true(course_find(&x->course, 2, &place));
	assert_int_equal(place.layer, 1);
	assert_int_equal(place.layers, 1);
	assert_int_equal(place.wait_total_ms, 8000);
}

static void
filter__commands__facts_and_findings(void **state)
{
	static const char file[] = "M104 S205\nM140 S60.5\nG1 X-2 Y10 Z0.3\n"
	    "G1 X20 Y30 E4.5 F600\nM500\nG1 Z0.5\nG1 X0 E5\nM502\nM500\n";
	static const struct {
		const char	*key;
		json_int_t	 value;
	} rows[] = {
		{ "bbox_min_x_um", -2000 }, { "bbox_max_x_um", 20000 },
		{ "bbox_min_y_um", 10000 }, { "bbox_max_y_um", 30000 },
		{ "bbox_min_z_um", 300 }, { "bbox_max_z_um", 500 },
		{ "first_layer_um", 300 }, { "layer_um", 200 },
		{ "filament_um", 5000 }, { "hotend_dC", 2050 },
		{ "bed_dC", 605 },
	};
	struct fixture *x = *state;
	json_t *root;
	char *text;
	size_t i;

	start(x);
	give(x, file, strlen(file));
	root = answer(x);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(number(json_object_get(root, "facts"),
		    rows[i].key), rows[i].value);
	assert_in_range(number(json_object_get(root, "facts"),
	    "motion_seconds"), 4, 8);
	text = json_dumps(json_object_get(root, "findings"), JSON_COMPACT);
	assert_string_equal(text, "[{\"code\":\"saves-settings\","
	    "\"command\":\"M500\",\"count\":2,\"lines\":[5,9]},"
	    "{\"code\":\"resets-settings\",\"command\":\"M502\","
	    "\"count\":1,\"lines\":[8]}]");
	free(text);
	json_decref(root);
}

static void
filter__empty_and_binary__are_refused(void **state)
{
	struct fixture *x = *state;
	json_t *root;

	start(x);
	root = answer(x);
	assert_string_equal(json_string_value(json_object_get(root,
	    "refused")), "empty");
	json_decref(root);
	(void)close(x->out);
	start(x);
	give(x, "G28\n\0\n", 6);
	root = answer(x);
	assert_string_equal(json_string_value(json_object_get(root,
	    "refused")), "binary");
	assert_int_equal(number(root, "refused_line"), 2);
	json_decref(root);
}

/* Where it writes is no business of the cage. */
static void
filter__output_of_any_kind__is_written(void **state)
{
	static const char *const outs[] = { "/dev/null", "/dev/ptmx",
	    "/dev/zero" };
	struct fixture *x = *state;
	int status, out;
	size_t i;

	for (i = 0; i < sizeof(outs) / sizeof(outs[0]); i++) {
		x->pid = fork();
		if (x->pid == 0) {
			out = open(outs[i], O_RDWR | O_NOCTTY);
			if (dup2(open("/dev/null", O_RDONLY), STDIN_FILENO) !=
			    -1 && dup2(out, STDOUT_FILENO) != -1)
				(void)execl(x->program, "filter",
				    (char *)NULL);
			_exit(127);
		}
		assert_int_equal(waitpid(x->pid, &status, 0), x->pid);
		x->pid = 0;
		assert_int_equal(status, 0);
	}
}

/* Every byte of the header must be escaped: it still fits. */
static void
filter__worst_header__fits_the_line(void **state)
{
	struct fixture *x = *state;
	char line[300];
	json_t *root;
	int i;

	start(x);
	memset(line, '"', sizeof(line));
	line[0] = ';';
	line[64] = ':';
	line[65] = ' ';
	line[sizeof(line) - 1] = '\n';
	for (i = 0; i < 100; i++)
		give(x, line, sizeof(line));
	give(x, "G28\n", 4);
	root = answer(x);
	assert_true(json_array_size(json_object_get(root, "header")) > 30);
	assert_int_equal(number(root, "commands"), 1);
	json_decref(root);
}

#if defined(__SANITIZE_ADDRESS__)
#define CAGED	0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CAGED	0
#endif
#endif
#ifndef CAGED
#define CAGED	1
#endif

/* The value of a line of a file in its /proc folder. */
static void
look(const struct fixture *x, const char *file, const char *what,
    char value[128])
{
	char path[64], line[256];
	FILE *f;

	(void)snprintf(path, sizeof(path), "/proc/%d/%s", (int)x->pid, file);
	f = fopen(path, "re");
	assert_non_null(f);
	value[0] = '\0';
	while (fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, what, strlen(what)) == 0)
			(void)sscanf(line + strlen(what), " %127s", value);
	(void)fclose(f);
}

/* While it reads: no other file, no other call, little memory. */
static void
filter__before_the_first_byte__is_shut_in(void **state)
{
	static char bytes[1 << 16];
	struct fixture *x = *state;
	struct pollfd room;
	char value[128];
	int size;

	start(x);
	size = fcntl(x->in, F_SETPIPE_SZ, 4096);
	assert_true(size > 0 && size <= (int)sizeof(bytes));
	/* the pipe is full until the filter has read from it */
	memset(bytes, '\n', sizeof(bytes));
	give(x, bytes, (size_t)size);
	room = (struct pollfd){ .fd = x->in, .events = POLLOUT };
	assert_int_equal(poll(&room, 1, 30000), 1);
	assert_int_equal(room.revents, POLLOUT);
	look(x, "limits", "Max core file size", value);
	assert_string_equal(value, "0");
	look(x, "limits", "Max cpu time", value);
	assert_string_equal(value, "100");
	(void)snprintf(bytes, sizeof(bytes), "/proc/%d/fd/20", (int)x->pid);
	assert_int_equal(access(bytes, F_OK), -1);
	if (CAGED) {
		look(x, "limits", "Max open files", value);
		assert_string_equal(value, "0");
		look(x, "status", "Seccomp:", value);
		assert_string_equal(value, "2");
		look(x, "status", "NoNewPrivs:", value);
		assert_string_equal(value, "1");
		look(x, "limits", "Max address space", value);
		assert_string_equal(value, "67108864");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    filter__a_file__one_line_of_json, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    filter__commands__facts_and_findings, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    filter__empty_and_binary__are_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    filter__output_of_any_kind__is_written, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    filter__worst_header__fits_the_line, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    filter__before_the_first_byte__is_shut_in, set_up,
		    tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
