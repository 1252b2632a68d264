/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Methods and paths against a table of routes.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "cgi/route.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct route routes[] = {
	{ "GET",	"/api/jobs",			0, NULL },
	{ "POST",	"/api/jobs",			0, NULL },
	{ "GET",	"/api/jobs/:id",		0, NULL },
	{ "DELETE",	"/api/jobs/:id",		0, NULL },
	{ "POST",	"/p/:name/api/files/local",	0, NULL },
	{ "GET",	"/p/:name",			0, NULL },
	{ "GET",	"/p/:where/printer/api/:slug",	0, NULL },
	{ "PUT",	"/p/:where/v1/:rest",		0, NULL },
	{ "DELETE",	"/api/account/sessions/:token",	0, NULL },
};

static const struct {
	const char	*method, *path;
	enum refusal	 refusal;
	int		 row;
	int64_t		 id;
	const char	*name;
} requests[] = {
	{ "GET",    "/api/jobs",	REFUSAL_NONE, 0, 0, "" },
	{ "HEAD",   "/api/jobs",	REFUSAL_NONE, 0, 0, "" },
	{ "POST",   "/api/jobs",	REFUSAL_NONE, 1, 0, "" },
	{ "GET",    "/api/jobs/12",	REFUSAL_NONE, 2, 12, "" },
	{ "DELETE", "/api/jobs/999999999999999999",
	    REFUSAL_NONE, 3, INT64_C(999999999999999999), "" },
	{ "POST",   "/p/dagoma-1/api/files/local",
	    REFUSAL_NONE, 4, 0, "dagoma-1" },
	{ "GET",    "/p/x",		REFUSAL_NONE, 5, 0, "x" },
	{ "GET",    "/p/01234567890123456789012345678901",
	    REFUSAL_NONE, 5, 0, "01234567890123456789012345678901" },
	{ "GET",    "/p/012345678901234567890123456789012",
	    REFUSAL_NO_PRINTER, 0, 0, "" },
	{ "GET",    "/p/any",		REFUSAL_NO_PRINTER, 0, 0, "" },
	{ "GET",    "/p/A",		REFUSAL_NO_PRINTER, 0, 0, "" },
	{ "GET",    "/p/",		REFUSAL_NO_PRINTER, 0, 0, "" },
	{ "GET",    "/p/..",		REFUSAL_NO_PRINTER, 0, 0, "" },
	{ "GET",    "/p/any/printer/api/x", REFUSAL_NONE, 6, 0, "any" },
	{ "GET",    "/p/a/printer/api/any", REFUSAL_NO_PRINTER, 0, 0, "" },
	{ "GET",    "/p/a/printer/api/",    REFUSAL_NO_PRINTER, 0, 0, "" },
	{ "PUT",    "/p/any/v1/a/b.g",	REFUSAL_NONE, 7, 0, "any" },
	{ "PUT",    "/p/A/v1/b.g",	REFUSAL_NO_PRINTER, 0, 0, "" },
	{ "PUT",    "/p/a/v1/",		REFUSAL_NOT_FOUND, 0, 0, "" },
	{ "PUT",    "/p/a/v1",		REFUSAL_NOT_FOUND, 0, 0, "" },
	{ "DELETE", "/api/account/sessions/0f1e", REFUSAL_NONE, 8, 0, "" },
	{ "DELETE", "/api/account/sessions/..", REFUSAL_NOT_FOUND, 0, 0, "" },
	{ "DELETE", "/api/account/sessions/", REFUSAL_NOT_FOUND, 0, 0, "" },
	{ "PUT",    "/api/jobs",	REFUSAL_BAD_METHOD, 0, 0, "" },
	{ "get",    "/api/jobs",	REFUSAL_BAD_METHOD, 0, 0, "" },
	{ "",	    "/api/jobs",	REFUSAL_BAD_METHOD, 0, 0, "" },
	{ "GET",    "",			REFUSAL_NOT_FOUND, 0, 0, "" },
	{ "GET",    "/",		REFUSAL_NOT_FOUND, 0, 0, "" },
	{ "GET",    "/api",		REFUSAL_NOT_FOUND, 0, 0, "" },
	{ "GET",    "/api/jobs/",	REFUSAL_NOT_FOUND, 0, 0, "" },
	{ "GET",    "/api/jobs/0",	REFUSAL_NOT_FOUND, 0, 0, "" },
	{ "GET",    "/api/jobs/-1",	REFUSAL_NOT_FOUND, 0, 0, "" },
	{ "GET",    "/api/jobs/1x",	REFUSAL_NOT_FOUND, 0, 0, "" },
	{ "GET",    "/api/jobs/1/2",	REFUSAL_NOT_FOUND, 0, 0, "" },
	{ "GET",    "/api/jobs/12345678901234567890",
	    REFUSAL_NOT_FOUND, 0, 0, "" },
	{ "GET",    "/api/jobsx",	REFUSAL_NOT_FOUND, 0, 0, "" },
	{ "GET",    "/api/job",		REFUSAL_NOT_FOUND, 0, 0, "" },
	{ "GET",    "//api/jobs",	REFUSAL_NOT_FOUND, 0, 0, "" },
	{ "GET",    "api/jobs",		REFUSAL_NOT_FOUND, 0, 0, "" },
};

static void
route__requests__find_their_row(void **state)
{
	const struct route *found;
	struct route_values values;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(requests); i++) {
		found = NULL;
		if (route_find(routes, COUNT(routes), requests[i].method,
		    requests[i].path, &found, &values) !=
		    requests[i].refusal)
			fail_msg("%s %s", requests[i].method,
			    requests[i].path);
		if (requests[i].refusal != REFUSAL_NONE)
			continue;
		assert_ptr_equal(found, &routes[requests[i].row]);
		assert_int_equal(values.id, requests[i].id);
		assert_string_equal(values.name, requests[i].name);
	}
}

static void
route__slug_and_rest__as_in_the_path(void **state)
{
	const struct route *found;
	struct route_values values;

	(void)state;
	assert_int_equal(route_find(routes, COUNT(routes), "GET",
	    "/p/any/printer/api/dagoma-1", &found, &values), REFUSAL_NONE);
	assert_string_equal(values.slug, "dagoma-1");
	assert_null(values.rest);
	assert_int_equal(route_find(routes, COUNT(routes), "PUT",
	    "/p/any/v1/a/b c.g", &found, &values), REFUSAL_NONE);
	assert_string_equal(values.rest, "a/b c.g");
	assert_string_equal(values.slug, "");
}

static void
allow__paths__their_methods(void **state)
{
	char text[64], small[8];

	(void)state;
	route_allow(routes, COUNT(routes), "/api/jobs", text, sizeof(text));
	assert_string_equal(text, "GET, HEAD, POST");
	route_allow(routes, COUNT(routes), "/api/jobs/1", text, sizeof(text));
	assert_string_equal(text, "GET, HEAD, DELETE");
	route_allow(routes, COUNT(routes), "/nothing", text, sizeof(text));
	assert_string_equal(text, "");
	route_allow(routes, COUNT(routes), "/api/jobs", small, sizeof(small));
	assert_string_equal(small, "GET, HE");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(route__requests__find_their_row),
		cmocka_unit_test(route__slug_and_rest__as_in_the_path),
		cmocka_unit_test(allow__paths__their_methods),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
