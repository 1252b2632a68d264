/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the doctor reads of nginx: our own site, and what admins make of it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "setup/nginxconf.h"
#include "setup/place.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))
#define PASS		"fastcgi_pass connectprint_files;"

static char dir[64];

static void
put(const char *name, const char *text)
{
	char path[128];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static struct nginxconf
read_text(const char *text)
{
	struct nginxconf conf;

	put("site", text);
	assert_int_equal(nginxconf_read("", dir, "site", &conf), 0);
	return conf;
}

static void
uploads__rows(void **state)
{
	static const struct {
		const char	*text;
		bool		 has;
		int64_t		 bytes;
	} rows[] = {
		{ "", false, NGINXCONF_UNLIMITED },
		{ "server { location / { fastcgi_pass other; } }", false,
		    NGINXCONF_UNLIMITED },
		/* nginx's own limit, when nothing is said */
		{ "server { location /a { " PASS " } }", true, 1 << 20 },
		{ "server { location /a { " PASS " client_max_body_size 0; } "
		    "}", true, NGINXCONF_UNLIMITED },
		{ "server { location /a { " PASS " client_max_body_size 10m; "
		    "} }", true, 10 << 20 },
		/* said around it, before and after */
		{ "server { client_max_body_size 5k; location /a { " PASS
		    " } }", true, 5 << 10 },
		{ "server { location /a { " PASS " } client_max_body_size 2G; "
		    "}", true, INT64_C(2) << 30 },
		{ "client_max_body_size 7; server { location /a { " PASS
		    " } }", true, 7 },
		/* the inner one counts; of several, the least */
		{ "server { client_max_body_size 5k; location /a { " PASS
		    " client_max_body_size 9k; } }", true, 9 << 10 },
		{ "server { location /a { " PASS " client_max_body_size 0; } "
		    "location /b { " PASS " client_max_body_size 8k; } }",
		    true, 8 << 10 },
		{ "server { location /a { fastcgi_pass "
		    "$connectprint_files_or_jobs; client_max_body_size 3; } }",
		    true, 3 },
		/* comments, quotes, variables in braces */
		{ "server { # client_max_body_size 3; }\n location /a { " PASS
		    " return 200 \"; } client_max_body_size 4;\"; "
		    "client_max_body_size 0; } }", true, NGINXCONF_UNLIMITED },
		{ "server { location /a { " PASS " set $x ${y}z; "
		    "client_max_body_size 6; } }", true, 6 },
		/* more blocks than we count, and fewer */
		{ "a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{ " PASS, false,
		    NGINXCONF_UNLIMITED },
		{ "}}}} server { location /a { " PASS " } }", true, 1 << 20 },
		{ "server { location /a { client_max_body_size 5", false,
		    NGINXCONF_UNLIMITED },
	};
	struct nginxconf conf;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		conf = read_text(rows[i].text);
		assert_int_equal(conf.has_uploads, rows[i].has);
		assert_int_equal(conf.upload_bytes, rows[i].bytes);
	}
}

static void
listen__rows(void **state)
{
	static const struct {
		const char	*text;
		bool		 is_public;
	} rows[] = {
		{ "server { listen 127.0.0.1:80; }", false },
		{ "server { listen [::1]:80; }", false },
		{ "server { listen localhost:8000; }", false },
		{ "server { listen unix:/run/x.sock; }", false },
		{ "server { listen 80; }", true },
		{ "server { listen [::]:443 ssl; }", true },
		{ "server { listen *:80; }", true },
		{ "server { listen 192.0.2.1:80; }", true },
		{ "server { listen 127.0.0.1:80; listen 80; }", true },
		{ "server { # listen 80;\n }", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		assert_int_equal(read_text(rows[i].text).is_public,
		    rows[i].is_public);
	assert_string_equal(read_text("server { listen 8443; }").listen,
	    "8443");
}

static void
include__file_and_glob__are_read(void **state)
{
	struct nginxconf conf;

	(void)state;
	put("a.conf", "client_max_body_size 11;");
	put("b.part", "listen 80;");
	conf = read_text("server { include *.conf; include b.part; include "
	    "none; location /a { " PASS " } }");
	assert_int_equal(conf.upload_bytes, 11);
	assert_true(conf.is_public);
	/* one that includes itself comes to an end */
	put("a.conf", "client_max_body_size 12; include a.conf;");
	conf = read_text("server { include a.conf; location /a { " PASS
	    " } }");
	assert_int_equal(conf.upload_bytes, 12);
}

static void
read__no_file__fails(void **state)
{
	struct nginxconf conf;

	(void)state;
	assert_int_equal(nginxconf_read("", dir, "none", &conf), -1);
	assert_int_equal(nginxconf_read("/nowhere", dir, "site", &conf), -1);
}

/* The site as it is in the tree, under `make run` and as it is installed. */
static void
read__our_site__unlimited(void **state)
{
	struct place place = { .run = "/run", .source = ".", .port = "8080" };
	struct nginxconf conf;
	int installed;

	(void)state;
	assert_non_null(realpath(".", place.source));
	(void)snprintf(place.site, sizeof(place.site), "%s", dir);
	for (installed = 0; installed < 2; installed++) {
		place.https[0] = installed ? '\0' : '#';
		place.plain[0] = installed ? '#' : '\0';
		assert_int_equal(place_render_all(&place, "nginx", dir), 0);
		assert_int_equal(nginxconf_read("", dir, "connectprint.conf",
		    &conf), 0);
		assert_true(conf.has_uploads);
		assert_true(conf.upload_bytes == NGINXCONF_UNLIMITED);
		assert_int_equal(conf.is_public, installed);
	}
}

static int
set_up(void **state)
{
	(void)state;
	(void)strcpy(dir, "/tmp/nginxconf-XXXXXX");
	return mkdtemp(dir) == NULL ? -1 : 0;
}

static int
remove_it(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int
tear_down(void **state)
{
	(void)state;
	return nftw(dir, remove_it, 8, FTW_DEPTH | FTW_PHYS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
		T(uploads__rows),
		T(listen__rows),
		T(include__file_and_glob__are_read),
		T(read__no_file__fails),
		T(read__our_site__unlimited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
