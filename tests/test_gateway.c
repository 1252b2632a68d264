/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The live gateway as a program: WebSockets on one side, and on the other a
 * daemon that is this test.
 */
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cgi/refusal.h"
#include "spoolerd/control.h"
#include "sql/account.h"
#include "sql/instant.h"
#include "sql/login.h"
#include "sql/policy.h"
#include "tests/lab.h"
#include "tests/spectator.h"

#define WAIT_MS		20000	/* never reached but by a failure */
#define PAGE		"Origin: http://lab\r\n"

struct fixture {
	struct lab		*lab;
	char			 program[PATH_MAX], sessions[128];
	char			 live[128], control[128];
	int			 listener;	/* of the gateway */
	int			 daemon;	/* of the control socket */
	int			 peer;		/* the gateway's call to us */
	struct control_buffer	 in;
	pid_t			 gateway;
};

static int
listen_at(const char *path)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(sun.sun_path, sizeof(sun.sun_path), "%.100s", path);
	(void)unlink(path);
	assert_int_equal(bind(s, (struct sockaddr *)&sun, sizeof(sun)), 0);
	assert_int_equal(listen(s, 128), 0);
	return s;
}

static void
start_gateway(struct fixture *f)
{
	f->gateway = fork();
	if (f->gateway != 0)
		return;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)dup2(f->listener, STDIN_FILENO);
	(void)execl(f->program, "live", "--spool", f->lab->path, "--control",
	    f->control, "--sessions", f->sessions, (char *)NULL);
	_exit(127);
}

/* A line that the gateway says to the daemon, "" at the end of time. */
static json_t *
daemon_hears(struct fixture *f)
{
	struct pollfd pfd = { .fd = f->peer, .events = POLLIN };
	json_t *line = NULL;
	ssize_t n;

	while (control_next(&f->in, &line) != 1) {
		assert_int_equal(poll(&pfd, 1, WAIT_MS), 1);
		n = recv(f->peer, f->in.data + f->in.used,
		    sizeof(f->in.data) - f->in.used, 0);
		assert_true(n > 0);
		f->in.used += (size_t)n;
	}
	assert_non_null(line);
	return line;
}

static void
daemon_says(const struct fixture *f, const char *line)
{
	size_t n = strlen(line);

	assert_int_equal(send(f->peer, line, n, MSG_NOSIGNAL), (ssize_t)n);
}

/* It subscribes, once. */
static void
daemon_accepts(struct fixture *f)
{
	struct pollfd pfd = { .fd = f->daemon, .events = POLLIN };
	json_t *line;

	assert_int_equal(poll(&pfd, 1, WAIT_MS), 1);
	f->peer = accept(f->daemon, NULL, NULL);
	assert_int_not_equal(f->peer, -1);
	f->in.used = 0;
	line = daemon_hears(f);
	assert_string_equal(json_string_value(json_array_get(line, 1)),
	    "set_monitor");
	json_decref(line);
	daemon_says(f, "[0,\"return\",{}]\n");
}

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct person bob = { .name = "bob", .role = PERSON_USER };
	ssize_t n;
	int i;

	n = readlink("/proc/self/exe", f->program, sizeof(f->program) - 20);
	if (n == -1)
		return -1;
	for (i = 0; i < 2; i++)
		*strrchr(f->program, '/') = '\0';
	(void)strcat(f->program, "/bin/live");
	if (lab_set_up((void **)&f->lab) != 0)
		return -1;
	(void)snprintf(f->sessions, sizeof(f->sessions), "%s/session.db",
	    f->lab->dir);
	(void)snprintf(f->live, sizeof(f->live), "%s/live", f->lab->dir);
	(void)snprintf(f->control, sizeof(f->control), "%s/control",
	    f->lab->dir);
	assert_int_equal(login_attach(f->lab->spool, f->sessions), SPOOL_OK);
	assert_int_equal(account_add(f->lab->spool, &bob, "", 0, "admin"),
	    SPOOL_OK);
	f->listener = listen_at(f->live);
	f->daemon = listen_at(f->control);
	start_gateway(f);
	daemon_accepts(f);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	if (f->gateway != 0) {
		(void)kill(f->gateway, SIGKILL);
		(void)waitpid(f->gateway, NULL, 0);
	}
	(void)close(f->listener);
	(void)close(f->daemon);
	(void)close(f->peer);
	(void)lab_tear_down((void **)&f->lab);
	free(f);
	return 0;
}

/* One who looks on; in two cases out of three as a page does. */
static struct spectator
visit(const struct fixture *f, const char *headers)
{
	struct spectator s;

	assert_int_equal(spectator_open(&s, f->live, 0, headers), 101);
	return s;
}

static struct spectator
watch(const struct fixture *f, const char *headers)
{
	struct spectator s = visit(f, headers);

	assert_true(spectator_say(&s, "[1,\"set_monitor\",[true]]"));
	assert_string_equal(spectator_next(&s), "[1,\"return\",{}]");
	assert_string_equal(spectator_next(&s),
	    "[null,\"event\",\"daemon\",{\"live\":true}]");
	return s;
}

static void
cookie_of(struct fixture *f, char headers[256])
{
	const struct login_from from = { "192.0.2.1", "a browser" };
	char token[LOGIN_TOKEN_SIZE];
	struct account a;

	assert_int_equal(account_by_name(f->lab->spool, "bob", &a), SPOOL_OK);
	assert_int_equal(login_begin(f->lab->spool, a.person.id, &from,
	    instant_now(), token), SPOOL_OK);
	(void)snprintf(headers, 256, PAGE "Cookie: x=y; connectprint=%s\r\n",
	    token);
}

/* The connection ends with this code and reason. */
static void
expect_end(struct spectator *s, int code, const char *reason)
{
	while (spectator_next(s) != NULL)
		continue;
	assert_int_equal(s->code, code);
	assert_string_equal(s->reason, reason);
	spectator_close(s);
}

/* --- who comes in --- */

static void
open__any_head__answered_as_http_would(void **state)
{
	static char long_key[1000] = "X-Api-Key: ";
	static const struct {
		const char	*headers;
		int		 status;
	} rows[] = {
		{ "", 101 },
		{ PAGE, 101 },
		{ "Sec-Fetch-Site: same-origin\r\n", 101 },
		{ "Origin: http://evil.example\r\n", 403 },
		{ "Origin: null\r\n", 403 },
		{ "Sec-Fetch-Site: cross-site\r\n", 403 },
		{ "X-Api-Key: wrong\r\n", 401 },
		{ "X-Api-Key:\r\n", 101 },
		{ long_key, 401 },
		/* a session that is over is a visitor's */
		{ PAGE "Cookie: connectprint=00000000000000000000000000000000"
		    "00000000000000000000000000000000\r\n", 101 },
	};
	struct fixture *f = *state;
	struct spectator s;
	size_t i;

	memset(long_key + 11, 'k', 900);
	(void)strcpy(long_key + 911, "\r\n");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (spectator_open(&s, f->live, 0, rows[i].headers) !=
		    rows[i].status)
			fail_msg("row %zu", i);
		spectator_close(&s);
	}
}

static void
open__cookie_of_nobodys_page__is_refused(void **state)
{
	struct fixture *f = *state;
	char headers[256];
	struct spectator s;

	cookie_of(f, headers);
	assert_int_equal(spectator_open(&s, f->live, 0,
	    headers + sizeof(PAGE) - 1), 403);
	assert_int_equal(spectator_open(&s, f->live, 0, headers), 101);
	spectator_close(&s);
}

/* Where nginx looks who it is, no cookie counts, and nobody has no name. */
static void
open__named_by_nginx__is_that_person(void **state)
{
	static const struct {
		const char	*headers;
		int		 status;
	} rows[] = {
		{ "X-Connectprint-Auth: nginx\r\n", 401 },
		{ "X-Connectprint-Auth: nginx\r\n"
		    "X-Connectprint-User: bob\r\n" PAGE, 101 },
		{ "X-Connectprint-Auth: nginx\r\nX-Api-Key: wrong\r\n"
		    "X-Connectprint-User: bob\r\n", 401 },
		/* over HTTPS a page of ours came over HTTPS, too */
		{ "X-Connectprint-Https: on\r\n" PAGE, 403 },
		{ "X-Connectprint-Https: on\r\n"
		    "Origin: https://lab\r\n", 101 },
	};
	struct fixture *f = *state;
	struct spectator s;
	json_t *line;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (spectator_open(&s, f->live, 0, rows[i].headers) !=
		    rows[i].status)
			fail_msg("row %zu", i);
		spectator_close(&s);
	}
	s = visit(f, rows[1].headers);
	assert_true(spectator_say(&s, "[1,\"wake\"]"));
	line = daemon_hears(f);
	assert_string_equal(json_string_value(json_object_get(json_array_get(
	    line, 3), "as")), "bob");
	json_decref(line);
	spectator_close(&s);
}

static void
open__more_than_the_policies_allow__are_turned_away(void **state)
{
	struct fixture *f = *state;
	struct spectator s[4], one_more;
	int i;

	assert_int_equal(policy_set(f->lab->spool, POLICY_LIVE_ADDRESS, 2,
	    "admin"), SPOOL_OK);
	assert_int_equal(policy_set(f->lab->spool, POLICY_LIVE_TOTAL, 4,
	    "admin"), SPOOL_OK);
	for (i = 0; i < 4; i++)
		s[i] = visit(f, i < 2 ? "X-Real-IP: 192.0.2.1\r\n" :
		    "X-Real-IP: 192.0.2.2\r\n");
	assert_int_equal(spectator_open(&one_more, f->live, 0,
	    "X-Real-IP: 192.0.2.1\r\n"), 429);
	assert_int_equal(spectator_open(&one_more, f->live, 0,
	    "X-Real-IP: 192.0.2.3\r\n"), 429);
	/* a place that was left is free: ask until it was noticed */
	spectator_close(&s[0]);
	while (spectator_open(&one_more, f->live, 0,
	    "X-Real-IP: 192.0.2.1\r\n") == 429)
		continue;
	assert_true(spectator_say(&one_more, "[1,\"set_monitor\",[true]]"));
	assert_non_null(spectator_next(&one_more));
	spectator_close(&one_more);
	for (i = 1; i < 4; i++)
		spectator_close(&s[i]);
}

/* --- what is said --- */

static void
frame__malformed__answered_with_an_error(void **state)
{
	static const struct {
		const char	*frame, *answer;
	} rows[] = {
		{ "", "[null,\"error\",{\"error\":\"bad-request\"," },
		{ "{", "[null,\"error\"" },
		{ "{}", "[null,\"error\"" },
		{ "[]", "[null,\"error\"" },
		{ "[7]", "[7,\"error\",{\"error\":\"bad-request\"," },
		{ "[7,7]", "[7,\"error\"" },
		{ "[7,\"wake\",{}]", "[7,\"error\"" },
		{ "[7,\"wake\",[],[]]", "[7,\"error\"" },
		{ "[7,\"wake\",[],{},1]", "[7,\"error\"" },
		{ "[[[[[[[[", "[null,\"error\"" },
		{ "[{},\"wake\"]", "[null,\"error\"" },
		{ "[null,\"wake\"]", "[null,\"error\"" },
		{ "[\"a\",\"set_monitor\",[1]]", "[\"a\",\"error\"" },
		{ "[8,\"order\",[1,\"dance\"]]", "[8,\"error\"" },
		{ "\xff\xfe", "[null,\"error\"" },
	};
	struct fixture *f = *state;
	struct spectator s = visit(f, PAGE);
	const char *got;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_true(spectator_say(&s, rows[i].frame));
		got = spectator_next(&s);
		if (got == NULL || strncmp(got, rows[i].answer,
		    strlen(rows[i].answer)) != 0)
			fail_msg("row %zu: %s", i, got);
	}
	spectator_close(&s);
}

static void
frame__refused__in_the_readers_language(void **state)
{
	struct fixture *f = *state;
	struct spectator s = visit(f, "Accept-Language: fr\r\n");

	assert_true(spectator_say(&s, "?"));
	assert_non_null(strstr(spectator_next(&s),
	    refusal_sentence(REFUSAL_BAD_REQUEST, REFUSAL_FRENCH)));
	spectator_close(&s);
}

static void
frame__in_parts__is_one(void **state)
{
	struct fixture *f = *state;
	struct spectator s = visit(f, PAGE);
	char *text = calloc(1, 40000);

	assert_true(spectator_send(&s, SPECTATOR_TEXT, false, "[3,\"set_", 8));
	assert_true(spectator_send(&s, SPECTATOR_MORE, false, "monitor\"",
	    8));
	assert_true(spectator_send(&s, SPECTATOR_MORE, true, ",[true]]", 8));
	assert_string_equal(spectator_next(&s), "[3,\"return\",{}]");
	/* and a long one, that comes in pieces by itself */
	(void)strcpy(text, "[4,\"set_monitor\",[true]");
	memset(text + strlen(text), ' ', 39000);
	text[39000] = ']';
	text[39001] = '\0';
	assert_true(spectator_say(&s, text));
	assert_non_null(spectator_find(&s, "[4,\"return\",{}]"));
	free(text);
	spectator_close(&s);
}

static void
frame__too_long__cut_off_and_told(void **state)
{
	struct fixture *f = *state;
	struct spectator s = visit(f, PAGE);
	char *text = malloc(CONTROL_LINE);

	memset(text, ' ', CONTROL_LINE);
	/* it may be cut off before all of it was sent */
	(void)spectator_send(&s, SPECTATOR_TEXT, true, text, CONTROL_LINE);
	expect_end(&s, 1009, "too-long");
	free(text);
}

static void
call__whoever_they_say_to_be__made_as_who_they_are(void **state)
{
	struct fixture *f = *state;
	struct spectator s = visit(f, PAGE);
	json_t *line, *kwargs;

	assert_true(spectator_say(&s, "[\"q\",\"adopt\",[\"/dev/x\"],"
	    "{\"as\":\"root\",\"role\":\"admin\",\"open_lab\":true,"
	    "\"name\":\"n\"}]"));
	line = daemon_hears(f);
	kwargs = json_array_get(line, 3);
	assert_string_equal(json_string_value(json_object_get(kwargs, "as")),
	    "visitor");
	assert_string_equal(json_string_value(json_object_get(kwargs,
	    "role")), "visitor");
	assert_true(json_is_false(json_object_get(kwargs, "open_lab")));
	assert_string_equal(json_string_value(json_object_get(kwargs,
	    "name")), "n");
	json_decref(line);
	spectator_close(&s);
}

static void
call__two_viewers__each_gets_its_answer(void **state)
{
	struct fixture *f = *state;
	struct spectator a = visit(f, PAGE), b = visit(f, "");
	char answer[64];
	json_t *line[2];
	int i;

	assert_true(spectator_say(&a, "[5,\"telemetry\"]"));
	line[0] = daemon_hears(f);
	assert_true(spectator_say(&b, "[\"five\",\"telemetry\"]"));
	line[1] = daemon_hears(f);
	for (i = 1; i >= 0; i--) {	/* the other way round */
		(void)snprintf(answer, sizeof(answer),
		    "[%d,\"return\",{\"who\":%d}]\n",
		    (int)json_integer_value(json_array_get(line[i], 0)), i);
		daemon_says(f, answer);
		json_decref(line[i]);
	}
	assert_string_equal(spectator_next(&a), "[5,\"return\",{\"who\":0}]");
	assert_string_equal(spectator_next(&b),
	    "[\"five\",\"return\",{\"who\":1}]");
	spectator_close(&a);
	spectator_close(&b);
}

static void
call__too_many_without_an_answer__busy(void **state)
{
	struct fixture *f = *state;
	struct spectator s = visit(f, PAGE), other = visit(f, PAGE);
	const char *got;
	int i;

	for (i = 0; i < 17; i++)
		assert_true(spectator_say(&s, "[1,\"telemetry\"]"));
	got = spectator_next(&s);
	assert_non_null(strstr(got, "\"busy\""));
	/* others are not in its way */
	assert_true(spectator_say(&other, "[1,\"wake\"]"));
	for (i = 0; i < 17; i++)
		json_decref(daemon_hears(f));
	spectator_close(&s);
	spectator_close(&other);
}

static void
order__another_persons_job__never_reaches_the_daemon(void **state)
{
	struct fixture *f = *state;
	int64_t job = lab_submit(f->lab, f->lab->printer.id);
	char headers[256], order[128];
	struct spectator s;
	json_t *line;

	cookie_of(f, headers);
	s = visit(f, headers);
	(void)snprintf(order, sizeof(order), "[1,\"order\",[1,\"stop\",%d]]",
	    (int)job);
	assert_true(spectator_say(&s, order));
	assert_non_null(strstr(spectator_next(&s), "\"no-right\""));
	assert_true(spectator_say(&s, "[2,\"order\",[1,\"reset\"]]"));
	assert_non_null(strstr(spectator_next(&s), "\"no-right\""));
	assert_true(spectator_say(&s, "[3,\"order\",[1,\"emergency\"]]"));
	line = daemon_hears(f);
	assert_string_equal(json_string_value(json_array_get(json_array_get(
	    line, 2), 1)), "emergency");
	assert_string_equal(json_string_value(json_object_get(json_array_get(
	    line, 3), "as")), "bob");
	json_decref(line);
	spectator_close(&s);
}

/* --- what is seen --- */

static void
monitor__telemetry__reaches_all_who_watch(void **state)
{
	struct fixture *f = *state;
	struct spectator a = watch(f, PAGE), b = watch(f, ""), c;

	daemon_says(f, "[null,\"event\",\"telemetry\",{\"printers\":"
	    "{\"1\":{\"job\":12,\"age_ms\":0}}}]\n");
	assert_non_null(strstr(spectator_next(&a),
	    "\"printers\":{\"1\":{\"job\":12,"));
	assert_non_null(strstr(spectator_next(&b),
	    "\"printers\":{\"1\":{\"job\":12,"));
	/* who comes later sees it at once */
	c = watch(f, "");
	assert_non_null(strstr(spectator_next(&c), "\"job\":12"));
	spectator_close(&a);
	spectator_close(&b);
	spectator_close(&c);
}

static void
monitor__records__each_in_order(void **state)
{
	struct fixture *f = *state;
	struct spectator s = watch(f, PAGE);
	char line[128];
	int i;

	for (i = 0; i < 20; i++) {
		(void)snprintf(line, sizeof(line),
		    "[null,\"event\",\"record\",{\"event\":%d}]\n", i);
		daemon_says(f, line);
	}
	for (i = 0; i < 20; i++) {
		(void)snprintf(line, sizeof(line),
		    "[null,\"event\",\"record\",{\"event\":%d}]", i);
		assert_string_equal(spectator_next(&s), line);
	}
	spectator_close(&s);
}

/* The daemon says what printer 1 does; one who keeps up sees it. */
static void
tell_job(const struct fixture *f, struct spectator *s, int job)
{
	char line[128];

	(void)snprintf(line, sizeof(line), "[null,\"event\",\"telemetry\","
	    "{\"printers\":{\"1\":{\"job\":%d,\"age_ms\":0}}}]\n", job);
	daemon_says(f, line);
	(void)snprintf(line, sizeof(line), "\"job\":%d,", job);
	assert_non_null(spectator_find(s, line));
}

/* Telemetry goes on behind a ping that was answered; behind one that was not,
 * for a second and no longer.  A record comes even then. */
static void
monitor__pings__only_who_answers_sees_more(void **state)
{
	struct fixture *f = *state;
	struct spectator s = watch(f, PAGE), mute = watch(f, "");
	const char *got;
	int i;

	mute.mute = true;
	for (i = 0; s.pings < 3; i++) {
		tell_job(f, &s, i);
		assert_true(spectator_read(&mute));
		while (spectator_take(&mute) != NULL)
			continue;
	}
	assert_int_equal(mute.pings, 1);
	tell_job(f, &s, -7);
	daemon_says(f, "[null,\"event\",\"record\",{\"event\":1}]\n");
	do {
		got = spectator_next(&mute);
		assert_non_null(got);
		assert_null(strstr(got, "\"job\":-7"));
	} while (strstr(got, "\"record\"") == NULL);
	spectator_close(&s);
	spectator_close(&mute);
}

/* One who never reads does not keep the others waiting, and hears why it was
 * cut off when it reads again. */
static void
monitor__who_does_not_read_records__cut_off_and_told(void **state)
{
	struct fixture *f = *state;
	struct spectator slow = watch(f, PAGE), quick = watch(f, "");
	char line[2048];
	int i;

	for (i = 0; i < 2000; i++) {
		(void)snprintf(line, sizeof(line), "[null,\"event\","
		    "\"record\",{\"event\":%d,\"why\":\"%01000d\"}]\n", i, 0);
		daemon_says(f, line);
		(void)snprintf(line, sizeof(line), "{\"event\":%d,", i);
		assert_non_null(strstr(spectator_next(&quick), line));
	}
	expect_end(&slow, 4008, "too-slow");
	spectator_close(&quick);
}

/* --- the end --- */

static void
daemon__dies_and_comes_back__viewers_stay_and_hear_of_it(void **state)
{
	struct fixture *f = *state;
	struct spectator s = watch(f, PAGE);

	daemon_says(f, "[null,\"event\",\"telemetry\",{\"printers\":"
	    "{\"1\":{\"job\":12,\"age_ms\":0}}}]\n");
	assert_non_null(spectator_find(&s, "\"job\":12"));
	assert_true(spectator_say(&s, "[9,\"telemetry\"]"));
	json_decref(daemon_hears(f));
	(void)close(f->peer);
	assert_non_null(strstr(spectator_next(&s), "[9,\"error\","
	    "{\"error\":\"no-daemon\""));
	assert_string_equal(spectator_next(&s),
	    "[null,\"event\",\"daemon\",{\"live\":false}]");
	assert_non_null(strstr(spectator_next(&s),
	    "\"printers\":{\"1\":null}"));
	assert_true(spectator_say(&s, "[10,\"telemetry\"]"));
	assert_non_null(spectator_find(&s, "[10,"));
	daemon_accepts(f);
	assert_non_null(spectator_find(&s,
	    "[null,\"event\",\"daemon\",{\"live\":true}]"));
	daemon_says(f, "[null,\"event\",\"telemetry\",{\"printers\":"
	    "{\"1\":{\"job\":13,\"age_ms\":0}}}]\n");
	assert_non_null(spectator_find(&s, "\"job\":13"));
	spectator_close(&s);
}

static void
session__over__so_is_the_line(void **state)
{
	struct fixture *f = *state;
	char headers[256], token[LOGIN_TOKEN_SIZE];
	struct spectator s, visitor = watch(f, PAGE);

	cookie_of(f, headers);
	s = watch(f, headers);
	(void)snprintf(token, sizeof(token), "%s",
	    strstr(headers, "connectprint=") + 13);
	assert_int_equal(login_end(f->lab->spool, token), SPOOL_OK);
	expect_end(&s, 4001, "session-over");
	/* nothing changed for a visitor, until the lab is opened */
	assert_true(spectator_say(&visitor, "[2,\"set_monitor\",[true]]"));
	assert_non_null(spectator_find(&visitor, "[2,\"return\""));
	assert_int_equal(policy_set(f->lab->spool, POLICY_OPEN_LAB, 1,
	    "admin"), SPOOL_OK);
	expect_end(&visitor, 4001, "session-over");
}

static void
role__changed__so_ends_the_line(void **state)
{
	struct fixture *f = *state;
	const struct account_change change = { .set_role = true,
	    .role = PERSON_OPERATOR };
	enum account_clash clash;
	char headers[256];
	struct spectator s;

	cookie_of(f, headers);
	s = watch(f, headers);
	assert_int_equal(account_change(f->lab->spool, "bob", &change,
	    "admin", &clash), SPOOL_OK);
	expect_end(&s, 4001, "session-over");
}

static void
gateway__told_to_end__tells_its_viewers(void **state)
{
	struct fixture *f = *state;
	struct spectator s = watch(f, PAGE);
	int status;

	(void)kill(f->gateway, SIGTERM);
	expect_end(&s, 1001, "ending");
	assert_int_equal(waitpid(f->gateway, &status, 0), f->gateway);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	f->gateway = 0;
}

static void
gateway__killed__the_next_one_serves(void **state)
{
	struct fixture *f = *state;
	struct spectator s = watch(f, PAGE);

	(void)kill(f->gateway, SIGKILL);
	(void)waitpid(f->gateway, NULL, 0);
	assert_null(spectator_next(&s));
	spectator_close(&s);
	(void)close(f->peer);
	start_gateway(f);
	daemon_accepts(f);
	s = visit(f, PAGE);
	assert_true(spectator_say(&s, "[1,\"set_monitor\",[true]]"));
	assert_string_equal(spectator_next(&s), "[1,\"return\",{}]");
	spectator_close(&s);
}

#define T(test)		cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(open__any_head__answered_as_http_would),
		T(open__cookie_of_nobodys_page__is_refused),
		T(open__named_by_nginx__is_that_person),
		T(open__more_than_the_policies_allow__are_turned_away),
		T(frame__malformed__answered_with_an_error),
		T(frame__refused__in_the_readers_language),
		T(frame__in_parts__is_one),
		T(frame__too_long__cut_off_and_told),
		T(call__whoever_they_say_to_be__made_as_who_they_are),
		T(call__two_viewers__each_gets_its_answer),
		T(call__too_many_without_an_answer__busy),
		T(order__another_persons_job__never_reaches_the_daemon),
		T(monitor__telemetry__reaches_all_who_watch),
		T(monitor__records__each_in_order),
		T(monitor__pings__only_who_answers_sees_more),
		T(monitor__who_does_not_read_records__cut_off_and_told),
		T(daemon__dies_and_comes_back__viewers_stay_and_hear_of_it),
		T(session__over__so_is_the_line),
		T(role__changed__so_ends_the_line),
		T(gateway__told_to_end__tells_its_viewers),
		T(gateway__killed__the_next_one_serves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
