/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Replies to a request: values, files, streams and refusals, with the headers
 * that each of them has.
 */
#include <ctype.h>
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/http.h"
#include "cgi/worker.h"

static void	attachment(const char *, char *, size_t);
static ssize_t	write_on(void *, const char *, size_t);
static void	send_reply(struct http *, int, const char *, const char *);

void
http_reply(struct http *h, int status, json_t *value)
{
	char *text = NULL;

	if (value != NULL)
		text = json_dumps(value, JSON_COMPACT);
	json_decref(value);
	if (text == NULL) {
		warnx("a reply could not be made");
		http_refuse(h, REFUSAL_BROKEN, NULL);
		return;
	}
	send_reply(h, status, "application/json", text);
	free(text);
}

bool
http_begin(struct http *h, const char *type, int64_t n, const char *name)
{
	char text[HTTP_LOCATION];

	(void)snprintf(text, sizeof(text), "%" PRId64, n);
	worker_header(h->worker, "Content-Length", text);
	worker_header(h->worker, "Content-Type", type);
	worker_header(h->worker, "Cache-Control",
	    "private, max-age=31536000, immutable");
	worker_header(h->worker, "X-Content-Type-Options", "nosniff");
	if (name != NULL) {
		attachment(name, text, sizeof(text));
		worker_header(h->worker, "Content-Disposition", text);
	}
	worker_header(h->worker, "Status", "200");
	worker_body(h->worker, "");
	h->answered = true;
	return strcmp(http_method(h), "HEAD") != 0;
}

/* A file name is any text: RFC 6266, in the form of RFC 8187. */
static void
attachment(const char *name, char *text, size_t size)
{
	size_t used = (size_t)snprintf(text, size, "attachment; "
	    "filename*=UTF-8''");

	for (; *name != '\0' && used + 4 < size; name++) {
		if (isalnum((unsigned char)*name) || *name == '.' ||
		    *name == '-' || *name == '_')
			text[used++] = *name;
		else
			used += (size_t)snprintf(text + used, size - used,
			    "%%%02X", (unsigned char)*name);
	}
	text[used] = '\0';
}

bool
http_write(struct http *h, const void *bytes, size_t n)
{
	return worker_write(h->worker, bytes, n);
}

void
http_fetch(struct http *h, const char *location, const char *url,
    const char *host)
{
	worker_header(h->worker, "X-Accel-Redirect", location);
	worker_header(h->worker, "X-Connectprint-Source", url);
	worker_header(h->worker, "X-Connectprint-Host", host);
	worker_header(h->worker, "Status", "200");
	worker_body(h->worker, "");
	h->answered = true;
}

void
http_done(struct http *h)
{
	worker_header(h->worker, "Cache-Control", "no-store");
	worker_header(h->worker, "Status", "204");
	worker_body(h->worker, "");
	h->answered = true;
}

FILE *
http_open(struct http *h, const char *type, const char *name)
{
	static const cookie_io_functions_t functions = { .write = write_on };
	char place[HTTP_COOKIE];
	FILE *stream;

	stream = fopencookie(h->worker, "w", functions);
	if (stream == NULL) {
		http_refuse(h, REFUSAL_BROKEN, NULL);
		return NULL;
	}
	(void)snprintf(place, sizeof(place), "attachment; filename=\"%s\"",
	    name);
	worker_header(h->worker, "Content-Type", type);
	worker_header(h->worker, "Content-Disposition", place);
	worker_header(h->worker, "Cache-Control", "no-store");
	worker_header(h->worker, "X-Content-Type-Options", "nosniff");
	worker_body(h->worker, "");
	h->answered = true;
	return stream;
}

static ssize_t
write_on(void *worker, const char *bytes, size_t n)
{
	return worker_write(worker, bytes, n) ? (ssize_t)n : 0;
}

void
http_text(struct http *h, int status, const char *text)
{
	send_reply(h, status, "text/plain; charset=utf-8", text);
}

void
http_refuse(struct http *h, enum refusal refusal, const char *detail)
{
	const char *sentence = detail != NULL && h->tongue ==
	    REFUSAL_ENGLISH ? detail : refusal_sentence(refusal, h->tongue);
	json_t *value;
	char *text;

	if (h->slicer) {
		http_text(h, refusal_status(refusal), sentence);
		return;
	}
	value = json_pack("{s:s, s:s, s:s*}", "error", refusal_code(refusal),
	    "message", sentence, "detail", detail);
	text = value != NULL ? json_dumps(value, JSON_COMPACT) : NULL;
	json_decref(value);
	/* Without memory the status alone has to do. */
	send_reply(h, refusal_status(refusal), "application/json",
	    text != NULL ? text : "{}");
	free(text);
}

void
http_refuse_spool(struct http *h, enum spool_result result)
{
	if (result == SPOOL_BROKEN || result == SPOOL_FULL)
		warnx("%s", spool_why(h->spool));
	if (result == SPOOL_BROKEN)
		worker_spool_broke(h->worker);
	http_refuse(h, refusal_of_spool(result), NULL);
}

bool
http_good(struct http *h, enum spool_result result)
{
	if (result == SPOOL_OK)
		return true;
	http_refuse_spool(h, result);
	return false;
}

static void
send_reply(struct http *h, int status, const char *type, const char *text)
{
	char number[24];

	(void)snprintf(number, sizeof(number), "%zu", strlen(text));
	worker_header(h->worker, "Content-Type", type);
	worker_header(h->worker, "Content-Length", number);
	worker_header(h->worker, "Cache-Control", "no-store");
	worker_header(h->worker, "X-Content-Type-Options", "nosniff");
	if (h->location[0] != '\0' && status < 400)
		worker_header(h->worker, "Location", h->location);
	if (h->cookie[0] != '\0' && status < 400)
		worker_header(h->worker, "Set-Cookie", h->cookie);
	(void)snprintf(number, sizeof(number), "%d", status);
	worker_header(h->worker, "Status", number);
	worker_body(h->worker, text);
	h->answered = true;
}
