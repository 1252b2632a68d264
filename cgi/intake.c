/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Intake: what slicers send, and what each of them reads of the answer.
 */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cgi/daemon.h"
#include "cgi/intake.h"
#include "cgi/submit.h"

/* One upload of a slicer. */
struct intake {
	struct upload	 upload;
	bool		 pool;		/* no printer is named */
	struct printer	 printer;	/* else this one */
	bool		 queued;	/* as ... */
	struct job	 job;
	const char	*waits;		/* NULL: it starts at once */
	char		 sentence[160];	/* what became of it */
};

static bool	 take(struct http *, struct intake *, const char *,
		    struct upload_source *, bool);
static bool	 find(struct http *, struct intake *, const char *);
static bool	 enqueue(struct http *, struct intake *);
static void	 explain(struct intake *);
static void	 locate(struct http *, const struct intake *);
static void	 quote(const char *, char *, size_t);
static json_t	*job_or_null(const struct intake *);
static void	 repetier(struct http *, bool);

/* What a queued job waits for, to a person who reads a slicer's window. */
static const struct {
	const char	*waits, *sentence;
} reasons[] = {
	{ "to-clean",	"the printer must be cleaned first" },
	{ "printing",	"the printer is printing" },
	{ "paused",	"the printer is paused" },
	{ "offline",	"the printer is not connected" },
	{ "error",	"the printer has a fault" },
	{ "disabled",	"the printer is disabled" },
	{ "queued",	"other jobs are before it" },
	{ "closed",	"no print starts at this hour" },
	{ "unread",	"the file is still being read" },
	{ "unknown-machine", "no printer is known to be of its kind" },
	{ "other-machine", "no printer is of its kind" },
	{ "loaded",	"another material or nozzle is in the printer" },
	{ "objection",	"no printer can print this file" },
};

bool
intake_receive(struct http *h, struct upload_source *source,
    struct upload *upload)
{
	enum refusal refusal;

	source->content_type = http_variable(h, "CONTENT_TYPE");
	source->query = http_variable(h, "QUERY_STRING");
	source->length = http_length(h);
	source->read = http_read;
	source->arg = h;
	source->who = h->access.person.name;
	refusal = upload_receive(h->spool, h->dir, source, upload);
	if (refusal == REFUSAL_NONE)
		return true;
	if (refusal == REFUSAL_BROKEN || refusal == REFUSAL_NO_SPACE)
		warnx("an upload was refused: %s: %s", refusal_code(refusal),
		    spool_why(h->spool));
	http_refuse(h, refusal, NULL);
	return false;
}

/* PrusaConnect's two buttons show a person the text of the answer, and 202 as
 * "complete, with a warning". */
void
intake_octoprint(struct http *h)
{
	struct upload_source source = { .name = NULL };
	struct intake in;
	json_t *local;

	if (!take(h, &in, h->path.name, &source, false))
		return;
	locate(h, &in);
	if (in.upload.connect) {
		http_text(h, in.waits == NULL ? 201 : 202, in.sentence);
		return;
	}
	local = json_pack("{s:s, s:s, s:s, s:s, s:{s:s, s:s}}",
	    "name", in.upload.label, "display", in.upload.label,
	    "path", in.upload.label, "origin", "local",
	    "refs", "resource", h->location, "download", h->location);
	http_reply(h, 201, json_pack("{s:{s:o}, s:b, s:b, s:b, s:o, s:s}",
	    "files", "local", local,
	    "done", true,
	    "effectiveSelect", false,
	    "effectivePrint", in.queued && in.waits == NULL,
	    "job", job_or_null(&in),
	    "message", in.sentence));
}

void
intake_prusalink(struct http *h)
{
	const char *print = http_variable(h, "HTTP_PRINT_AFTER_UPLOAD");
	struct upload_source source = { .name = h->path.rest };
	const char *type = http_variable(h, "CONTENT_TYPE");
	struct intake in;

	/* A form has a name of its own; this address has one already. */
	if (type != NULL && strncasecmp(type, "multipart/", 10) == 0) {
		http_refuse(h, REFUSAL_BROKEN_FORM, NULL);
		return;
	}
	/* A boolean of RFC 8941, or what curl users write. */
	if (!take(h, &in, h->path.name, &source, print != NULL &&
	    upload_is_true(print[0] == '?' ? print + 1 : print)))
		return;
	locate(h, &in);
	http_reply(h, 201, json_pack("{s:s, s:s, s:s, s:s, s:I, s:b, s:o, "
	    "s:s}",
	    "name", in.upload.label, "display_name", in.upload.label,
	    "path", "/local", "type", "PRINT_FILE",
	    "size", (json_int_t)in.upload.file.bytes,
	    "print_started", in.queued && in.waits == NULL,
	    "job", job_or_null(&in),
	    "message", in.sentence));
}

void
intake_repetier_model(struct http *h)
{
	repetier(h, false);
}

void
intake_repetier_job(struct http *h)
{
	repetier(h, true);
}

/* The address names the printer twice when it is not the pool's: both must
 * mean the same. */
static void
repetier(struct http *h, bool print)
{
	struct upload_source source = { .part = "filename" };
	struct intake in;

	if (strcmp(h->path.name, "any") != 0 &&
	    strcmp(h->path.name, h->path.slug) != 0) {
		http_refuse(h, REFUSAL_NO_PRINTER, NULL);
		return;
	}
	if (!take(h, &in, h->path.slug, &source, print))
		return;
	http_reply(h, 200, json_pack("{s:b, s:s, s:b, s:o, s:s}",
	    "ok", true, "name", in.upload.label,
	    "started", in.queued && in.waits == NULL,
	    "job", job_or_null(&in),
	    "message", in.sentence));
}

void
intake_moonraker(struct http *h)
{
	struct upload_source source = { .name = NULL };
	struct intake in;

	if (!take(h, &in, h->path.name, &source, false))
		return;
	locate(h, &in);
	http_reply(h, 201, json_pack("{s:{s:s, s:s, s:I}, s:b, s:b, s:s, "
	    "s:o, s:s}",
	    "item", "path", in.upload.label, "root", "gcodes",
	    "size", (json_int_t)in.upload.file.bytes,
	    "print_started", in.queued && in.waits == NULL,
	    "print_queued", in.queued && in.waits != NULL,
	    "action", "create_file",
	    "job", job_or_null(&in),
	    "message", in.sentence));
}

/* Store it, and queue it if print, or its form, says so.  false: refused, and
 * that was answered. */
static bool
take(struct http *h, struct intake *in, const char *name,
    struct upload_source *source, bool print)
{
	memset(in, 0, sizeof(*in));
	if (!find(h, in, name))
		return false;
	source->addressed = true;
	if (!in->pool)
		source->printer = &in->printer;
	if (!intake_receive(h, source, &in->upload))
		return false;
	if (print || in->upload.print) {
		if (!enqueue(h, in))
			return false;
	} else
		daemon_wake(h);
	explain(in);
	return true;
}

static bool
find(struct http *h, struct intake *in, const char *name)
{
	in->pool = strcmp(name, "any") == 0;
	return in->pool || submit_printer(h, name, &in->printer);
}

static bool
enqueue(struct http *h, struct intake *in)
{
	/* for the pool, printer is all 0 */
	in->queued = submit_job(h, &in->upload.file, in->upload.label,
	    &in->printer, 1, &in->job, &in->waits);
	return in->queued;
}

static void
explain(struct intake *in)
{
	const char *why = in->waits;
	size_t i;

	if (!in->queued || why == NULL) {
		(void)snprintf(in->sentence, sizeof(in->sentence), "%s",
		    in->queued ? "It starts now." :
		    "The file is stored; nothing was queued.");
		return;
	}
	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (strcmp(reasons[i].waits, why) == 0)
			why = reasons[i].sentence;
	(void)snprintf(in->sentence, sizeof(in->sentence),
	    "It does not print yet, it is queued: %s.", why);
}

/* Where the file is from now on.  Cura's plug-in splits this at "api/". */
static void
locate(struct http *h, const struct intake *in)
{
	char name[3 * SPOOL_LABEL_SIZE];

	quote(in->upload.label, name, sizeof(name));
	(void)snprintf(h->location, sizeof(h->location),
	    "%s/p/%s/api/files/local/%s", http_prefix(h), h->path.name, name);
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

static json_t *
job_or_null(const struct intake *in)
{
	return in->queued ? submit_object(&in->job, in->waits) : json_null();
}
