/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Workers: the threads of a FastCGI program.  Each accepts by itself (a mutex
 * round accept, or a kept connection, would let one idle client stop all),
 * serves one request at a time, and holds a handle on the spool while it does.
 * The only user of libfcgi.
 */
#ifndef CGI_WORKER_H
#define CGI_WORKER_H

#include "cgi/http.h"

struct http_worker;

/* Answers one request of a program. */
typedef void	 (worker_answer)(struct http *, const struct http_program *);
/* http_serve(), with what answers. */
int		 worker_serve(const struct http_program *, int argc,
		    char *argv[], worker_answer *);

const char	*worker_variable(const struct http_worker *, const char *);
size_t		 worker_read(struct http_worker *, char *, size_t);
/* Headers, in any order, then the body. */
void		 worker_header(struct http_worker *, const char *name,
		    const char *value);
void		 worker_body(struct http_worker *, const char *text);
/* More of the body; false: the client is gone. */
bool		 worker_write(struct http_worker *, const char *, size_t);
/* Don't use this handle on the spool again. */
void		 worker_spool_broke(struct http_worker *);

#endif
