/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Routes: paths against patterns, segment by segment.
 */
#include <stdio.h>
#include <string.h>

#include "cgi/route.h"
#include "sql/valid.h"

#define SEGMENT	64

static enum refusal	match(const char *, const char *,
			    struct route_values *);
static enum refusal	match_segment(const char *, size_t, const char *,
			    size_t, struct route_values *);
static bool		is_method(const char *, const char *);

enum refusal
route_find(const struct route *rows, size_t n, const char *method,
    const char *path, const struct route **found, struct route_values *values)
{
	enum refusal best = REFUSAL_NOT_FOUND, result;
	size_t i;

	for (i = 0; i < n; i++) {
		result = match(rows[i].path, path, values);
		if (result == REFUSAL_NO_PRINTER)
			best = result;
		if (result != REFUSAL_NONE)
			continue;
		if (is_method(rows[i].method, method)) {
			*found = &rows[i];
			return REFUSAL_NONE;
		}
		best = REFUSAL_BAD_METHOD;
	}
	return best;
}

void
route_allow(const struct route *rows, size_t n, const char *path,
    char *methods, size_t size)
{
	struct route_values values;
	size_t used = 0, i;

	methods[0] = '\0';
	for (i = 0; i < n && used < size; i++)
		if (match(rows[i].path, path, &values) == REFUSAL_NONE)
			used += (size_t)snprintf(methods + used, size - used,
			    "%s%s%s", used > 0 ? ", " : "", rows[i].method,
			    strcmp(rows[i].method, "GET") == 0 ? ", HEAD" :
			    "");
}

static enum refusal
match(const char *pattern, const char *path, struct route_values *values)
{
	enum refusal result;
	size_t wanted, n;

	memset(values, 0, sizeof(*values));
	while (*pattern == '/' && *path == '/') {
		pattern++;
		path++;
		wanted = strcspn(pattern, "/");
		if (strcmp(pattern, ":rest") == 0) {
			values->rest = path;
			return *path != '\0' ? REFUSAL_NONE :
			    REFUSAL_NOT_FOUND;
		}
		n = strcspn(path, "/");
		result = match_segment(pattern, wanted, path, n, values);
		if (result != REFUSAL_NONE)
			return result;
		pattern += wanted;
		path += n;
	}
	return *pattern == '\0' && *path == '\0' ? REFUSAL_NONE :
	    REFUSAL_NOT_FOUND;
}

static enum refusal
match_segment(const char *pattern, size_t wanted, const char *path, size_t n,
    struct route_values *values)
{
	char segment[SEGMENT];

	if (pattern[0] != ':')
		return n == wanted && memcmp(pattern, path, n) == 0 ?
		    REFUSAL_NONE : REFUSAL_NOT_FOUND;
	(void)snprintf(segment, sizeof(segment), "%.*s",
	    n < sizeof(segment) ? (int)n : (int)sizeof(segment) - 1, path);
	if (strncmp(pattern, ":id", wanted) == 0)
		return valid_number(segment, 1, INT64_MAX, &values->id) ?
		    REFUSAL_NONE : REFUSAL_NOT_FOUND;
	if (!valid_printer_name(segment) &&
	    (strncmp(pattern, ":where", wanted) != 0 ||
	    strcmp(segment, "any") != 0))
		return strncmp(pattern, ":token", wanted) == 0 ?
		    REFUSAL_NOT_FOUND : REFUSAL_NO_PRINTER;
	memcpy(strncmp(pattern, ":slug", wanted) == 0 ||
	    strncmp(pattern, ":token", wanted) == 0 ? values->slug :
	    values->name, segment, n + 1);
	return REFUSAL_NONE;
}

static bool
is_method(const char *row, const char *method)
{
	return strcmp(row, method) == 0 || (strcmp(row, "GET") == 0 &&
	    strcmp(method, "HEAD") == 0);
}
