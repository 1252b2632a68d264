/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * HTTP as our FastCGI programs meet it: options, threads, the accept loop on
 * descriptor 0, routes, and replies.  Every request gets an answer.  Nothing
 * else includes libfcgi.
 */
#ifndef CGI_HTTP_H
#define CGI_HTTP_H

#include <jansson.h>
#include <stdio.h>

#include "cgi/access.h"
#include "cgi/refusal.h"
#include "cgi/route.h"

#define HTTP_BODY	65536	/* most bytes of a JSON body */
#define HTTP_LOCATION	4096
#define HTTP_COOKIE	256

/* A program: what main() hands over. */
struct http_program {
	const char		*name;
	const struct route	*routes;
	size_t			 n_routes;
	int			 threads;	/* unless --threads */
	/* Run once before the first request, with the folder of the spool;
	 * may be NULL.  false, having said why, ends the program. */
	bool			(*prepare)(const char *dir);
};

/* A request in the hands of its handler, which runs in one of several
 * threads.  Valid until the handler returns. */
struct http {
	struct spool		*spool;		/* ours during the request */
	const char		*dir;		/* the folder of the spool */
	const char		*control;	/* the control socket's path */
	struct access		 access;	/* who asks; checked already */
	struct route_values	 path;
	enum refusal_tongue	 tongue;
	char			 location[HTTP_LOCATION]; /* "": none */
	char			 cookie[HTTP_COOKIE];	/* "": none */
	/* The rest is of http.c and httpreply.c. */
	struct http_worker	*worker;
	bool			 slicer;	/* below /p/: errors as text */
	bool			 answered;
};

/* Run a program until SIGTERM; main's result. */
int		 http_serve(const struct http_program *, int argc,
		    char *argv[]);

/* A variable of the request, "HTTP_HOST"; NULL: it has none. */
const char	*http_variable(const struct http *, const char *name);
/* "GET"; "": nothing said. */
const char	*http_method(const struct http *);
/* Did the browser come over HTTPS, as far as it can be known? */
bool		 http_is_https(const struct http *);
/* Does nginx ask for passwords here, and tell us names?  Then our own sessions
 * don't count. */
bool		 http_is_named(const struct http *);
/* What stands before our paths in a browser's address bar: "/print", or "". */
const char	*http_prefix(const struct http *);
/* The token in our cookie; false: there is none. */
bool		 http_cookie(const struct http *,
		    char token[LOGIN_TOKEN_SIZE]);
/* Set our cookie with the answer. */
void		 http_set_cookie(struct http *, const char *token,
		    int64_t seconds);
/* A parameter of the query; false: malformed, and that was answered.  value
 * is "" when it is absent. */
bool		 http_query(struct http *, const char *name, char *value,
		    size_t size);
/* The declared length of the body, or -1: not declared. */
int64_t		 http_length(const struct http *);
/* Read n bytes of the body, blocking; less: it ended.  arg is the request. */
size_t		 http_read(void *arg, char *bytes, size_t n);
/* The body as a JSON object, a new reference; NULL: it is none, and that was
 * answered. */
json_t		*http_body(struct http *);

/* Answer with JSON; the reference is taken.  NULL (no memory) becomes 500. */
void		 http_reply(struct http *, int status, json_t *);
/* Begin an answer of n bytes that stays what it is at this address, so that a
 * browser may keep it; http_write() them.  name: it is to be saved as a file of
 * that name; NULL: it is to be shown.  false: only the head was asked for. */
bool		 http_begin(struct http *, const char *type, int64_t n,
		    const char *name);
/* false: nobody reads it any more. */
bool		 http_write(struct http *, const void *, size_t);
/* Let nginx answer with what is at a URL, fetched by its internal location;
 * host is how the one that is asked is called. */
void		 http_fetch(struct http *, const char *location,
		    const char *url, const char *host);
/* Answer 204: done, and nothing to say. */
void		 http_done(struct http *);
/* Answer 200 with a file of this type to be kept under a name, of any length:
 * what is written to the stream is sent, and fclose ends it.  NULL: it can't
 * be, and that was answered. */
FILE		*http_open(struct http *, const char *type, const char *name);
/* Answer with plain text, as slicers show it to a person. */
void		 http_text(struct http *, int status, const char *);
/* Answer with a refusal.  detail, if not NULL, is an English sentence that
 * says more than the table's; pages know it in French (htdocs/sentences.js),
 * so it goes along. */
void		 http_refuse(struct http *, enum refusal, const char *detail);
/* The same for a result of the spool; what an admin must know is logged. */
void		 http_refuse_spool(struct http *, enum spool_result);
/* true: result is SPOOL_OK; else false, and that was answered. */
bool		 http_good(struct http *, enum spool_result);

#endif
