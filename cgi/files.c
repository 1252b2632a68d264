/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * files: the FastCGI program that takes uploads, from our pages, from scripts
 * and from slicers (their dialects are intake.c's), and gives files back.  A
 * pool of its own, so that slow transfers never keep anything else waiting.
 */
#include <sys/resource.h>

#include <err.h>
#include <inttypes.h>
#include <stdio.h>

#include "cgi/daemon.h"
#include "cgi/download.h"
#include "cgi/http.h"
#include "cgi/intake.h"
#include "cgi/object.h"
#include "cgi/submit.h"
#include "cgi/upload.h"
#include "sql/content.h"
#include "sql/secret.h"
#include "sql/valid.h"

#define THREADS		24	/* uploads at a time */
#define NICE		5	/* than the other programs */

static bool	 prepare(const char *);
static void	 post_file(struct http *);
static void	 get_part(struct http *);
static void	 put_part(struct http *);
static void	 delete_part(struct http *);
static void	 take(struct http *, struct upload_source *);
static bool	 part_name(const struct http *, char [SPOOL_HASH_SIZE]);

static const struct route routes[] = {
	{ "POST", "/api/files",			PERSON_QUEUE, post_file },
	{ "GET",  "/api/files/:id/content",	PERSON_SEE, download_content },
	{ "GET",  "/api/files/:id/thumbnail",	PERSON_SEE,
	    download_thumbnail },
	{ "GET",  "/api/uploads/:token",	PERSON_QUEUE, get_part },
	{ "PUT",  "/api/uploads/:token",	PERSON_QUEUE, put_part },
	{ "DELETE", "/api/uploads/:token",	PERSON_QUEUE, delete_part },
	{ "POST", "/p/:where/api/files/local",	PERSON_QUEUE,
	    intake_octoprint },
	{ "PUT",  "/p/:where/api/v1/files/local/:rest", PERSON_QUEUE,
	    intake_prusalink },
	{ "POST", "/p/:where/printer/model/:slug", PERSON_QUEUE,
	    intake_repetier_model },
	{ "POST", "/p/:where/printer/job/:slug", PERSON_QUEUE,
	    intake_repetier_job },
	{ "POST", "/p/:where/server/files/upload", PERSON_QUEUE,
	    intake_moonraker },
};

int
main(int argc, char *argv[])
{
	static const struct http_program program = { .name = "files",
	    .routes = routes, .n_routes = sizeof(routes) / sizeof(routes[0]),
	    .threads = THREADS, .prepare = prepare };

	return http_serve(&program, argc, argv);
}

/* The store's folders, and what a killed predecessor left in them.  Bytes come
 * behind orders and behind the cables: an emergency stop waits for nobody. */
static bool
prepare(const char *dir)
{
	(void)setpriority(PRIO_PROCESS, 0, NICE);
	if (content_prepare(dir) == 0)
		return true;
	warn("%s/content", dir);
	return false;
}

static void
post_file(struct http *h)
{
	struct upload_source source = { .name = NULL };

	take(h, &source);
}

static void
take(struct http *h, struct upload_source *source)
{
	struct upload upload;
	const char *waits;
	json_t *answer;
	struct job job;

	if (!intake_receive(h, source, &upload))
		return;
	if (upload.has_printer && !submit_job(h, &upload.file, upload.label,
	    &upload.printer, 1, &job, &waits))
		return;
	answer = object_file(&upload.file);
	if (upload.has_printer)
		(void)json_object_set_new(answer, "job",
		    submit_object(&job, waits));
	else
		daemon_wake(h);
	(void)snprintf(h->location, sizeof(h->location),
	    "%s/api/files/%" PRId64, http_prefix(h), upload.file.id);
	http_reply(h, 201, answer);
}

/* --- uploads in several goes --- */

static void
get_part(struct http *h)
{
	char part[SPOOL_HASH_SIZE];

	if (part_name(h, part))
		http_reply(h, 200, json_pack("{s:I}", "offset",
		    (json_int_t)content_part_bytes(h->dir, part)));
	else
		http_refuse(h, REFUSAL_BROKEN, NULL);
}

static void
put_part(struct http *h)
{
	struct upload_source source = { .name = NULL };
	char part[SPOOL_HASH_SIZE], offset[24];

	if (!http_query(h, "offset", offset, sizeof(offset)))
		return;
	if (!valid_number(offset, 0, INT64_MAX, &source.offset))
		http_refuse(h, REFUSAL_BAD_REQUEST,
		    "offset is how many bytes have arrived.");
	else if (!part_name(h, part))
		http_refuse(h, REFUSAL_BROKEN, NULL);
	else {
		source.resume = part;
		take(h, &source);
	}
}

static void
delete_part(struct http *h)
{
	char part[SPOOL_HASH_SIZE];

	if (part_name(h, part))
		content_forget(h->dir, part);
	http_done(h);
}

/* Nobody finds another person's, whatever is guessed. */
static bool
part_name(const struct http *h, char part[SPOOL_HASH_SIZE])
{
	char text[SPOOL_WHO_SIZE + SPOOL_NAME_SIZE + 1];

	(void)snprintf(text, sizeof(text), "%s\n%s", h->access.person.name,
	    h->path.slug);
	return secret_hash(text, part);
}
