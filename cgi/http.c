/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One request: who asks and whether it may, what it says, its handler.  The
 * threads that requests come in are worker.c's, replies httpreply.c's.
 */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cgi/form.h"
#include "cgi/http.h"
#include "cgi/worker.h"
#include "sql/valid.h"

#define KEY_SIZE	128	/* of a key in a query */

static void		 answer(struct http *, const struct http_program *);
static enum refusal	 admit(struct http *, unsigned int);
static enum refusal	 identify(struct http *);
static bool		 says(const struct http *, const char *);
static bool		 changes(const struct http *);
static const char	*key_of(struct http *, char *, size_t);
static const char	*path_of(const struct http *);

int
http_serve(const struct http_program *program, int argc, char *argv[])
{
	return worker_serve(program, argc, argv, answer);
}

static void
answer(struct http *h, const struct http_program *program)
{
	const struct route *route = NULL;
	enum refusal refusal;
	char methods[64];

	h->tongue = refusal_tongue(http_variable(h, "HTTP_ACCEPT_LANGUAGE"));
	h->slicer = strncmp(path_of(h), "/p/", 3) == 0;
	refusal = route_find(program->routes, program->n_routes, http_method(h),
	    path_of(h), &route, &h->path);
	if (refusal == REFUSAL_BAD_METHOD) {
		route_allow(program->routes, program->n_routes, path_of(h),
		    methods, sizeof(methods));
		worker_header(h->worker, "Allow", methods);
	}
	if (refusal == REFUSAL_NONE)
		refusal = admit(h, route->right);
	if (refusal == REFUSAL_NONE)
		route->handle(h);
	else
		http_refuse(h, refusal, NULL);
	if (!h->answered) {
		warnx("%s %s: no answer", route->method, route->path);
		http_refuse(h, REFUSAL_BROKEN, NULL);
	}
}

/* May this caller do this, from where it asks? */
static enum refusal
admit(struct http *h, unsigned int right)
{
	enum refusal refusal;

	if (h->spool == NULL)
		return REFUSAL_BROKEN;
	if (changes(h) && !access_from_here(http_variable(h, "HTTP_ORIGIN"),
	    http_variable(h, "HTTP_SEC_FETCH_SITE"),
	    http_variable(h, "HTTP_HOST"), http_is_https(h)))
		return REFUSAL_FOREIGN_PAGE;
	refusal = identify(h);
	if (refusal == REFUSAL_BROKEN)
		warnx("%s", spool_why(h->spool));
	if (refusal != REFUSAL_NONE)
		return refusal;
	/* A browser sends a cookie for whoever asks it to, so here it must
	 * have said which page did. */
	if (changes(h) && h->access.logged_in && !says(h, "HTTP_ORIGIN") &&
	    !says(h, "HTTP_SEC_FETCH_SITE"))
		return REFUSAL_FOREIGN_PAGE;
	if ((h->access.rights & right) == right)
		return REFUSAL_NONE;
	return h->access.person.once ? REFUSAL_CHOOSE_PASSWORD :
	    REFUSAL_NO_RIGHT;
}

/* A key counts before a name and a cookie: a slicer's page may send both. */
static enum refusal
identify(struct http *h)
{
	char parameter[KEY_SIZE], token[LOGIN_TOKEN_SIZE];
	const char *key = key_of(h, parameter, sizeof(parameter));

	if (key != NULL && key[0] != '\0')
		return access_find(h->spool, key, &h->access);
	if (http_is_named(h))
		return access_find_named(h->spool,
		    http_variable(h, "REMOTE_USER"), &h->access);
	if (http_cookie(h, token))
		return access_find_session(h->spool, token, &h->access);
	return access_find(h->spool, NULL, &h->access);
}

/* Slicers and their scripts show a key in three ways; "" or NULL is none.  One
 * in the query that can't be read is a wrong one. */
static const char *
key_of(struct http *h, char *parameter, size_t size)
{
	static const char bearer[] = "Bearer ";
	const char *key = http_variable(h, "HTTP_X_API_KEY"), *header;

	if ((key != NULL && key[0] != '\0') || !h->slicer)
		return key;
	header = http_variable(h, "HTTP_AUTHORIZATION");
	if (header != NULL &&
	    strncasecmp(header, bearer, sizeof(bearer) - 1) == 0)
		return header + sizeof(bearer) - 1;
	if (form_query(http_variable(h, "QUERY_STRING"), "apikey", parameter,
	    size) == FORM_MALFORMED)
		return "?";
	return parameter;
}

static bool
says(const struct http *h, const char *name)
{
	const char *value = http_variable(h, name);

	return value != NULL && value[0] != '\0';
}

static bool
changes(const struct http *h)
{
	return strcmp(http_method(h), "GET") != 0 &&
	    strcmp(http_method(h), "HEAD") != 0;
}

const char *
http_method(const struct http *h)
{
	const char *method = http_variable(h, "REQUEST_METHOD");

	return method != NULL ? method : "";
}

/* nginx decoded it, once, and took out what "." and ".." mean. */
static const char *
path_of(const struct http *h)
{
	const char *path = http_variable(h, "DOCUMENT_URI");

	return path != NULL ? path : "";
}

const char *
http_variable(const struct http *h, const char *name)
{
	return worker_variable(h->worker, name);
}

bool
http_is_https(const struct http *h)
{
	const char *https = http_variable(h, "HTTPS");

	return https != NULL && strcmp(https, "on") == 0;
}

/* The recipe that the site includes says so; a header of a client would be
 * HTTP_something. */
bool
http_is_named(const struct http *h)
{
	const char *way = http_variable(h, "CONNECTPRINT_AUTH");

	return way != NULL && strcmp(way, "nginx") == 0;
}

const char *
http_prefix(const struct http *h)
{
	const char *prefix = http_variable(h, "CONNECTPRINT_PATH");

	return prefix != NULL ? prefix : "";
}

bool
http_cookie(const struct http *h, char token[LOGIN_TOKEN_SIZE])
{
	return access_cookie(http_variable(h, "HTTP_COOKIE"),
	    access_cookie_kind(http_is_https(h), http_prefix(h)), token);
}

void
http_set_cookie(struct http *h, const char *token, int64_t seconds)
{
	const char *prefix = http_prefix(h);
	bool https = http_is_https(h);

	(void)snprintf(h->cookie, sizeof(h->cookie),
	    "%s=%s; Path=%s/; HttpOnly; SameSite=Lax; Max-Age=%" PRId64 "%s",
	    access_cookie_name(access_cookie_kind(https, prefix)), token,
	    prefix, seconds, https ? "; Secure" : "");
}

bool
http_query(struct http *h, const char *name, char *value, size_t size)
{
	if (form_query(http_variable(h, "QUERY_STRING"), name, value, size) !=
	    FORM_MALFORMED)
		return true;
	http_refuse(h, REFUSAL_BAD_REQUEST, NULL);
	return false;
}

int64_t
http_length(const struct http *h)
{
	const char *text = http_variable(h, "CONTENT_LENGTH");
	int64_t length;

	if (text == NULL || !valid_number(text, 0, INT64_MAX, &length))
		return -1;
	return length;
}

size_t
http_read(void *arg, char *bytes, size_t n)
{
	struct http *h = arg;

	return worker_read(h->worker, bytes, n);
}

json_t *
http_body(struct http *h)
{
	json_t *value = NULL;
	char *text;
	size_t n;

	text = malloc(HTTP_BODY + 1);
	if (text == NULL) {
		http_refuse(h, REFUSAL_BROKEN, NULL);
		return NULL;
	}
	n = http_read(h, text, HTTP_BODY + 1);
	if (n <= HTTP_BODY)
		value = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
	free(text);
	if (json_is_object(value))
		return value;
	json_decref(value);
	http_refuse(h, n <= HTTP_BODY ? REFUSAL_BAD_REQUEST : REFUSAL_TOO_BIG,
	    NULL);
	return NULL;
}
