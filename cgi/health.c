/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the lab does.  A check is a row with a function; what it says is a code
 * and numbers, for which the page has the words.  `connectprint doctor` looks
 * at more: what only the machine's administrator can see, or mend.
 */
#include <sys/statvfs.h>
#include <sys/sysinfo.h>

#include <stdlib.h>
#include <string.h>

#include "cgi/daemon.h"
#include "cgi/health.h"
#include "cgi/object.h"
#include "sql/archive.h"
#include "sql/census.h"
#include "sql/content.h"
#include "sql/event.h"
#include "sql/instant.h"
#include "sql/policy.h"
#include "sql/snapshot.h"
#include "sql/trace.h"
#include "sql/version.h"

#define AHEAD_MS	300000	/* an event may be so much in the future */
#define NEXT_MOST	20	/* files that are named */

enum verdict { GOOD, DOUBTFUL, BAD };

struct visit {
	struct http	*h;
	json_t		*about;		/* of the daemon, or NULL */
	json_t		*telemetry;	/* or NULL */
};

/* *more may become an object of values for the sentence. */
typedef enum verdict (check)(struct visit *, json_t **more);

static check	 check_daemon, check_spool, check_disk, check_clock,
    check_printers, check_encrypted;
static json_t	*run_checks(struct visit *);
static json_t	*object_disk(struct http *);
static json_t	*object_uptime(void);
static bool	 is_local(const char *);
static json_t	*object_plan(const struct archive_file *, int);

static const struct {
	const char	*name;
	check		*look;
} checks[] = {
	{ "daemon",	check_daemon },
	{ "printers",	check_printers },
	{ "spool",	check_spool },
	{ "disk",	check_disk },
	{ "clock",	check_clock },
	{ "encrypted",	check_encrypted },
};
#define N_CHECKS	(sizeof(checks) / sizeof(checks[0]))

static const char *const verdict_names[] = {
	[GOOD] = "good", [DOUBTFUL] = "doubtful", [BAD] = "bad",
};

void
health_get(struct http *h)
{
	struct visit v = { .h = h };
	char now[INSTANT_SIZE];

	v.about = daemon_about(h);
	v.telemetry = daemon_telemetry(h);
	http_reply(h, 200, json_pack("{s:s, s:i, s:s, s:o, s:o, s:o, s:o}",
	    "version", CONNECTPRINT_VERSION,
	    "schema", SPOOL_VERSION,
	    "now", instant_format(instant_now(), now),
	    "machine_seconds", object_uptime(),
	    "daemon", v.about != NULL ? json_incref(v.about) : json_null(),
	    "disk", object_disk(h),
	    "checks", run_checks(&v)));
	json_decref(v.about);
	json_decref(v.telemetry);
}

static json_t *
run_checks(struct visit *v)
{
	json_t *array = json_array(), *more;
	enum verdict verdict;
	size_t i;

	for (i = 0; i < N_CHECKS; i++) {
		more = NULL;
		verdict = checks[i].look(v, &more);
		(void)json_array_append_new(array, json_pack(
		    "{s:s, s:s, s:o}", "check", checks[i].name,
		    "result", verdict_names[verdict],
		    "values", more != NULL ? more : json_object()));
	}
	return array;
}

/* What an answer is told without, when it can't be known. */
static json_t *
object_uptime(void)
{
	struct sysinfo info;

	return sysinfo(&info) == -1 ? json_null() : json_integer(info.uptime);
}

static json_t *
object_disk(struct http *h)
{
	struct statvfs fs;

	if (statvfs(h->dir, &fs) == -1)
		return json_null();
	return json_pack("{s:I, s:I}",
	    "bytes", (json_int_t)fs.f_blocks * (json_int_t)fs.f_frsize,
	    "free_bytes", (json_int_t)content_free_bytes(h->dir));
}

/* --- the checks --- */

/* A spooler of another version goes on until it is restarted. */
static enum verdict
check_daemon(struct visit *v, json_t **more)
{
	const char *version;

	if (v->about == NULL)
		return BAD;
	version = json_string_value(json_object_get(v->about, "version"));
	if (version != NULL && strcmp(version, CONNECTPRINT_VERSION) == 0)
		return GOOD;
	*more = json_pack("{s:s?, s:s}", "daemon", version, "web",
	    CONNECTPRINT_VERSION);
	return DOUBTFUL;
}

static enum verdict
check_printers(struct visit *v, json_t **more)
{
	json_t *waiting = json_array();
	struct printer *list;
	enum printer_view view;
	int n, i;

	if (printer_list(v->h->spool, &list, &n) != SPOOL_OK) {
		json_decref(waiting);
		return BAD;
	}
	for (i = 0; i < n; i++) {
		view = printer_view(&list[i], object_is_connected(daemon_live(
		    v->telemetry, list[i].id)));
		if (view == PRINTER_OFFLINE || view == PRINTER_ERROR)
			(void)json_array_append_new(waiting,
			    json_string(list[i].name));
	}
	free(list);
	i = (int)json_array_size(waiting);
	*more = json_pack("{s:i, s:o}", "all", n, "names", waiting);
	return i > 0 ? DOUBTFUL : GOOD;
}

static enum verdict
check_spool(struct visit *v, json_t **more)
{
	char why[SPOOL_TEXT_SIZE];

	if (snapshot_check(v->h->spool, true, why) == SPOOL_OK)
		return GOOD;
	*more = json_pack("{s:s}", "why", why);
	return BAD;
}

/* As uploads look at it. */
static enum verdict
check_disk(struct visit *v, json_t **more)
{
	int64_t room = content_free_bytes(v->h->dir), wanted;

	if (room == -1 || policy_get(v->h->spool, POLICY_FREE_BYTES,
	    &wanted) != SPOOL_OK)
		return BAD;
	*more = json_pack("{s:I, s:I}", "free_bytes", (json_int_t)room,
	    "wanted_bytes", (json_int_t)wanted);
	if (room <= wanted)
		return BAD;
	return room <= 2 * wanted + (INT64_C(1) << 30) ? DOUBTFUL : GOOD;
}

/* Behind what was written already? */
static enum verdict
check_clock(struct visit *v, json_t **more)
{
	int64_t newest = 0;

	(void)more;
	if (event_newest(v->h->spool, &newest) != SPOOL_OK)
		return BAD;
	return newest > instant_now() + AHEAD_MS ? BAD : GOOD;
}

/* Can somebody on the way read passwords and keys? */
static enum verdict
check_encrypted(struct visit *v, json_t **more)
{
	(void)more;
	return http_is_https(v->h) ||
	    is_local(http_variable(v->h, "REMOTE_ADDR")) ? GOOD : DOUBTFUL;
}

static bool
is_local(const char *address)
{
	return address != NULL && (strncmp(address, "127.", 4) == 0 ||
	    strcmp(address, "::1") == 0);
}

/* --- the archive --- */

void
health_get_archive(struct http *h)
{
	struct archive_limits limits;
	struct archive_file *list = NULL;
	struct census_files files;
	int64_t now = instant_now(), traces = 0, days = 0;
	json_t *would;
	int n = 0;

	if (!http_good(h, census_files(h->spool, &files)) ||
	    !http_good(h, policy_get(h->spool, POLICY_TRACE_DAYS, &days)) ||
	    !http_good(h, archive_limits(h->spool, h->dir, &limits)) ||
	    !http_good(h, trace_clean(h->spool, now, true, &traces)) ||
	    !http_good(h, archive_plan(h->spool, &limits, now, &list, &n)))
		return;
	would = object_plan(list, n);
	free(list);
	(void)json_object_set_new(would, "traces", json_integer(traces));
	http_reply(h, 200, json_pack(
	    "{s:I, s:I, s:I, s:I, s:I, s:{s:I, s:I, s:I, s:I}, s:o}",
	    "files", (json_int_t)(files.all - files.cleaned),
	    "cleaned", (json_int_t)files.cleaned,
	    "bytes", (json_int_t)files.bytes,
	    "disk_bytes", (json_int_t)limits.disk_bytes,
	    "free_bytes", (json_int_t)content_free_bytes(h->dir),
	    "limits", "days", (json_int_t)limits.days,
	    "files", (json_int_t)limits.files,
	    "percent", (json_int_t)limits.percent,
	    "trace_days", (json_int_t)days,
	    "would", would));
}

/* How much would go, and the first of it by name. */
static json_t *
object_plan(const struct archive_file *list, int n)
{
	json_t *next = json_array();
	char used[INSTANT_SIZE];
	int64_t bytes = 0;
	int i;

	for (i = 0; i < n; i++) {
		bytes += list[i].bytes;
		if (i >= NEXT_MOST)
			continue;
		(void)json_array_append_new(next, json_pack(
		    "{s:I, s:s, s:I, s:s, s:s}",
		    "file", (json_int_t)list[i].id,
		    "label", list[i].label,
		    "bytes", (json_int_t)list[i].bytes,
		    "used", instant_format(list[i].used_ms, used),
		    "reason", archive_reason_name(list[i].reason)));
	}
	return json_pack("{s:i, s:I, s:o}", "files", n,
	    "bytes", (json_int_t)bytes, "next", next);
}
