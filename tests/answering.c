/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The control socket of a parent whose other modules are the test.
 */
#include <sys/socket.h>
#include <sys/un.h>

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "spoolerd/parent/ask.h"
#include "spoolerd/parent/cable.h"
#include "spoolerd/parent/fleet.h"
#include "spoolerd/parent/function.h"
#include "spoolerd/parent/report.h"
#include "spoolerd/parent/twin.h"
#include "tests/answering.h"

struct parent	p;
struct machine	*printer;
static char	dir[64], path[96];
bool		keeper;
struct message	said;
int		n_said;
static struct books books;
char		ordered[64];
int		urgent_result;
bool		hears;
struct message_adopt adopting;

/* --- in the place of the parent's other modules --- */

bool
clerk_say(struct parent *parent, const struct message *m)
{
	(void)parent;
	if (keeper) {
		said = *m;
		n_said++;
	}
	return keeper;
}

struct machine *
fleet_find(struct parent *parent, int64_t number)
{
	(void)parent;
	return number == printer->number ? printer : NULL;
}

struct machine *
fleet_by_name(struct parent *parent, const char *name)
{
	(void)parent;
	return strcmp(name, printer->row.name) == 0 ? printer : NULL;
}

struct machine *
fleet_at(struct parent *parent, const struct port *port)
{
	return port == &parent->ports[0] ? printer : NULL;
}

void
fleet_list(struct parent *parent)
{
	static const struct port ports[] = {
		{ "/dev/ttyUSB0", "A1", "usb-1", "FT232",
		    0x403, 0x6001, { 0, 0 }, false },
		{ "/dev/ttyUSB1", "", "usb-2", "clone\x01",
		    0x1a86, 0x7523, { 0, 0 }, false },
		{ "/run/tty", "", "", "named", 0, 0, { 0, 0 }, false },
	};

	memcpy(parent->ports, ports, sizeof(ports));
	parent->n_ports = 3;
}

void
cable_order(struct machine *m, enum message_order order, int64_t job)
{
	assert_ptr_equal(m, printer);
	(void)snprintf(ordered, sizeof(ordered), "%s %lld",
	    message_order_name(order), (long long)job);
}

bool
cable_control(struct machine *m, const struct manual *manual)
{
	assert_ptr_equal(m, printer);
	(void)snprintf(ordered, sizeof(ordered), "%s %d",
	    manual_name((enum manual_control)manual->control),
	    manual->values[MANUAL_X_UM]);
	return hears;
}

void
report_undone(struct machine *m, const char *why)
{
	assert_ptr_equal(m, printer);
	(void)snprintf(ordered, sizeof(ordered), "undone: %s", why);
}

void
twin_settle(struct machine *m)
{
	assert_ptr_equal(m, printer);
	(void)strcpy(ordered, "settled");
}

int
cable_emergency(struct machine *m, const char *who, const char *why)
{
	assert_ptr_equal(m, printer);
	assert_string_equal(why, "");
	(void)snprintf(ordered, sizeof(ordered), "M112 %s", who);
	return urgent_result;
}

void
machine_reset(struct machine *m)
{
	assert_ptr_equal(m, printer);
	(void)strcpy(ordered, "reset");
}

bool
machine_connected(const struct machine *m)
{
	return m->ready;
}

json_t *
adoption_begin(struct parent *parent, uint64_t client, json_t *id,
    const struct port *port, const struct message_adopt *wanted)
{
	if (strcmp(port->path, "/run/tty") == 0)
		return server_failure("busy", "it is");
	adopting = *wanted;
	server_return(parent, client, id, json_true());
	json_decref(id);
	return NULL;
}

void
adoption_granted(struct parent *parent, const struct message_grant *g)
{
	(void)parent;
	(void)g;
}

/* --- the fixture and its vocabulary --- */

void
stale(struct machine *m)
{
	m->change = ++p.change;
}

int
setup(void **state)
{
	(void)state;
	memset(&p, 0, sizeof(p));
	(void)strcpy(dir, "/tmp/test_serving.XXXXXX");
	if (mkdtemp(dir) == NULL)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/s", dir);
	p.loop = loop_open();
	p.now_ms = 1000000;
	p.own = getuid();
	printer = &p.machines[5];
	printer->number = 3;
	printer->ready = true;
	printer->job = 7;
	printer->telemetry.job = 7;
	printer->telemetry.phase = PHASE_PRINTING;
	printer->telemetry.bed_dC = INT32_MIN;
	printer->telemetry.left_ms = -1;
	printer->books = &books;
	(void)strcpy(printer->row.name, "dagoma-1");
	stale(printer);
	keeper = true;
	n_said = urgent_result = 0;
	hears = true;
	ordered[0] = '\0';
	return server_open(&p, -1, path, function_call);
}

int
teardown(void **state)
{
	(void)state;
	ask_expire(&p, true);
	server_close(&p);
	(void)close(p.loop);
	(void)unlink(path);
	return rmdir(dir);
}

void
pump(void)
{
	struct watch *w;
	uint32_t events;

	while ((w = loop_wait(p.loop, 0, &events)) != NULL)
		w->ready(w->arg, events);
}

int
dial(void)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
	    0);

	memcpy(sun.sun_path, path, sizeof(path));
	assert_int_equal(connect(s, (struct sockaddr *)&sun, sizeof(sun)), 0);
	pump();
	return s;
}

void
say(int s, const char *line)
{
	assert_int_equal(send(s, line, strlen(line), MSG_NOSIGNAL),
	    (ssize_t)strlen(line));
	pump();
}

const char *
hear(int s)
{
	static char text[16 * CONTROL_LINE];
	size_t used = 0;
	ssize_t n;

	do {
		n = recv(s, text + used, sizeof(text) - 1 - used, 0);
		used += n > 0 ? (size_t)n : 0;
		pump();
	} while (n > 0);
	text[used] = '\0';
	return used == 0 && (n == 0 || errno != EAGAIN) ? NULL : text;
}

void
expect(const char *line, const char *answer)
{
	int s = dial();
	const char *got;

	say(s, line);
	got = hear(s);
	if (got == NULL || strncmp(got, answer, strlen(answer)) != 0)
		fail_msg("%s -> %s, not %s", line, got, answer);
	(void)close(s);
	pump();
}

void
grant(enum message_verdict verdict)
{
	struct message_grant g = { .printer = 3, .result = (int32_t)verdict,
	    .why = "a reason" };

	g.ticket = said.type == MESSAGE_WANT ? said.want.ticket :
	    said.forget.ticket;
	ask_granted(&p, &g);
	pump();
}

int
count(const char *text, const char *what)
{
	int n = 0;

	while ((text = strstr(text, what)) != NULL) {
		n++;
		text++;
	}
	return n;
}
