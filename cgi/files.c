/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * files: the FastCGI program that takes uploads, from our pages, from scripts
 * and from slicers that believe they talk to OctoPrint.  A pool of its own,
 * so that slow uploads never keep anything else waiting.
 */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cgi/daemon.h"
#include "cgi/http.h"
#include "cgi/object.h"
#include "cgi/submit.h"
#include "cgi/upload.h"
#include "sql/content.h"

#define THREADS		32	/* uploads at a time */

static bool	 prepare(const char *);
static void	 post_file(struct http *);
static void	 post_slicer(struct http *);
static bool	 receive(struct http *, const struct printer *,
		    struct upload *);
static json_t	*octoprint(struct http *, const struct upload *,
		    const struct job *, const char *);
static void	 quote(const char *, char *, size_t);

static const struct route routes[] = {
	{ "POST", "/api/files",			PERSON_QUEUE, post_file },
	{ "POST", "/p/:name/api/files/local",	PERSON_QUEUE, post_slicer },
};

int
main(int argc, char *argv[])
{
	static const struct http_program program = { .name = "files",
	    .routes = routes, .n_routes = sizeof(routes) / sizeof(routes[0]),
	    .threads = THREADS, .prepare = prepare };

	return http_serve(&program, argc, argv);
}

/* The store's folders, and what a killed predecessor left in them. */
static bool
prepare(const char *dir)
{
	if (content_prepare(dir) == 0)
		return true;
	warn("%s/content", dir);
	return false;
}

static void
post_file(struct http *h)
{
	struct upload upload;
	const char *waits;
	json_t *answer;
	struct job job;

	if (!receive(h, NULL, &upload))
		return;
	if (upload.has_printer && !submit_job(h, &upload.file, upload.label,
	    &upload.printer, &job, &waits))
		return;
	answer = object_file(&upload.file);
	if (upload.has_printer)
		(void)json_object_set_new(answer, "job",
		    submit_object(&job, waits));
	else
		daemon_wake(h);
	(void)snprintf(h->location, sizeof(h->location),
	    "/api/files/%" PRId64, upload.file.id);
	http_reply(h, 201, answer);
}

/* With "print" the file is queued at once, whatever the printer does now: the
 * answer says whether it starts.  Without, it is stored, and the list of files
 * has it. */
static void
post_slicer(struct http *h)
{
	char name[3 * SPOOL_LABEL_SIZE];
	const char *waits = NULL;
	struct printer printer;
	struct upload upload;
	struct job job;

	if (!submit_printer(h, h->path.name, &printer) ||
	    !receive(h, &printer, &upload))
		return;
	if (upload.print && !submit_job(h, &upload.file, upload.label,
	    &printer, &job, &waits))
		return;
	if (!upload.print)
		daemon_wake(h);
	quote(upload.label, name, sizeof(name));
	(void)snprintf(h->location, sizeof(h->location),
	    "/p/%s/api/files/local/%s", printer.name, name);
	http_reply(h, 201, octoprint(h, &upload, upload.print ? &job : NULL,
	    waits));
}

/* false: refused, and that was answered. */
static bool
receive(struct http *h, const struct printer *printer, struct upload *upload)
{
	const struct upload_source source = {
		.content_type = http_variable(h, "CONTENT_TYPE"),
		.query = http_variable(h, "QUERY_STRING"),
		.length = http_length(h),
		.read = http_read,
		.arg = h,
		.who = h->access.person.name,
		.printer = printer,
	};
	enum refusal refusal;

	refusal = upload_receive(h->spool, h->dir, &source, upload);
	if (refusal == REFUSAL_NONE)
		return true;
	if (refusal == REFUSAL_BROKEN || refusal == REFUSAL_NO_SPACE)
		warnx("an upload was refused: %s: %s", refusal_code(refusal),
		    spool_why(h->spool));
	http_refuse(h, refusal, NULL);
	return false;
}

/* OctoPrint's answer, and on top of it our own job. */
static json_t *
octoprint(struct http *h, const struct upload *upload, const struct job *job,
    const char *waits)
{
	json_t *local;

	local = json_pack("{s:s, s:s, s:s, s:s, s:{s:s, s:s}}",
	    "name", upload->label, "display", upload->label,
	    "path", upload->label, "origin", "local",
	    "refs", "resource", h->location, "download", h->location);
	return json_pack("{s:{s:o}, s:b, s:b, s:b, s:o}",
	    "files", "local", local,
	    "done", true,
	    "effectiveSelect", false,
	    "effectivePrint", job != NULL && waits == NULL,
	    "job", job != NULL ? submit_object(job, waits) : json_null());
}

/* A label as one segment of an address. */
static void
quote(const char *label, char *text, size_t size)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
	size_t used = 0;

	for (; *label != '\0' && used + 4 <= size; label++)
		if (strchr(plain, *label) != NULL)
			text[used++] = *label;
		else
			used += (size_t)snprintf(text + used, size - used,
			    "%%%02X", (unsigned char)*label);
	text[used] = '\0';
}
