/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long an emergency stop takes, from the HTTP request (its connection
 * included) to the M112 at the printer's end of the cable.  Light printers of
 * a running system print; they are stopped in turn, reset, cleaned, and print
 * again.  What else the system does meanwhile is the caller's affair.
 *
 *	stops RUN PORT KEY FILE STOPS
 *
 * RUN is the folder of supervise, PORT its web server's, KEY an admin's, FILE
 * the number of an analyzed file.  Prints how many stops were measured and
 * their median, p99 and maximum in ms.
 */
#include <arpa/inet.h>
#include <sys/socket.h>

#include <err.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "spoolerd/control.h"
#include "sql/job.h"
#include "tests/bench/light.h"
#include "tests/bench/tally.h"

#define PRINTERS	8
#define LINE_US		10000
#define STOPS_MAX	10000
#define PRINTING	20	/* lines; then it really prints */
#define CALL_MS		10000
#define NAP_MS		10
#define PATIENCE	3000	/* naps: half a minute */

struct stops {
	in_port_t	 port;
	const char	*key;
	int64_t		 file;
	char		 control[200], ports[200];
	struct spool	*spool;
	struct light	*light;
	int64_t		 numbers[PRINTERS];
	uint64_t	 lines[PRINTERS];	/* at the last start */
};

static void
nap(void)
{
	const struct timespec ts = { 0, NAP_MS * 1000000L };

	(void)nanosleep(&ts, NULL);
}

static int64_t
clock_ns(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

/* --- the printers --- */

/* Ask the daemon, again and again while it refuses.  Args is taken over. */
static json_t *
call(const struct stops *s, const char *function, json_t *args,
    json_t *kwargs)
{
	json_t *value = NULL, *error = NULL;
	int naps = 0;

	while ((value = control_call(s->control, function, args, kwargs,
	    CALL_MS, &error)) == NULL) {
		if (naps++ == PATIENCE)
			errx(1, "%s: %s", function, json_string_value(
			    json_object_get(error, "message")));
		json_decref(error);
		nap();
	}
	json_decref(args);
	json_decref(kwargs);
	return value;
}

static void
order(const struct stops *s, unsigned int i, const char *what)
{
	json_decref(call(s, "order", json_pack("[I, s, i]",
	    (json_int_t)s->numbers[i], what, 0), NULL));
}

static void
adopt(struct stops *s, unsigned int i)
{
	char path[256], name[32];
	json_t *value;

	(void)snprintf(path, sizeof(path), "%s/%u/tty", s->ports, i + 1);
	(void)snprintf(name, sizeof(name), "bench-%u", i + 1);
	value = call(s, "adopt", json_pack("[s]", path),
	    json_pack("{s:s, s:b}", "name", name, "clean", 1));
	s->numbers[i] = json_integer_value(json_object_get(value, "number"));
	json_decref(value);
}

/* A job for a free and clean printer. */
static void
print(struct stops *s, unsigned int i)
{
	struct job job = { .file_id = s->file, .printer_id = s->numbers[i],
	    .label = "stops.g", .who = "bench" };

	if (job_submit(s->spool, &job) != SPOOL_OK)
		errx(1, "submit: %s", spool_why(s->spool));
	s->lines[i] = light_lines(s->light, i);
	json_decref(call(s, "wake", NULL, NULL));
}

/* --- a stop --- */

/* One request on a connection of its own, until the server closes it. */
static void
request(const struct stops *s, unsigned int i)
{
	static const char body[] = "{\"order\":\"emergency\"}";
	struct sockaddr_in to = { .sin_family = AF_INET,
	    .sin_port = htons(s->port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	char text[1024];
	int sock = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int n = snprintf(text, sizeof(text), "POST /api/printers/bench-%u/"
	    "orders HTTP/1.1\r\nHost: bench\r\nX-Api-Key: %.200s\r\n"
	    "Connection: close\r\nContent-Length: %zu\r\n\r\n%s", i + 1,
	    s->key, strlen(body), body);
	size_t used = 0;
	ssize_t got;

	if (connect(sock, (struct sockaddr *)&to, sizeof(to)) == -1 ||
	    write(sock, text, (size_t)n) != n)
		err(1, "port %d", s->port);
	while ((got = read(sock, text + used, sizeof(text) - 1 - used)) > 0)
		used += (size_t)got;
	text[used] = '\0';
	if (strncmp(text, "HTTP/1.1 202", 12) != 0)
		errx(1, "the answer to a stop: %.60s", text);
	(void)close(sock);
}

static double
stop(struct stops *s, unsigned int i)
{
	int64_t from_ns, killed_ns;
	int naps = 0;

	while (light_lines(s->light, i) < s->lines[i] + PRINTING) {
		if (naps++ == PATIENCE)
			errx(1, "bench-%u does not print", i + 1);
		nap();
	}
	from_ns = clock_ns();
	request(s, i);
	while ((killed_ns = light_killed_ns(s->light, i)) < from_ns) {
		if (naps++ == PATIENCE)
			errx(1, "bench-%u never saw an M112", i + 1);
		nap();
	}
	order(s, i, "reset");
	order(s, i, "cleaned");
	print(s, i);
	return (double)(killed_ns - from_ns) / 1e6;
}

int
main(int argc, char **argv)
{
	static double ms[STOPS_MAX];
	struct stops s = { 0 };
	char path[256];
	size_t n, i;

	if (argc != 6)
		errx(1, "usage: stops RUN PORT KEY FILE STOPS");
	s.port = (in_port_t)tally_number(argv[2], 65535);
	s.key = argv[3];
	s.file = tally_number(argv[4], LONG_MAX);
	n = (size_t)tally_number(argv[5], STOPS_MAX);
	(void)snprintf(s.control, sizeof(s.control), "%.150s/control.sock",
	    argv[1]);
	(void)snprintf(s.ports, sizeof(s.ports), "%.150s/printers", argv[1]);
	(void)snprintf(path, sizeof(path), "%.150s/spool.db", argv[1]);
	if (spool_open(&s.spool, path, SPOOL_WRITE) != SPOOL_OK)
		errx(1, "%s: %s", path, spool_why(NULL));
	s.light = light_open(s.ports, PRINTERS, LINE_US);
	for (i = 0; i < PRINTERS; i++) {
		adopt(&s, (unsigned int)i);
		print(&s, (unsigned int)i);
	}
	for (i = 0; i < n; i++)
		ms[i] = stop(&s, (unsigned int)(i % PRINTERS));
	printf("%zu %.2f %.2f %.2f\n", n, tally_median(ms, n),
	    tally_percent(ms, n, 99), tally_percent(ms, n, 100));
	spool_close(s.spool);
	light_close(s.light);
	return 0;
}
