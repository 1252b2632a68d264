/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cameras: which hosts they may have, what a name means, and what nginx is
 * told.
 */
#include <sys/socket.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "setup/lookout.h"
#include "tests/lab.h"

static void
host__urls__taken_or_not(void **state)
{
	static const struct {
		const char	*url, *name;	/* NULL: it is refused */
	} rows[] = {
		{ "http://octopi/?action=stream", "octopi" },
		{ "http://webcam-2.local/", "webcam-2.local" },
		{ "https://Cam.Example.ORG:8443/a?b=c", "Cam.Example.ORG" },
		{ "http://localhost", "localhost" },
		{ "http://127.0.0.1:8080/", "127.0.0.1" },
		{ "http://192.168.1.7/snap", "192.168.1.7" },
		{ "http://[::1]:8080/", "::1" },
		{ "http://[fd12::7]/", "fd12::7" },
		{ "ftp://octopi/", NULL }, { "http:///x", NULL },
		{ "http://user@octopi/", NULL }, { "http://octopi?x", NULL },
		{ "http://octopi:/", NULL }, { "http://octopi:0/", NULL },
		{ "http://octopi:65536/", NULL }, { "http://octopi:8o/", NULL },
		{ "http://octopi:123456/", NULL },
		{ "http://-a/", NULL }, { "http://a-/", NULL },
		{ "http://a..b/", NULL }, { "http://.a/", NULL },
		{ "http://a./", NULL }, { "http://a_b/", NULL },
		{ "http://a%20b/", NULL }, { "http://a$b/", NULL },
		/* nearly numbers, which resolvers take for them */
		{ "http://127.1/", NULL }, { "http://2130706433/", NULL },
		{ "http://0x7f000001/", NULL }, { "http://0x7f.1/", NULL },
		{ "http://127.0.0.1x/", NULL }, { "http://[127.0.0.1]/", NULL },
		{ "http://[octopi]/", NULL }, { "http://[::1/", NULL },
		{ "http://[fe80::1%25eth0]/", NULL },
		/* no camera's */
		{ "http://0.0.0.0/", NULL },
		{ "http://169.254.169.254/", NULL },
		{ "http://100.100.100.200/", NULL },
		{ "http://192.0.0.192/", NULL }, { "http://224.0.0.1/", NULL },
		{ "http://255.255.255.255/", NULL }, { "http://[::]/", NULL },
		{ "http://[::ffff:169.254.169.254]/", NULL },
		{ "http://[64:ff9b::a9fe:a9fe]/", NULL },
		{ "http://[fd00:ec2::254]/", NULL },
		{ "http://[fe80::1]/", NULL }, { "http://[ff02::1]/", NULL },
	};
	struct host h;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (host_of_camera(rows[i].url, &h) != (rows[i].name !=
		    NULL))
			fail_msg("%s", rows[i].url);
		if (rows[i].name != NULL)
			assert_string_equal(h.name, rows[i].name);
	}
}

/* 63 letters between two dots, 253 in all. */
static void
host__long_names__up_to_what_dns_has(void **state)
{
	char url[400] = "http://";
	struct host h;
	size_t i;

	(void)state;
	for (i = 0; i < 253; i++)
		url[7 + i] = i % 64 == 63 ? '.' : 'a';
	assert_true(host_of_camera(url, &h));
	assert_int_equal(strlen(h.name), 253);
	url[7 + 253] = 'a';
	assert_false(host_of_camera(url, &h));
	url[7 + 64] = '\0';
	url[7 + 63] = 'a';
	assert_false(host_of_camera(url, &h));
}

/* What a name server says is somebody else's: never this machine. */
static void
choose__answers__the_first_that_may_be(void **state)
{
	static const struct {
		const char	*given[3], *chosen;
	} rows[] = {
		{ { "192.168.1.7" }, "192.168.1.7" },
		{ { "fd12::7", "192.168.1.7" }, "192.168.1.7" },
		{ { "127.0.1.1", "10.0.0.7" }, "10.0.0.7" },
		{ { "127.0.0.1" }, "" }, { { "127.8.8.8", "::1" }, "" },
		{ { "169.254.169.254" }, "" }, { { "0.0.0.0" }, "" },
		{ { "fe80::1", "fd12::7" }, "fd12::7" },
		{ { "::ffff:10.0.0.7" }, "" }, { { "::7f00:1" }, "" },
		{ { NULL }, "" },
	};
	char numbers[WEBCAM_NUMBERS_SIZE];
	struct addrinfo list[3];
	struct sockaddr_in four[3];
	struct sockaddr_in6 six[3];
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memset(list, 0, sizeof(list));
		for (j = 0; j < 3 && rows[i].given[j] != NULL; j++) {
			bool is_six = strchr(rows[i].given[j], ':') != NULL;

			list[j].ai_family = is_six ? AF_INET6 : AF_INET;
			list[j].ai_addr = is_six ? (void *)&six[j] :
			    (void *)&four[j];
			assert_int_equal(inet_pton(list[j].ai_family,
			    rows[i].given[j], is_six ?
			    (void *)&six[j].sin6_addr :
			    (void *)&four[j].sin_addr), 1);
			if (j > 0)
				list[j - 1].ai_next = &list[j];
		}
		lookout_choose(j > 0 ? list : NULL, numbers);
		assert_string_equal(numbers, rows[i].chosen);
	}
}

static void
source__each_kind__is_in_numbers(void **state)
{
	static const struct {
		const char	*url, *found, *source, *host;
	} rows[] = {
		{ "http://192.0.2.7/x", "", "http://192.0.2.7/x",
		    "192.0.2.7" },
		{ "http://[fd12::7]:81/x", "", "http://[fd12::7]:81/x",
		    "[fd12::7]:81" },
		{ "http://localhost:8080", "", "http://127.0.0.1:8080/",
		    "localhost:8080" },
		{ "http://octopi/?action=stream", "", "", "" },
		{ "http://octopi/?action=stream", "192.0.2.9",
		    "http://192.0.2.9/?action=stream", "octopi" },
		{ "https://cam.local:8443/", "fd12::9",
		    "https://[fd12::9]:8443/", "cam.local:8443" },
	};
	struct lab *lab = *state;
	int64_t printer = lab->printer.id;
	struct webcam_source s;
	struct webcam_name *list;
	size_t i;
	int n;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(webcam_set(lab->spool, printer, rows[i].url,
		    "ann"), SPOOL_OK);
		assert_int_equal(webcam_names(lab->spool, false, &list, &n),
		    SPOOL_OK);
		if (rows[i].found[0] != '\0') {
			assert_int_equal(n, 1);
			assert_int_equal(webcam_found(lab->spool, list,
			    rows[i].found), SPOOL_OK);
		}
		free(list);
		assert_int_equal(webcam_source(lab->spool, printer, &s),
		    SPOOL_OK);
		assert_string_equal(s.url, rows[i].source);
		assert_string_equal(s.host, rows[i].host);
	}
}

/* What was in the spool before a rule is not obeyed. */
static void
source__no_longer_allowed__nobody_knows_it(void **state)
{
	struct lab *lab = *state;
	struct webcam_source s;

	assert_int_equal(webcam_set(lab->spool, lab->printer.id,
	    "http://169.254.169.254/", "ann"), SPOOL_OK);
	assert_int_equal(webcam_source(lab->spool, lab->printer.id, &s),
	    SPOOL_OK);
	assert_string_equal(s.url, "");
}

/* New ones at once, the others when all are looked up; a late answer to what
 * is not asked any more is none. */
static void
names__looked_up__until_they_are_set_again(void **state)
{
	struct lab *lab = *state;
	int64_t printer = lab->printer.id;
	struct webcam_name *list;
	struct webcam_source s;
	int n;

	assert_int_equal(webcam_set(lab->spool, printer, "http://192.0.2.7/",
	    "ann"), SPOOL_OK);
	assert_int_equal(webcam_names(lab->spool, true, &list, &n), SPOOL_OK);
	assert_int_equal(n, 0);
	assert_int_equal(webcam_set(lab->spool, printer, "http://octopi/",
	    "ann"), SPOOL_OK);
	assert_int_equal(webcam_names(lab->spool, false, &list, &n),
	    SPOOL_OK);
	assert_int_equal(n, 1);
	assert_string_equal(list[0].name, "octopi");
	assert_false(list[0].looked);
	assert_int_equal(webcam_found(lab->spool, list, "192.0.2.9"),
	    SPOOL_OK);
	free(list);
	assert_int_equal(webcam_names(lab->spool, false, &list, &n),
	    SPOOL_OK);
	assert_int_equal(n, 0);
	assert_int_equal(webcam_names(lab->spool, true, &list, &n), SPOOL_OK);
	assert_int_equal(n, 1);
	assert_true(list[0].looked);
	assert_string_equal(list[0].numbers, "192.0.2.9");
	assert_int_equal(webcam_set(lab->spool, printer, "http://other/",
	    "ann"), SPOOL_OK);
	assert_int_equal(webcam_found(lab->spool, list, "192.0.2.10"),
	    SPOOL_NONE);
	free(list);
	assert_int_equal(webcam_source(lab->spool, printer, &s), SPOOL_OK);
	assert_string_equal(s.url, "");
}

#define T(f)	cmocka_unit_test_setup_teardown(f, lab_set_up, lab_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(host__urls__taken_or_not),
		cmocka_unit_test(host__long_names__up_to_what_dns_has),
		cmocka_unit_test(choose__answers__the_first_that_may_be),
		T(source__each_kind__is_in_numbers),
		T(source__no_longer_allowed__nobody_knows_it),
		T(names__looked_up__until_they_are_set_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
