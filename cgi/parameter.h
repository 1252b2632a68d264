/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parameters of header values, "; name=value; name=\"value\"", and what is
 * written with % and two digits in them and in query strings.  Pure.
 */
#ifndef CGI_PARAMETER_H
#define CGI_PARAMETER_H

#include <stdbool.h>
#include <stddef.h>

#define PARAMETER_NAME	32
#define PARAMETER_VALUE	4096

struct parameter {
	char	name[PARAMETER_NAME];
	char	value[PARAMETER_VALUE];	/* unquoted; a NUL behind it */
	size_t	length;			/* of the value */
};

enum parameter_result { PARAMETER_OK, PARAMETER_END, PARAMETER_BROKEN };
/* The next parameter behind *at, which is moved on.  A backslash in quotes
 * escapes only '"' and itself: paths of other systems keep theirs. */
enum parameter_result parameter_next(const char **at, const char *end,
		    struct parameter *);

/*
 * Decode an extended value, UTF-8'en'%e2%82%ac (RFC 5987), from UTF-8 or
 * ISO-8859-1, into UTF-8.  false: malformed, another charset, or no room.
 */
bool		 parameter_extended(const struct parameter *, char *text,
		    size_t size, size_t *length);

/*
 * Decode n bytes of %-writing into text (a NUL behind it); plus: '+' is a
 * blank.  Returns the length, or -1: malformed, or no room.
 */
long		 parameter_percent(const char *bytes, size_t n, bool plus,
		    char *text, size_t size);

#endif
