/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * jobs: the FastCGI program of the queue and its history, and of the rows of
 * stored files.
 */
#include <stdlib.h>
#include <string.h>

#include "cgi/daemon.h"
#include "cgi/history.h"
#include "cgi/http.h"
#include "cgi/label.h"
#include "cgi/object.h"
#include "cgi/price.h"
#include "cgi/submit.h"
#include "cgi/table.h"
#include "cgi/traces.h"
#include "sql/rank.h"

#define THREADS		4
#define FILES_USUAL	50	/* rows of a page */

static void	 get_files(struct http *);
static void	 get_own_file(struct http *, const char *);
static void	 get_file(struct http *);
static void	 patch_file(struct http *);
static void	 get_job(struct http *);
static void	 post_job(struct http *);
static bool	 read_label(json_t *, char [SPOOL_LABEL_SIZE]);
static bool	 read_copies(json_t *, int *);
static json_t	*ids(int64_t, int);
static void	 delete_job(struct http *);
static void	 post_move(struct http *);
static bool	 read_place(json_t *, struct rank_place *);

static const struct route routes[] = {
	{ "GET",	"/api/files",		PERSON_SEE,	get_files },
	{ "GET",	"/api/files/:id",	PERSON_SEE,	get_file },
	{ "PATCH",	"/api/files/:id",	PERSON_CONTROL,	patch_file },
	{ "GET",	"/api/jobs",		PERSON_SEE,	history_jobs },
	{ "POST",	"/api/jobs",		PERSON_QUEUE,	post_job },
	{ "GET",	"/api/jobs/:id",	PERSON_SEE,	get_job },
	{ "GET",	"/api/jobs/:id/telemetry.csv",	PERSON_SEE,
	    traces_csv },
	{ "GET",	"/api/jobs/:id/temperatures",	PERSON_SEE,
	    traces_chart },
	{ "DELETE",	"/api/jobs/:id",	PERSON_QUEUE,	delete_job },
	{ "POST",	"/api/jobs/:id/move",	PERSON_QUEUE,	post_move },
	{ "GET",	"/api/statistics",	PERSON_SEE,
	    history_statistics },
};

int
main(int argc, char *argv[])
{
	static const struct http_program program = { .name = "jobs",
	    .routes = routes, .n_routes = sizeof(routes) / sizeof(routes[0]),
	    .threads = THREADS };

	return http_serve(&program, argc, argv);
}

static void
get_files(struct http *h)
{
	char sha256[SPOOL_HASH_SIZE];
	struct file *list;
	int64_t before;
	int limit, n;

	if (!http_query(h, "sha256", sha256, sizeof(sha256)))
		return;
	if (sha256[0] != '\0')
		get_own_file(h, sha256);
	else if (table_page(h, FILES_USUAL, &before, &limit) &&
	    http_good(h, file_list(h->spool, before, limit, &list, &n)))
		http_reply(h, 200, json_pack("{s:o}", "files",
		    object_files(list, n)));
}

/* One need not send again what one sent before, if it is still there. */
static void
get_own_file(struct http *h, const char *sha256)
{
	enum spool_result result;
	json_t *files = json_array();
	struct file file;

	result = file_by_hash(h->spool, sha256, &file);
	if (result == SPOOL_OK && file.cleaned_ms == 0 &&
	    strcmp(file.who, h->access.person.name) == 0)
		(void)json_array_append_new(files, object_file(&file));
	if (result == SPOOL_NONE || http_good(h, result))
		http_reply(h, 200, json_pack("{s:O}", "files", files));
	json_decref(files);
}

static void
get_file(struct http *h)
{
	char name[SPOOL_NAME_SIZE];
	struct printer printer;
	struct file file;
	json_t *answer, *objections;

	if (!http_query(h, "printer", name, sizeof(name)) ||
	    (name[0] != '\0' && !submit_target(h, name, &printer)) ||
	    !http_good(h, file_by_id(h->spool, h->path.id, &file)))
		return;
	objections = submit_objections(h, &file, name[0] != '\0' ? &printer :
	    NULL);
	if (objections == NULL)
		return;
	answer = price_file(h, &file);
	if (answer != NULL) {
		(void)json_object_set(answer, "objections", objections);
		http_reply(h, 200, answer);
	}
	json_decref(objections);
}

/* Kept files count against everybody's disk: that is for who looks after all
 * of the lab to say, not for each file's owner. */
static void
patch_file(struct http *h)
{
	const json_t *favorite;
	struct file file;
	json_t *body;
	bool good, keep;

	if (!http_good(h, file_by_id(h->spool, h->path.id, &file)) ||
	    (body = http_body(h)) == NULL)
		return;
	favorite = json_object_get(body, "favorite");
	good = json_is_boolean(favorite);
	keep = json_is_true(favorite);
	json_decref(body);
	if (!good)
		http_refuse(h, REFUSAL_BAD_REQUEST,
		    "A change is {\"favorite\": true or false}.");
	else if (http_good(h, file_favorite(h->spool, file.id, keep,
	    h->access.person.name)) && http_good(h, file_by_id(h->spool,
	    file.id, &file)))
		http_reply(h, 200, object_file(&file));
}

static void
get_job(struct http *h)
{
	json_t *answer, *telemetry, *events = NULL;
	struct whynot_row *whynot;
	struct event *list;
	struct job job;
	int n;

	if (!http_good(h, job_by_id(h->spool, h->path.id, &job)) ||
	    !http_good(h, event_of_job(h->spool, job.id, &list, &n)))
		return;
	events = object_events(list, n);
	telemetry = daemon_telemetry(h);
	if (submit_whynot(h, &job, telemetry, &whynot, &n)) {
		answer = object_job(&job);
		(void)json_object_set(answer, "events", events);
		(void)json_object_set_new(answer, "whynot",
		    object_whynot(whynot, n));
		http_reply(h, 200, answer);
	}
	json_decref(telemetry);
	json_decref(events);
}

static void
post_job(struct http *h)
{
	struct printer printer;
	struct file file;
	struct job job;
	json_t *body, *name, *answer, *objections = NULL;
	char label[SPOOL_LABEL_SIZE];
	const char *waits;
	int64_t id;
	int copies;

	body = http_body(h);
	if (body == NULL)
		return;
	id = json_integer_value(json_object_get(body, "file"));
	name = json_object_get(body, "printer");
	if (id < 1 || !json_is_string(name) || !read_copies(body, &copies))
		http_refuse(h, REFUSAL_BAD_REQUEST, "A job is {\"file\": "
		    "number, \"printer\": \"name\"}; \"any\" is the pool, "
		    "\"copies\" are 1 to 100.");
	else if (!read_label(body, label))
		http_refuse(h, REFUSAL_WRONG_EXTENSION, NULL);
	else if (submit_target(h, json_string_value(name), &printer) &&
	    http_good(h, file_by_id(h->spool, id, &file)) &&
	    (objections = submit_objections(h, &file, &printer)) != NULL &&
	    submit_job(h, &file, label[0] != '\0' ? label : file.label,
	    &printer, copies, &job, &waits)) {
		answer = submit_object(&job, waits);
		(void)json_object_set_new(answer, "ids", ids(job.id, copies));
		(void)json_object_set(answer, "objections", objections);
		http_reply(h, 201, answer);
	}
	json_decref(objections);
	json_decref(body);
}

/* What the same bytes are called this time; "" when that is not said. */
static bool
read_label(json_t *body, char label[SPOOL_LABEL_SIZE])
{
	json_t *said = json_object_get(body, "label");

	label[0] = '\0';
	return said == NULL || (json_is_string(said) &&
	    label_of(json_string_value(said), json_string_length(said),
	    label));
}

/* One, unless it says how many. */
static bool
read_copies(json_t *body, int *copies)
{
	json_t *said = json_object_get(body, "copies");
	json_int_t n = said == NULL ? 1 : json_integer_value(said);

	if (n < 1 || n > JOB_COPIES_MAX)
		return false;
	*copies = (int)n;
	return true;
}

static json_t *
ids(int64_t first, int n)
{
	json_t *list = json_array();
	int i;

	for (i = 0; i < n; i++)
		(void)json_array_append_new(list, json_integer(first + i));
	return list;
}

static void
delete_job(struct http *h)
{
	struct job job;

	if (!http_good(h, job_by_id(h->spool, h->path.id, &job)))
		return;
	if (!access_may_touch(&h->access, job.who)) {
		http_refuse(h, REFUSAL_NO_RIGHT, NULL);
		return;
	}
	if (http_good(h, job_cancel(h->spool, job.id,
	    h->access.person.name)) &&
	    http_good(h, job_by_id(h->spool, job.id, &job))) {
		daemon_wake(h);
		http_reply(h, 200, object_job(&job));
	}
}

/* Another place in the queue.  Other people's jobs are theirs, and so is their
 * turn, unless one controls them. */
static void
post_move(struct http *h)
{
	bool everybody = (h->access.rights & PERSON_CONTROL) != 0, overtakes;
	enum spool_result result;
	struct rank_place place;
	struct job job;
	json_t *body;
	bool good;

	if (!http_good(h, job_by_id(h->spool, h->path.id, &job)) ||
	    (body = http_body(h)) == NULL)
		return;
	good = read_place(body, &place);
	json_decref(body);
	if (!good) {
		http_refuse(h, REFUSAL_BAD_REQUEST, "A place is {\"before\": "
		    "job} or {\"behind\": job}.");
		return;
	}
	if (!access_may_touch(&h->access, job.who)) {
		http_refuse(h, REFUSAL_NO_RIGHT, NULL);
		return;
	}
	result = rank_move(h->spool, job.id, &place, h->access.person.name,
	    everybody, &overtakes);
	if (overtakes)
		http_refuse(h, REFUSAL_NO_RIGHT, NULL);
	else if (http_good(h, result))
		http_reply(h, 200, object_job(&job));
}

static bool
read_place(json_t *body, struct rank_place *place)
{
	json_t *before = json_object_get(body, "before");
	json_t *behind = json_object_get(body, "behind");

	if ((before == NULL) == (behind == NULL))
		return false;
	place->behind = before == NULL;
	place->job = json_integer_value(place->behind ? behind : before);
	return place->job > 0;
}
