/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Routes: which handler a method and a path mean.  A program's API is one
 * const table of these.  Pure.
 */
#ifndef CGI_ROUTE_H
#define CGI_ROUTE_H

#include "cgi/refusal.h"

struct http;

struct route {
	const char	*method;	/* GET answers HEAD, too */
	/* "/api/printers/:name": ":name" stands for a printer's name,
	 * ":where" for that or "any", the pool; ":slug" for a second name,
	 * ":token" for letters and digits, ":id" for a number, ":rest", at the
	 * end, for one segment or more; each at most once. */
	const char	*path;
	unsigned int	 right;		/* of enum person_right; 0: anybody */
	void		(*handle)(struct http *);
};

/* What stood for ":name" (or ":where"), ":slug" (or ":token"), ":id" and
 * ":rest". */
struct route_values {
	char		 name[SPOOL_NAME_SIZE];
	char		 slug[SPOOL_NAME_SIZE];
	int64_t		 id;
	const char	*rest;		/* within the path; or NULL */
};

/*
 * Find the row for a request.  REFUSAL_NOT_FOUND, REFUSAL_NO_PRINTER (what
 * stands for ":name" is no name) or REFUSAL_BAD_METHOD when there is none.
 */
enum refusal	 route_find(const struct route *, size_t n,
		    const char *method, const char *path,
		    const struct route **, struct route_values *);

/* The methods of a path, "GET, HEAD, POST", for an Allow header. */
void		 route_allow(const struct route *, size_t n, const char *path,
		    char *methods, size_t size);

#endif
