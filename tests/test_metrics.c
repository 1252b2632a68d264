/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The exposition, and who may read it.  The request and the daemon are this
 * file's own.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/daemon.h"
#include "cgi/metrics.h"
#include "tests/lab.h"

static const char *remote;	/* REMOTE_ADDR */
static json_t *telemetry;	/* what the daemon says; NULL: it is down */
static char *answered;
static enum refusal refused;

/* --- what metrics.c asks of others ---------------------------------------- */

const char *
http_variable(const struct http *h, const char *name)
{
	(void)h;
	return strcmp(name, "REMOTE_ADDR") == 0 ? remote : NULL;
}

void
http_text(struct http *h, int status, const char *text)
{
	(void)h;
	assert_int_equal(status, 200);
	free(answered);
	answered = strdup(text);
}

void
http_refuse(struct http *h, enum refusal refusal, const char *detail)
{
	(void)h;
	(void)detail;
	refused = refusal;
}

bool
http_good(struct http *h, enum spool_result result)
{
	(void)h;
	return result == SPOOL_OK;
}

json_t *
daemon_telemetry(const struct http *h)
{
	(void)h;
	return json_incref(telemetry);
}

json_t *
daemon_live(const json_t *of, int64_t printer)
{
	char key[24];

	(void)snprintf(key, sizeof(key), "%d", (int)printer);
	return json_object_get(of, key);
}

/* -------------------------------------------------------------------------- */

static const char *
ask(struct lab *lab, unsigned int rights, const char *from)
{
	struct http h = { .spool = lab->spool, .dir = lab->dir,
	    .access = { .rights = rights } };

	free(answered);
	answered = NULL;
	refused = REFUSAL_NONE;
	remote = from;
	metrics_get(&h);
	return answered;
}

static bool
has(const char *text, const char *line)
{
	char *found = strstr(text, line);

	return found != NULL && (found == text || found[-1] == '\n') &&
	    found[strlen(line)] == '\n';
}

static void
metrics__right_or_loopback__answered(void **state)
{
	static const struct {
		unsigned int	 rights;
		const char	*from;
		bool		 good;
	} rows[] = {
		{ PERSON_SEE, "192.0.2.1", true },
		{ PERSON_SEE, NULL, true },
		{ 0, "127.0.0.1", true },
		{ 0, "::1", true },
		{ 0, "192.0.2.1", false },
		{ 0, "127.0.0.1, 192.0.2.1", false },
		{ 0, NULL, false },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(ask(*state, rows[i].rights, rows[i].from) !=
		    NULL, rows[i].good);
		assert_int_equal(refused, rows[i].good ? REFUSAL_NONE :
		    REFUSAL_NO_RIGHT);
	}
}

static void
metrics__daemon_up__all_it_says(void **state)
{
	struct lab *lab = *state;
	const char *text;
	int64_t job = lab_submit(lab, lab->printer.id);

	(void)lab_submit(lab, lab->printer.id);
	assert_int_equal(job_cancel(lab->spool, job, "alice"), SPOOL_OK);
	telemetry = json_pack("{s:{s:b, s:f, s:f, s:n, s:n, s:I, s:I, s:I, "
	    "s:I, s:I, s:I, s:f, s:i}}", "1", "connected", 1, "hotend", 210.4,
	    "hotend_target", 210.0, "bed", "bed_target", "resends",
	    (json_int_t)3, "timeouts", (json_int_t)1, "commands",
	    (json_int_t)10, "commands_total", (json_int_t)6600, "printed_ms",
	    (json_int_t)61500, "starved_ms", (json_int_t)2500,
	    "lines_per_second", 41.5, "window", 3);
	assert_non_null(telemetry);
	text = ask(lab, PERSON_SEE, NULL);
	assert_non_null(text);
#define LINE(name, labels, value)	assert_true(has(text, \
	    "connectprint_" name "{printer=\"dagoma-1\"" labels "} " value))
	assert_true(has(text, "connectprint_up 1"));
	LINE("printer_state", ",state=\"free\"", "1");
	LINE("printer_state", ",state=\"offline\"", "0");
	LINE("printer_temperature_celsius", ",sensor=\"hotend\"", "210.4");
	LINE("printer_target_celsius", ",sensor=\"hotend\"", "210");
	LINE("printer_resends_total", "", "3");
	LINE("printer_timeouts_total", "", "1");
	LINE("printer_starved_seconds_total", "", "2.5");
	LINE("printer_lines_per_second", "", "41.5");
	LINE("printer_window_lines", "", "3");
	LINE("job_commands", "", "6600");
	LINE("job_commands_done", "", "10");
	LINE("job_printed_seconds", "", "61.5");
	assert_true(has(text, "connectprint_jobs{state=\"queued\"} 1"));
	assert_true(has(text, "connectprint_jobs{state=\"cancelled\"} 1"));
	assert_true(has(text, "connectprint_jobs{state=\"failed\"} 0"));
	assert_true(has(text, "connectprint_files_kept 1"));
	assert_true(has(text, "connectprint_files_bytes 10"));
	assert_null(strstr(text, "sensor=\"bed\""));
	assert_null(strstr(text, "connectprint_disk_bytes 0\n"));
	json_decref(telemetry);
	telemetry = NULL;
}

static void
metrics__daemon_down__says_so(void **state)
{
	const char *text = ask(*state, PERSON_SEE, NULL);

	assert_non_null(text);
	assert_true(has(text, "connectprint_up 0"));
	LINE("printer_state", ",state=\"offline\"", "1");
	assert_null(strstr(text, "celsius{"));
}

/* Every line is of the format's grammar, and a family's lines come behind its
 * HELP and TYPE. */
static void
metrics__each_line__of_the_format(void **state)
{
	static const char grammar[] = "^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+"
	    "(\\{[a-z]+=\"[a-z0-9-]+\"(,[a-z]+=\"[a-z0-9-]+\")*\\})?"
	    " [-+0-9.e]+)$";
	char family[64] = "", *line, *rest = NULL, *text;
	regex_t re;

	assert_int_equal(regcomp(&re, grammar, REG_EXTENDED | REG_NOSUB), 0);
	assert_non_null(ask(*state, PERSON_SEE, NULL));
	text = answered;
	assert_int_equal(text[strlen(text) - 1], '\n');
	for (line = strtok_r(text, "\n", &rest); line != NULL;
	    line = strtok_r(NULL, "\n", &rest)) {
		assert_int_equal(regexec(&re, line, 0, NULL, 0), 0);
		if (line[0] == '#')
			assert_int_equal(sscanf(line, "# %*s %63s", family),
			    1);
		else
			assert_memory_equal(line, family, strlen(family));
	}
	regfree(&re);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, lab_set_up, lab_tear_down)
		T(metrics__right_or_loopback__answered),
		T(metrics__daemon_up__all_it_says),
		T(metrics__daemon_down__says_so),
		T(metrics__each_line__of_the_format),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	free(answered);
	return failed;
}
