/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The control socket's lines, and the caller's end against a server that says
 * exactly what a row tells it to.
 */
#include <sys/socket.h>
#include <sys/un.h>

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "spoolerd/control.h"

struct server {
	char		 dir[64], path[96];
	int		 listener;
	const char	*say;		/* NULL: say nothing */
	bool		 leave;		/* close at once after it */
	char		 heard[CONTROL_LINE];
	pthread_t	 thread;
};

static int
setup(void **state)
{
	struct server *s = calloc(1, sizeof(*s));
	struct sockaddr_un sun = { .sun_family = AF_UNIX };

	(void)snprintf(s->dir, sizeof(s->dir), "/tmp/test_control.XXXXXX");
	if (mkdtemp(s->dir) == NULL)
		return -1;
	(void)snprintf(s->path, sizeof(s->path), "%s/s", s->dir);
	memcpy(sun.sun_path, s->path, sizeof(s->path));
	s->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(s->listener, (struct sockaddr *)&sun, sizeof(sun)) == -1 ||
	    listen(s->listener, 1) == -1)
		return -1;
	*state = s;
	return 0;
}

static int
teardown(void **state)
{
	struct server *s = *state;

	if (s->listener != -1)
		(void)close(s->listener);
	(void)unlink(s->path);
	(void)rmdir(s->dir);
	free(s);
	return 0;
}

/* Serve one client: hear its line, say ours, wait until it leaves. */
static void *
serve(void *arg)
{
	struct server *s = arg;
	size_t used = 0;
	ssize_t n;
	char rest[256];
	int c;

	c = accept(s->listener, NULL, NULL);
	do {
		n = read(c, s->heard + used, sizeof(s->heard) - 1 - used);
		used += n > 0 ? (size_t)n : 0;
	} while (n > 0 && memchr(s->heard, '\n', used) == NULL);
	/* the caller may have heard enough already */
	if (s->say != NULL)
		(void)!send(c, s->say, strlen(s->say), MSG_NOSIGNAL);
	while (!s->leave && read(c, rest, sizeof(rest)) > 0)
		continue;
	(void)close(c);
	return NULL;
}

static json_t *
call(struct server *s, const char *say, bool leave, int timeout_ms,
    json_t **error)
{
	json_t *args = json_pack("[i, s]", 3, "pause"), *value;

	s->say = say;
	s->leave = leave;
	assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
	value = control_call(s->path, "order", args, NULL, timeout_ms, error);
	assert_int_equal(pthread_join(s->thread, NULL), 0);
	json_decref(args);
	return value;
}

static void
call__answer__is_returned(void **state)
{
	static const char *const good[] = {
		"[1,\"return\",{\"phase\":\"idle\"}]\n",
		"[null,\"event\",\"telemetry\",{}]\n"
		"[2,\"return\",{\"phase\":\"lost\"}]\n"
		"[1,\"return\",{\"phase\":\"idle\"}]\n",
	};
	struct server *s = *state;
	json_t *value, *error;
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		value = call(s, good[i], false, 10000, &error);
		assert_null(error);
		assert_string_equal(json_string_value(json_object_get(value,
		    "phase")), "idle");
		json_decref(value);
	}
	assert_string_equal(s->heard, "[1,\"order\",[3,\"pause\"],{}]\n");
}

/* Serve a caller after the other, a part of the fleet each. */
static void *
serve_parts(void *arg)
{
	static const char *const parts[] = {
		"[1,\"return\",{\"printers\":{\"1\":{}},\"next\":16}]\n",
		"[1,\"return\",{\"printers\":{\"2\":{}},\"next\":32}]\n",
		"[1,\"return\",{\"printers\":{\"3\":{}}}]\n",
	};
	static const char *const asked[] = {
		"[1,\"telemetry\",[0],{}]\n",
		"[1,\"telemetry\",[16],{}]\n",
		"[1,\"telemetry\",[32],{}]\n",
	};
	struct server *s = arg;
	size_t i;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		memset(s->heard, 0, sizeof(s->heard));
		s->say = parts[i];
		s->leave = false;
		(void)serve(s);
		if (strcmp(s->heard, asked[i]) != 0)
			return NULL;
	}
	return s;
}

static void
fleet__in_parts__is_whole(void **state)
{
	struct server *s = *state;
	json_t *value, *error;
	void *served;

	assert_int_equal(pthread_create(&s->thread, NULL, serve_parts, s), 0);
	value = control_fleet(s->path, NULL, 10000, &error);
	assert_int_equal(pthread_join(s->thread, &served), 0);
	assert_ptr_equal(served, s);
	assert_null(error);
	assert_int_equal(json_object_size(json_object_get(value, "printers")),
	    3);
	assert_null(json_object_get(value, "next"));
	json_decref(value);
}

/* A daemon that leads nowhere is not asked for ever. */
static void
fleet__the_same_again__ends(void **state)
{
	struct server *s = *state;
	json_t *value, *error;

	s->say = "[1,\"return\",{\"printers\":{\"1\":{}},\"next\":0}]\n";
	assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
	value = control_fleet(s->path, NULL, 10000, &error);
	assert_int_equal(pthread_join(s->thread, NULL), 0);
	assert_int_equal(json_object_size(json_object_get(value, "printers")),
	    1);
	json_decref(value);
}

static void
call__failures__are_told_apart(void **state)
{
	static const struct {
		const char	*say;
		bool		 leave;
		int		 timeout_ms;
		const char	*code;
	} rows[] = {
		{ "[1,\"error\",{\"error\":\"other-job\",\"message\":\"x\"}]"
		    "\n", false, 10000, "other-job" },
		{ "[1,\"error\",{\"error\":3}]\n", false, 10000, "broken" },
		{ "[1,\"error\",null]\n", false, 10000, "broken" },
		{ "[1,\"what\",{}]\n", false, 10000, "broken" },
		{ "[1]\n", false, 10000, "broken" },
		{ "{}\n", false, 10000, "broken" },
		{ "\n", false, 10000, "broken" },
		{ "no JSON\n", false, 10000, "broken" },
		{ "[1,\"return\",{}]", true, 10000, "no-daemon" },
		{ NULL, true, 10000, "no-daemon" },
		{ NULL, false, 10, "timeout" },
		{ "[null,\"event\",\"telemetry\",{}]\n", false, 10,
		    "timeout" },
	};
	json_t *value, *error;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		value = call(*state, rows[i].say, rows[i].leave,
		    rows[i].timeout_ms, &error);
		assert_null(value);
		assert_string_equal(json_string_value(json_object_get(error,
		    "error")), rows[i].code);
		assert_true(json_string_length(json_object_get(error,
		    "message")) > 0);
		json_decref(error);
	}
}

static void
call__answer_without_end__is_refused(void **state)
{
	char *say = malloc(CONTROL_LINE + 100);
	json_t *error;

	assert_non_null(say);
	memset(say, 'x', CONTROL_LINE + 99);
	say[CONTROL_LINE + 99] = '\0';
	assert_null(call(*state, say, false, 10000, &error));
	assert_string_equal(json_string_value(json_object_get(error,
	    "error")), "broken");
	json_decref(error);
	free(say);
}

static void
call__nobody_listens__no_daemon(void **state)
{
	struct server *s = *state;
	char longest[200];
	const char *paths[] = { s->path, "/nowhere/control.sock", longest };
	json_t *error;
	size_t i;

	memset(longest, 'p', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	(void)close(s->listener);
	s->listener = -1;
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		assert_null(control_call(paths[i], "help", NULL, NULL, 1000,
		    &error));
		assert_string_equal(json_string_value(json_object_get(error,
		    "error")), "no-daemon");
		json_decref(error);
	}
}

static void
call__request_too_long__is_refused(void **state)
{
	struct server *s = *state;
	char *text = calloc(1, CONTROL_LINE);
	json_t *args, *error;

	memset(text, 'x', CONTROL_LINE - 1);
	args = json_pack("[s]", text);
	assert_null(control_call(s->path, "help", args, NULL, 1000, &error));
	assert_string_equal(json_string_value(json_object_get(error,
	    "error")), "bad-request");
	json_decref(error);
	json_decref(args);
	free(text);
}

/* --- lines --- */

static void
next__lines_in_any_pieces__come_out_whole(void **state)
{
	static const char text[] = "[1]\n[2,\"a\"]\nnothing\n{}\n[3]\n";
	static const int firsts[] = { 1, 2, -1, -1, 3 };
	struct control_buffer b = { .used = 0 };
	size_t step, i;
	json_t *value;
	int lines;

	(void)state;
	for (step = 1; step <= sizeof(text) - 1; step++) {
		lines = 0;
		for (i = 0; i < sizeof(text) - 1; i++) {
			b.data[b.used++] = text[i];
			if ((i + 1) % step != 0 && i != sizeof(text) - 2)
				continue;
			while (control_next(&b, &value) == 1) {
				assert_int_equal(value == NULL ? -1 :
				    json_integer_value(json_array_get(value,
				    0)), firsts[lines++]);
				json_decref(value);
			}
		}
		assert_int_equal(lines, 5);
		assert_int_equal(b.used, 0);
	}
}

static void
next__longest_line__fits(void **state)
{
	struct control_buffer *b = calloc(1, sizeof(*b));
	json_t *value;

	(void)state;
	memset(b->data, ' ', sizeof(b->data));
	b->data[0] = '[';
	b->data[CONTROL_LINE - 2] = ']';
	b->used = CONTROL_LINE - 1;
	assert_int_equal(control_next(b, &value), 0);
	b->data[b->used++] = '\n';
	assert_int_equal(control_next(b, &value), 1);
	assert_true(json_is_array(value));
	json_decref(value);
	memset(b->data, '[', sizeof(b->data));
	b->used = CONTROL_LINE;
	assert_int_equal(control_next(b, &value), -1);
	free(b);
}

static void
next__hostile_line__is_none(void **state)
{
	static const char *const rows[] = {
		"[\"\\ud800\"]\n", "[\"\\u0000\"]\n", "[\"\xff\"]\n",
		"[1e999]\n", "[1\n", "\"text\"\n", "[] []\n",
	};
	struct control_buffer b;
	json_t *value;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		b.used = strlen(rows[i]);
		memcpy(b.data, rows[i], b.used);
		assert_int_equal(control_next(&b, &value), 1);
		assert_null(value);
	}
	/* deeper than any stack */
	memset(b.data, '[', sizeof(b.data));
	b.data[CONTROL_LINE - 1] = '\n';
	b.used = CONTROL_LINE;
	assert_int_equal(control_next(&b, &value), 1);
	assert_null(value);
}

static void
line__boundary__is_exact(void **state)
{
	char *text = calloc(1, CONTROL_LINE), *line;
	json_t *value;
	size_t length;

	(void)state;
	/* ["..."] and a newline are five bytes */
	memset(text, 'x', CONTROL_LINE - 5);
	value = json_pack("[s]", text);
	line = control_line(value, &length);
	assert_non_null(line);
	assert_int_equal(length, CONTROL_LINE);
	assert_int_equal(line[length - 1], '\n');
	free(line);
	json_decref(value);
	text[CONTROL_LINE - 5] = 'x';
	value = json_pack("[s]", text);
	assert_null(control_line(value, &length));
	json_decref(value);
	free(text);
}

static void
line__newline_in_a_string__stays_one_line(void **state)
{
	json_t *value = json_pack("[s, f]", "a\nb", 21.1);
	size_t length;
	char *line = control_line(value, &length);

	(void)state;
	assert_string_equal(line, "[\"a\\nb\",21.1]\n");
	free(line);
	json_decref(value);
	assert_null(control_line(NULL, &length));
}

#define T(test)		cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(call__answer__is_returned),
		T(fleet__in_parts__is_whole),
		T(fleet__the_same_again__ends),
		T(call__failures__are_told_apart),
		T(call__answer_without_end__is_refused),
		T(call__nobody_listens__no_daemon),
		T(call__request_too_long__is_refused),
		cmocka_unit_test(next__lines_in_any_pieces__come_out_whole),
		cmocka_unit_test(next__longest_line__fits),
		cmocka_unit_test(next__hostile_line__is_none),
		cmocka_unit_test(line__boundary__is_exact),
		cmocka_unit_test(line__newline_in_a_string__stays_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
