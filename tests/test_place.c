/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Texts with @NAMES@ in them, and folders.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "setup/place.h"

static const struct place	here = {
	.run = "/run/x", .bin = "/usr/bin", .source = "/src",
	.nginx = "/usr/sbin/nginx", .port = "8080", .speed = "20",
	.user = "www-data", .site = "/run/x/nginx", .https = "#",
};

struct fixture {
	char	folder[64];
	char	from[128], to[128];
};

static int
setup(void **state)
{
	static struct fixture	f;

	(void)snprintf(f.folder, sizeof(f.folder), "/tmp/place.XXXXXX");
	if (mkdtemp(f.folder) == NULL)
		return -1;
	(void)snprintf(f.from, sizeof(f.from), "%s/a.conf.in", f.folder);
	(void)snprintf(f.to, sizeof(f.to), "%s/out/a.conf", f.folder);
	*state = &f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture	*f = *state;
	char		 out[128];

	(void)snprintf(out, sizeof(out), "%s/out", f->folder);
	(void)unlink(f->from);
	(void)unlink(f->to);
	(void)rmdir(out);
	return rmdir(f->folder);
}

static void
write_template(const struct fixture *f, const char *text)
{
	FILE	*file = fopen(f->from, "we");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void
expand__rows__as_written(void **state)
{
	static const struct {
		const char	*text, *expected;
	} rows[] = {
		{ "", "" },
		{ "plain", "plain" },
		{ "@RUN@", "/run/x" },
		{ "a @RUN@/b @PORT@c", "a /run/x/b 8080c" },
		{ "@RUN@@PORT@", "/run/x8080" },
		{ "@BIN@ @SOURCE@ @NGINX@ @SPEED@ @USER@",
		    "/usr/bin /src /usr/sbin/nginx 20 www-data" },
		{ "@SITE@/a @HTTPS@b @PLAIN@c", "/run/x/nginx/a #b c" },
		{ "me@example.org", "me@example.org" },
		{ "@", "@" },
		{ "@@", "@@" },
		{ "@RUN", "@RUN" },
		{ "@run@", "@run@" },
		{ "location @fallback {", "location @fallback {" },
	};
	char	out[128];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(place_expand(&here, rows[i].text, out,
		    sizeof(out)), 0);
		assert_string_equal(out, rows[i].expected);
	}
}

static void
expand__unknown_name__refused(void **state)
{
	static const char *const	rows[] = {
		"@PORTS@", "@POR@", "x @NOTHING@ y" };
	char				out[128];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(place_expand(&here, rows[i], out,
		    sizeof(out)), -1);
		assert_int_equal(errno, EINVAL);
	}
}

static void
expand__every_size__whole_or_refused(void **state)
{
	char	out[32];

	(void)state;
	for (size_t size = 1; size <= sizeof(out); size++) {
		(void)memset(out, '#', sizeof(out));
		if (size > strlen("a/run/xb")) {
			assert_int_equal(place_expand(&here, "a@RUN@b", out,
			    size), 0);
			assert_string_equal(out, "a/run/xb");
		} else {
			assert_int_equal(place_expand(&here, "a@RUN@b", out,
			    size), -1);
			assert_int_equal(errno, ENAMETOOLONG);
		}
		for (size_t i = size; i < sizeof(out); i++)
			assert_int_equal(out[i], '#');
	}
}

static void
render__template__written_in_place(void **state)
{
	struct fixture	*f = *state;
	char		 out[80], text[64] = "";
	FILE		*file;

	write_template(f, "listen @PORT@;\nroot @SOURCE@;\n");
	(void)snprintf(out, sizeof(out), "%s/out", f->folder);
	assert_int_equal(place_render_all(&here, f->folder, out), 0);
	file = fopen(f->to, "re");
	assert_non_null(file);
	assert_int_equal(fread(text, 1, sizeof(text) - 1, file), 24);
	(void)fclose(file);
	assert_string_equal(text, "listen 8080;\nroot /src;\n");
}

static void
render__unknown_name__refused(void **state)
{
	struct fixture	*f = *state;
	char		 out[80];

	write_template(f, "listen @PROT@;\n");
	(void)snprintf(out, sizeof(out), "%s/out", f->folder);
	assert_int_equal(place_render_all(&here, f->folder, out), -1);
}

static void
render__no_folder__refused(void **state)
{
	struct fixture	*f = *state;

	assert_int_equal(place_render_all(&here, "/nonexistent", f->folder),
	    -1);
}

static void
make__parents_missing__made(void **state)
{
	struct fixture	*f = *state;
	struct stat	 st;
	char		 path[128];

	(void)snprintf(path, sizeof(path), "%s/a/b/c", f->folder);
	assert_int_equal(place_make(path, 0700), 0);
	assert_int_equal(place_make(path, 0700), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(rmdir(path), 0);
		*strrchr(path, '/') = '\0';
	}
}

static void
make__a_file_in_the_way__refused(void **state)
{
	struct fixture	*f = *state;
	char		 path[160];

	write_template(f, "");
	(void)snprintf(path, sizeof(path), "%s/sub", f->from);
	assert_int_equal(place_make(path, 0700), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	static const struct CMUnitTest	tests[] = {
		cmocka_unit_test(expand__rows__as_written),
		cmocka_unit_test(expand__unknown_name__refused),
		cmocka_unit_test(expand__every_size__whole_or_refused),
		TEST(render__template__written_in_place),
		TEST(render__unknown_name__refused),
		TEST(render__no_folder__refused),
		TEST(make__parents_missing__made),
		TEST(make__a_file_in_the_way__refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
