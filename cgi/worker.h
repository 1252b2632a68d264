/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Workers: the threads of a FastCGI program.  Each accepts by itself (a mutex
 * round accept, or a kept connection, would let one idle client stop all),
 * has its own handle on the spool, and serves one request at a time.  The
 * only user of libfcgi.
 */
#ifndef CGI_WORKER_H
#define CGI_WORKER_H

#include "cgi/http.h"

struct http_worker;

/* Answers one request; http.c has it. */
void		 http_answer(struct http *, const struct http_program *);

const char	*worker_variable(const struct http_worker *, const char *);
size_t		 worker_read(struct http_worker *, char *, size_t);
/* Headers, in any order, then the body. */
void		 worker_header(struct http_worker *, const char *name,
		    const char *value);
void		 worker_body(struct http_worker *, const char *text);
/* Open the spool anew for the next request. */
void		 worker_spool_broke(struct http_worker *);

#endif
