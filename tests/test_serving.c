/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The daemon's end of the control socket, with its functions: real clients on
 * a real socket, and a keeper, a fleet and adoptions that are this test.
 */
#include <sys/epoll.h>
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

#include "spoolerd/parent/cable.h"
#include "spoolerd/parent/fleet.h"
#include "spoolerd/parent/parent.h"
#include "spoolerd/parent/request.h"
#include "spoolerd/parent/twin.h"

static struct parent	p;
static struct machine	*printer;	/* the one there is */
static char		dir[64], path[96];
static bool		keeper;		/* is there one? */
static struct message	said;		/* to the keeper, last */
static int		n_said;
static struct books	books;
static char		ordered[64];	/* to the drain */
static int		urgent_result;
static bool		hears;		/* the drain: a control */
static struct message_adopt adopting;

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
		    0x403, 0x6001, { 0, 0 } },
		{ "/dev/ttyUSB1", "", "usb-2", "clone\x01",
		    0x1a86, 0x7523, { 0, 0 } },
		{ "/run/tty", "", "", "named", 0, 0, { 0, 0 } },
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
cable_control(struct machine *m, const struct manual *manual, int64_t job)
{
	assert_ptr_equal(m, printer);
	if (manual->control == MANUAL_TUNE)
		(void)snprintf(ordered, sizeof(ordered), "tune %lld: %d",
		    (long long)job, manual->values[MANUAL_SPEED]);
	else
		(void)snprintf(ordered, sizeof(ordered), "%s %d",
		    manual_name((enum manual_control)manual->control),
		    manual->values[MANUAL_X_UM]);
	return hears;
}

void
machine_undone(struct machine *m, const char *why)
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
machine_emergency(struct machine *m, const char *who, const char *why)
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

static int
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
	server_stale(&p, printer);
	keeper = true;
	n_said = urgent_result = 0;
	hears = true;
	ordered[0] = '\0';
	return server_open(&p, -1, path);
}

static int
teardown(void **state)
{
	(void)state;
	request_expire(&p, true);
	server_close(&p);
	(void)close(p.loop);
	(void)unlink(path);
	return rmdir(dir);
}

/* Turn the loop until nothing is left to do. */
static void
pump(void)
{
	struct watch *w;
	uint32_t events;

	while ((w = loop_wait(p.loop, 0, &events)) != NULL)
		w->ready(w->arg, events);
}

static int
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

static void
say(int s, const char *line)
{
	assert_int_equal(send(s, line, strlen(line), MSG_NOSIGNAL),
	    (ssize_t)strlen(line));
	pump();
}

/* All that came; "" : nothing, NULL: we were cut off. */
static const char *
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

/* Say a line on a connection of its own; what is answered must begin so. */
static void
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

static void
grant(enum message_verdict verdict)
{
	struct message_grant g = { .printer = 3, .result = (int32_t)verdict,
	    .why = "a reason" };

	g.ticket = said.type == MESSAGE_WANT ? said.want.ticket :
	    said.forget.ticket;
	request_granted(&p, &g);
	pump();
}

/* --- calls --- */

static void
call__what_is_none__is_refused(void **state)
{
	static const char *const rows[][2] = {
		{ "nonsense\n", "[null,\"error\",{\"error\":\"bad-request\"" },
		{ "{}\n", "[null,\"error\",{\"error\":\"bad-request\"" },
		{ "[]\n", "[null,\"error\",{\"error\":\"bad-request\"" },
		{ "[1]\n", "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"help\",{}]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"help\",[],[]]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"help\",[],{},0]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"fly\",[],{}]\n",
		    "[1,\"error\",{\"error\":\"no-function\"" },
		{ "[1,7,[],{}]\n", "[1,\"error\",{\"error\":\"no-function\"" },
		{ "[1,\"set_monitor\",[1]]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"order\",[]]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"order\",[\"3\",\"stop\",7]]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"order\",[3,\"fly\",7]]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"order\",[3,\"stop\",\"7\"]]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"order\",[4,\"stop\",7]]\n",
		    "[1,\"error\",{\"error\":\"no-printer\"" },
		{ "[1,\"forget\",[]]\n",
		    "[1,\"error\",{\"error\":\"no-printer\"" },
		{ "[1,\"forget\",[\"dagoma-9\"]]\n",
		    "[1,\"error\",{\"error\":\"no-printer\"" },
		{ "[1,\"adopt\",[]]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"adopt\",[\"/dev/sda\"]]\n",
		    "[1,\"error\",{\"error\":\"refused\"" },
		{ "[1,\"adopt\",[\"/dev/ttyUSB1\"],{\"baud\":-1}]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"adopt\",[\"/dev/ttyUSB1\"],{\"baud\":4000001}]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"adopt\",[\"/dev/ttyUSB1\"],{\"name\":7}]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"adopt\",[\"/dev/ttyUSB1\"],{\"name\":"
		    "\"012345678901234567890123456789012\"}]\n",
		    "[1,\"error\",{\"error\":\"bad-request\"" },
		{ "[1,\"adopt\",[\"/run/tty\"]]\n",
		    "[1,\"error\",{\"error\":\"busy\"" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		expect(rows[i][0], rows[i][1]);
	assert_int_equal(n_said, 0);
}

static void
call__any_id__comes_back(void **state)
{
	(void)state;
	expect("[\"x\\ny\",\"wake\"]\n", "[\"x\\ny\",\"return\",{}]\n");
	expect("[{\"a\":[1]},\"wake\"]\n", "[{\"a\":[1]},\"return\",{}]\n");
	expect("[null,\"wake\"]\n", "[null,\"return\",{}]\n");
	assert_int_equal(said.type, MESSAGE_WAKE);
}

static void
call__without_the_right__is_refused(void **state)
{
	static const char *const rows[] = {
		"[1,\"order\",[3,\"stop\",7],{\"role\":\"visitor\"}]\n",
		"[1,\"order\",[3,\"emergency\"],{\"role\":\"visitor\"}]\n",
		"[1,\"control\",[3,\"home\"],{\"role\":\"user\"}]\n",
		"[1,\"terminal\",[3],{\"role\":\"user\"}]\n",
		"[1,\"ports\",[],{\"role\":\"operator\"}]\n",
		"[1,\"adopt\",[\"/dev/ttyUSB1\"],{\"role\":\"operator\"}]\n",
		"[1,\"forget\",[\"dagoma-1\"],{\"role\":\"user\"}]\n",
		"[1,\"help\",[],{\"role\":\"nobody\"}]\n",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		expect(rows[i], "[1,\"error\",{\"error\":\"no-right\"");
	assert_int_equal(n_said, 0);
	assert_string_equal(ordered, "");
}

static void
help__lists_the_table(void **state)
{
	static const char *const names[] = { "telemetry", "ports", "adopt",
	    "forget", "order", "control", "terminal", "tape",
	    "wake", "set_monitor", "about", "help" };
	int s = dial();
	json_t *answer, *list;
	size_t i;

	(void)state;
	say(s, "[1,\"help\"]\n");
	answer = json_loads(hear(s), 0, NULL);
	list = json_array_get(answer, 2);
	assert_int_equal(json_array_size(list), sizeof(names) /
	    sizeof(names[0]));
	for (i = 0; i < json_array_size(list); i++)
		assert_string_equal(json_string_value(json_object_get(
		    json_array_get(list, i), "name")), names[i]);
	json_decref(answer);
	(void)close(s);
}

static void
telemetry__says_what_is_known(void **state)
{
	(void)state;
	printer->telemetry.hotend_dC = 2104;
	printer->telemetry.rate_mHz = 41500;
	printer->telemetry.window = 3;
	printer->telemetry.layer = 3;
	printer->telemetry.layers = 15;
	printer->telemetry.z_um = 600;
	memcpy(printer->telemetry.knobs, (int32_t[]){ 80, 100, 50, 0, 0, -50 },
	    sizeof(printer->telemetry.knobs));
	printer->telemetry.own_knobs[KNOB_SPEED] = 100;
	printer->telemetry.own_knobs[KNOB_HOTEND] = 210;
	printer->telemetry.lacks = 1 << KNOB_FLOW;
	printer->books->hand_done = 3;
	printer->heard_ms = p.now_ms - 250;
	(void)strcpy(printer->telemetry.text, "<b>\xc3\x01");
	expect("[1,\"telemetry\"]\n", "[1,\"return\",{\"printers\":{\"3\":{"
	    "\"connected\":true,\"phase\":\"printing\",\"job\":7,"
	    "\"hotend\":210.4,\"hotend_target\":0.0,\"bed\":null,"
	    "\"bed_target\":0.0,\"commands\":0,\"commands_total\":0,"
	    "\"bytes\":0,\"bytes_total\":0,\"printed_ms\":0,"
	    "\"left_ms\":null,\"layer\":3,\"layers\":15,"
	    "\"z_um\":600,\"resends\":0,\"timeouts\":0,"
	    "\"starved_ms\":0,\"lines_per_second\":41.5,\"window\":3,"
	    "\"text\":\"<b>??\",\"question\":\"\",\"age_ms\":250,"
	    "\"tune\":{\"speed\":80,\"flow\":100,\"fan\":50,"
	    "\"baby_um\":-50,\"own\":{\"speed\":100,\"flow\":0,"
	    "\"fan\":0,\"hotend\":210,\"bed\":0},"
	    "\"lacks\":[\"flow\"],\"done\":3}}}}]\n");
}

static void
ports__are_described(void **state)
{
	(void)state;
	expect("[1,\"ports\"]\n", "[1,\"return\",["
	    "{\"path\":\"/dev/ttyUSB0\",\"usb\":\"0403:6001\","
	    "\"serial\":\"A1\",\"position\":\"usb-1\","
	    "\"description\":\"FT232\",\"printer\":\"dagoma-1\",\"asks\":[]},"
	    "{\"path\":\"/dev/ttyUSB1\",\"usb\":\"1a86:7523\","
	    "\"serial\":null,\"position\":\"usb-2\","
	    "\"description\":\"clone?\",\"printer\":null,\"asks\":[]},"
	    "{\"path\":\"/run/tty\",\"usb\":null,\"serial\":null,"
	    "\"position\":null,\"description\":\"named\","
	    "\"printer\":null,\"asks\":[]}]]\n");
}

static void
adopt__known_port__answers_its_printer(void **state)
{
	(void)state;
	expect("[1,\"adopt\",[\"/dev/ttyUSB0\"]]\n",
	    "[1,\"return\",{\"name\":\"dagoma-1\",\"number\":3}]\n");
}

static void
adopt__new_port__is_named_by_its_identity(void **state)
{
	(void)state;
	expect("[1,\"adopt\",[\"/dev/ttyUSB1\"],{\"name\":\"left\","
	    "\"baud\":115200,\"clean\":true,\"as\":\"ann\"}]\n",
	    "[1,\"return\",true]\n");
	assert_string_equal(adopting.usb_serial, "");
	assert_string_equal(adopting.position, "usb-2");
	assert_string_equal(adopting.path, "");
	assert_string_equal(adopting.name, "left");
	assert_string_equal(adopting.who, "ann");
	assert_int_equal(adopting.baud, 115200);
	assert_int_equal(adopting.clean, 1);
}

/* dagoma-1 is missing from its socket, and this chip says not who it is. */
static void
adopt__a_printer_may_have_moved_here__asks(void **state)
{
	(void)state;
	(void)strcpy(printer->row.position, "usb-9");
	adopting.position[0] = '\0';
	expect("[1,\"adopt\",[\"/dev/ttyUSB1\"]]\n",
	    "[1,\"error\",{\"error\":\"refused\",\"message\":\"Which "
	    "printer is this? It may be dagoma-1, moved");
	assert_string_equal(adopting.position, "");
	expect("[2,\"adopt\",[\"/dev/ttyUSB1\"],{\"name\":\"dagoma-1\"}]\n",
	    "[2,\"return\",true]\n");
	assert_int_equal(adopting.printer, 3);
	expect("[2,\"adopt\",[\"/dev/ttyUSB1\"],{\"name\":\"new\"}]\n",
	    "[2,\"return\",true]\n");
	assert_string_equal(adopting.position, "usb-2");
	assert_int_equal(adopting.printer, 0);
}

/* --- orders --- */

static void
order__granted__goes_to_the_drain_and_is_answered(void **state)
{
	static const struct {
		const char		*order;
		enum message_phase	 phase;
		const char		*becomes;
		const char		*drain;
	} rows[] = {
		{ "pause", PHASE_PRINTING, "pausing", "pause 7" },
		{ "pause", PHASE_PAUSED, "paused", "pause 7" },
		{ "resume", PHASE_PAUSED, "printing", "resume 7" },
		{ "resume", PHASE_PAUSING, "printing", "resume 7" },
		{ "stop", PHASE_PRINTING, "stopping", "stop 7" },
		{ "stop", PHASE_PAUSED, "stopping", "stop 7" },
		{ "cleaned", PHASE_IDLE, "idle", "" },
		{ "give-up", PHASE_IDLE, "idle", "" },
		{ "reset", PHASE_HALTED, "halted", "reset" },
	};
	char line[128], answer[128];
	size_t i;
	int s = dial();

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		printer->telemetry.phase = (int32_t)rows[i].phase;
		ordered[0] = '\0';
		(void)snprintf(line, sizeof(line), "[%zu,\"order\",[3,\"%s\","
		    "7],{\"as\":\"ann\"}]\n", i, rows[i].order);
		say(s, line);
		assert_string_equal(hear(s), "");	/* not stored yet */
		assert_string_equal(ordered, "");
		assert_int_equal(said.type, MESSAGE_WANT);
		assert_int_equal(said.want.job, 7);
		assert_string_equal(message_order_name(
		    (enum message_order)said.want.order), rows[i].order);
		assert_string_equal(said.want.who, "ann");
		grant(VERDICT_OK);
		(void)snprintf(answer, sizeof(answer), "[%zu,\"return\","
		    "{\"order\":\"%s\",\"phase\":\"%s\"}]\n", i,
		    rows[i].order, rows[i].becomes);
		assert_string_equal(hear(s), answer);
		assert_string_equal(ordered, rows[i].drain);
	}
	(void)close(s);
}

/* A person has looked which of two alike is which. */
static void
order__resume_of_what_was_asked_about__settles_it(void **state)
{
	int s = dial();

	(void)state;
	printer->asked = true;
	say(s, "[1,\"order\",[3,\"resume\",7],{\"as\":\"ann\"}]\n");
	(void)hear(s);
	grant(VERDICT_OK);
	assert_non_null(strstr(hear(s), "\"return\""));
	assert_string_equal(ordered, "settled");
	(void)close(s);
}

static void
order__refused__is_answered_and_goes_nowhere(void **state)
{
	static const struct {
		enum message_verdict	 verdict;
		const char		*code;
	} rows[] = {
		{ VERDICT_NO_PRINTER, "no-printer" },
		{ VERDICT_OTHER_JOB, "other-job" },
		{ VERDICT_REFUSED, "refused" },
		{ VERDICT_BUSY, "busy" },
		{ VERDICT_BROKEN, "broken" },
		{ VERDICT__MAX, "broken" },
		{ (enum message_verdict)-1, "broken" },
	};
	char answer[128];
	size_t i;
	int s = dial();

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		say(s, "[1,\"order\",[3,\"stop\",7]]\n");
		grant(rows[i].verdict);
		(void)snprintf(answer, sizeof(answer), "[1,\"error\","
		    "{\"error\":\"%s\",\"message\":\"a reason\"}]\n",
		    rows[i].code);
		assert_string_equal(hear(s), answer);
		assert_string_equal(ordered, "");
	}
	(void)close(s);
}

static void
order__caller_vanished__is_given_even_so(void **state)
{
	int s = dial();

	(void)state;
	say(s, "[1,\"order\",[3,\"stop\",7]]\n");
	(void)close(s);
	pump();
	s = dial();			/* takes the slot, not the answer */
	grant(VERDICT_OK);
	assert_string_equal(ordered, "stop 7");
	assert_string_equal(hear(s), "");
	grant(VERDICT_OK);		/* a ticket is taken once */
	(void)close(s);
}

/* --- control by hand --- */

static void
control__each_state__granted_or_its_code(void **state)
{
	struct message_grant grant = { .result = VERDICT_REFUSED };
	char jog[] = "[1,\"control\",[3,\"jog\"],{\"arguments\":"
	    "{\"x_um\":1000}}]\n";
	int s;

	(void)state;
	expect(jog, "[1,\"error\",{\"error\":\"printer-busy\"");
	expect("[1,\"control\",[3,\"jog\"],{\"arguments\":{\"x_um\":1.5}}]\n",
	    "[1,\"error\",{\"error\":\"bad-request\"");
	expect("[1,\"control\",[4,\"home\"]]\n",
	    "[1,\"error\",{\"error\":\"no-printer\"");
	printer->job = 0;
	printer->telemetry.phase = PHASE_IDLE;
	expect("[1,\"control\",[3,\"gcode\"],{\"arguments\":{\"line\":"
	    "\"M105\\nM112\"}}]\n",
	    "[1,\"error\",{\"error\":\"bad-line\"");
	assert_int_equal(n_said, 0);
	s = dial();
	say(s, jog);
	assert_int_equal(n_said, 1);
	assert_int_equal(said.want.order, ORDER_CONTROL);
	grant.ticket = said.want.ticket;
	(void)strcpy(grant.why, "piece-on-bed");
	request_granted(&p, &grant);
	pump();
	assert_non_null(strstr(hear(s), "\"piece-on-bed\""));
	assert_string_equal(ordered, "");
	say(s, jog);
	grant.ticket = said.want.ticket;
	grant.result = VERDICT_OK;
	request_granted(&p, &grant);
	pump();
	assert_non_null(strstr(hear(s), "\"control\""));
	assert_string_equal(ordered, "jog 1000");
	/* granted, and on record, but the drain is gone meanwhile */
	hears = false;
	say(s, jog);
	grant.ticket = said.want.ticket;
	request_granted(&p, &grant);
	pump();
	assert_non_null(strstr(hear(s), "\"offline\""));
	assert_string_equal(ordered, "undone: the printer was lost before it");
	(void)close(s);
}

/* Of a job that prints: by its number, and by who may print. */
static void
tune__each_state__granted_or_its_code(void **state)
{
	struct message_grant grant = { .result = VERDICT_OK };
	char speed[] = "[1,\"order\",[3,\"tune\",7],{\"role\":\"user\","
	    "\"arguments\":{\"speed\":60}}]\n";
	int s;

	(void)state;
	expect("[1,\"control\",[3,\"tune\"],{\"arguments\":"
	    "{\"speed\":60}}]\n", "[1,\"error\",{\"error\":\"bad-request\"");
	expect("[1,\"order\",[3,\"tune\"],{\"arguments\":{\"speed\":60}}]\n",
	    "[1,\"error\",{\"error\":\"bad-request\"");
	expect("[1,\"order\",[3,\"tune\",7]]\n",
	    "[1,\"error\",{\"error\":\"bad-request\"");
	expect("[1,\"order\",[3,\"tune\",7],{\"role\":\"visitor\"}]\n",
	    "[1,\"error\",{\"error\":\"no-right\"");
	printer->telemetry.lacks = 1 << KNOB_BABY;
	expect("[1,\"order\",[3,\"tune\",7],{\"arguments\":"
	    "{\"baby_um\":20}}]\n", "[1,\"error\",{\"error\":\"not-known\"");
	assert_int_equal(n_said, 0);
	s = dial();
	say(s, speed);
	assert_int_equal(n_said, 1);
	assert_int_equal(said.want.order, ORDER_TUNE);
	assert_int_equal(said.want.job, 7);
	assert_int_equal(said.want.for_person, 1);
	grant.ticket = said.want.ticket;
	request_granted(&p, &grant);
	pump();
	assert_non_null(strstr(hear(s), "{\"order\":\"tune\","
	    "\"phase\":\"printing\",\"hand\":"));
	assert_string_equal(ordered, "tune 7: 60");
	(void)close(s);
	printer->telemetry.phase = PHASE_STOPPING;
	expect(speed, "[1,\"error\",{\"error\":\"no-print\"");
}

static void
terminal__more_than_a_line_of_ours_holds__in_parts(void **state)
{
	char text[TRANSCRIPT_TEXT];
	int i, fd = transcript_make();

	(void)state;
	expect("[1,\"terminal\",[3]]\n",
	    "[1,\"return\",{\"next\":1,\"missed\":0,\"lines\":[]}]");
	printer->transcript = transcript_map(fd);
	assert_non_null(printer->transcript);
	memset(text, '"', sizeof(text));
	for (i = 0; i < 600; i++)
		transcript_add(printer->transcript, TRANSCRIPT_SENT, 1, text,
		    sizeof(text));
	expect("[1,\"terminal\",[3]]\n",
	    "[1,\"return\",{\"next\":601,\"missed\":0,\"lines\":[[501,1,");
	expect("[1,\"terminal\",[3,50]]\n",
	    "[1,\"return\",{\"next\":189,\"missed\":39,\"lines\":[[89,1,");
	expect("[1,\"terminal\",[3,600]]\n",
	    "[1,\"return\",{\"next\":601,\"missed\":0,\"lines\":[[600,1,");
	expect("[1,\"terminal\",[3,601]]\n",
	    "[1,\"return\",{\"next\":601,\"missed\":0,\"lines\":[]}]");
	expect("[1,\"terminal\",[3,9999]]\n",
	    "[1,\"return\",{\"next\":601,\"missed\":0,\"lines\":[[501,1,");
	transcript_unmap(printer->transcript);
	printer->transcript = NULL;
	(void)close(fd);
}

static void
order__keeper_down_or_dying__is_told(void **state)
{
	int s = dial();

	(void)state;
	keeper = false;
	expect("[1,\"order\",[3,\"stop\",7]]\n",
	    "[1,\"error\",{\"error\":\"busy\"");
	keeper = true;
	say(s, "[1,\"order\",[3,\"stop\",7]]\n");
	request_expire(&p, true);
	pump();
	assert_non_null(strstr(hear(s), "\"busy\""));
	say(s, "[2,\"order\",[3,\"stop\",7]]\n");
	p.now_ms += TICKET_MS - 1;
	request_expire(&p, false);
	assert_string_equal(hear(s), "");
	p.now_ms += 1;
	request_expire(&p, false);
	pump();
	assert_non_null(strstr(hear(s), "\"busy\""));
	grant(VERDICT_OK);		/* too late: nobody waits */
	assert_string_equal(ordered, "");
	(void)close(s);
}

static void
order__too_many_open__are_told(void **state)
{
	int s = dial(), i;

	(void)state;
	for (i = 0; i < TICKETS; i++)
		say(s, "[1,\"order\",[3,\"stop\",7]]\n");
	assert_string_equal(hear(s), "");
	say(s, "[2,\"order\",[3,\"stop\",7]]\n");
	assert_non_null(strstr(hear(s), "[2,\"error\",{\"error\":\"busy\""));
	assert_int_equal(n_said, TICKETS);
	(void)close(s);
}

static void
emergency__answered_without_the_keeper(void **state)
{
	(void)state;
	keeper = false;
	expect("[1,\"order\",[3,\"emergency\"],{\"as\":\"ann\",\"role\":"
	    "\"user\"}]\n", "[1,\"return\",{\"order\":\"emergency\"");
	assert_string_equal(ordered, "M112 ann");
	urgent_result = 1;
	expect("[1,\"order\",[3,\"emergency\",7]]\n",
	    "[1,\"error\",{\"error\":\"offline\"");
	urgent_result = -1;
	expect("[1,\"order\",[3,\"emergency\",null]]\n",
	    "[1,\"error\",{\"error\":\"broken\"");
}

static void
forget__granted__is_answered(void **state)
{
	int s = dial();

	(void)state;
	say(s, "[1,\"forget\",[\"dagoma-1\"],{\"as\":\"ann\"}]\n");
	assert_int_equal(said.type, MESSAGE_FORGET);
	assert_int_equal(said.forget.printer, 3);
	assert_string_equal(said.forget.who, "ann");
	grant(VERDICT_OK);
	assert_string_equal(hear(s), "[1,\"return\",{}]\n");
	(void)close(s);
}

/* --- telemetry to subscribers --- */

static int
count(const char *text, const char *what)
{
	int n = 0;

	while ((text = strstr(text, what)) != NULL) {
		n++;
		text++;
	}
	return n;
}

static void
monitor__fast_changes__are_merged(void **state)
{
	int s = dial(), i;

	(void)state;
	say(s, "[1,\"set_monitor\",[true]]\n");
	assert_string_equal(hear(s), "[1,\"return\",{}]\n");
	server_tick(&p);
	assert_int_equal(count(hear(s), "[null,\"event\",\"telemetry\",{"
	    "\"printers\""), 1);
	for (i = 0; i < 100; i++) {
		printer->telemetry.commands = i;
		server_stale(&p, printer);
		server_tick(&p);	/* all at the same time */
	}
	assert_string_equal(hear(s), "");
	p.now_ms += SERVER_MERGE_MS;
	server_tick(&p);
	assert_int_equal(count(hear(s), "\"commands\":99,"), 1);
	server_tick(&p);
	p.now_ms += SERVER_MERGE_MS;
	server_tick(&p);		/* nothing new: nothing said */
	assert_string_equal(hear(s), "");
	say(s, "[2,\"set_monitor\",[false]]\n");
	(void)hear(s);
	server_stale(&p, printer);
	p.now_ms += SERVER_MERGE_MS;
	server_tick(&p);
	assert_string_equal(hear(s), "");
	(void)close(s);
}

static void
monitor__one_of_many_changes__only_that_is_told(void **state)
{
	struct machine *other = &p.machines[printer == p.machines];
	const char *got;
	int s = dial();

	(void)state;
	*other = *printer;
	other->number = 4;
	server_stale(&p, other);
	say(s, "[1,\"set_monitor\",[true]]\n");
	(void)hear(s);
	server_tick(&p);
	got = hear(s);
	assert_non_null(strstr(got, "\"3\":{"));
	assert_non_null(strstr(got, "\"4\":{"));
	server_stale(&p, other);
	p.now_ms += SERVER_MERGE_MS;
	server_tick(&p);
	got = hear(s);
	assert_null(strstr(got, "\"3\":{"));
	assert_non_null(strstr(got, "\"4\":{"));
	other->number = 0;
	server_gone(&p, 4);
	assert_string_equal(hear(s), "[null,\"event\",\"telemetry\","
	    "{\"printers\":{\"4\":null}}]\n");
	(void)close(s);
}

static void
telemetry__a_large_fleet__in_parts(void **state)
{
	int s = dial(), i, from = 0, parts = 0, printers = 0;
	char text[MESSAGE_TEXT], line[64];
	const char *got, *next;

	(void)state;
	memset(text, '"', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	memcpy(printer->telemetry.text, text, sizeof(text));
	memcpy(printer->telemetry.question, text, sizeof(text));
	for (i = 0; i < PARENT_MACHINES; i++) {
		p.machines[i] = *printer;
		p.machines[i].number = i + 1;
		server_stale(&p, &p.machines[i]);
	}
	for (next = ""; next != NULL; parts++) {
		(void)snprintf(line, sizeof(line),
		    "[1,\"telemetry\",[%d]]\n", from);
		say(s, line);
		got = hear(s);
		assert_non_null(got);
		assert_true(strlen(got) <= CONTROL_LINE);
		printers += count(got, "\"connected\"");
		next = strstr(got, "\"next\":");
		if (next != NULL)
			from = (int)strtol(next + strlen("\"next\":"), NULL,
			    10);
	}
	assert_int_equal(printers, PARENT_MACHINES);
	assert_true(parts > 1);
	(void)close(s);
	expect("[1,\"telemetry\",[-1]]\n", "[1,\"error\",");
	expect("[1,\"telemetry\",[1000000]]\n", "[1,\"error\",");
}

static void
monitor__a_large_fleet__lines_stay_short(void **state)
{
	int s = dial(), i, lines = 0, printers = 0;
	char text[MESSAGE_TEXT];
	const char *got;

	(void)state;
	memset(text, '"', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	memcpy(printer->telemetry.text, text, sizeof(text));
	memcpy(printer->telemetry.question, text, sizeof(text));
	for (i = 0; i < PARENT_MACHINES; i++) {
		p.machines[i] = *printer;
		p.machines[i].number = i + 1;
		server_stale(&p, &p.machines[i]);
	}
	say(s, "[1,\"set_monitor\",[true]]\n");
	assert_string_equal(hear(s), "[1,\"return\",{}]\n");
	server_tick(&p);
	while ((got = hear(s)) != NULL && got[0] != '\0') {
		lines += count(got, "\n");
		printers += count(got, "\"connected\"");
	}
	assert_non_null(got);
	assert_int_equal(printers, PARENT_MACHINES);
	assert_int_equal(lines, (PARENT_MACHINES + SERVER_TOGETHER - 1) /
	    SERVER_TOGETHER);
	(void)close(s);
}

static void
record__an_event__goes_to_who_watches(void **state)
{
	const struct message_event e = { .event = 9, .printer = 3, .job = 7,
	    .what = "job.move", .old = "queued", .new = "printing" };
	int s = dial(), other = dial();

	(void)state;
	say(s, "[1,\"set_monitor\",[true]]\n");
	say(other, "[1,\"wake\"]\n");
	(void)hear(other);
	(void)hear(s);
	server_event(&p, &e);
	server_event(&p, &e);		/* never merged */
	assert_int_equal(count(hear(s), "[null,\"event\",\"record\","
	    "{\"event\":9,\"what\":\"job.move\",\"printer\":3,\"job\":7,"
	    "\"old\":\"queued\",\"new\":\"printing\"}]\n"), 2);
	assert_string_equal(hear(other), "");
	(void)close(s);
	(void)close(other);
}

static void
monitor__who_does_not_read__gets_the_latest_or_is_cut_off(void **state)
{
	int slow = dial(), stuck = dial(), i;
	size_t most = 0, used;
	const char *got;
	struct client *c;

	(void)state;
	say(slow, "[1,\"set_monitor\",[true]]\n");
	say(stuck, "[1,\"set_monitor\",[true]]\n");
	for (i = 0; i < 5000; i++) {
		printer->telemetry.commands = i;
		p.now_ms += SERVER_MERGE_MS;
		/* time stands still for who is stuck: next row */
		for (c = p.server.clients; c < p.server.clients + 2; c++)
			if (c->number != 0)
				c->moved_ms = p.now_ms;
		server_stale(&p, printer);
		server_tick(&p);
		used = p.server.clients[0].used;
		most = used > most ? used : most;
	}
	/* at most the rest of one event is kept, however many there were */
	assert_true(most > 0 && most < 1024);
	(void)hear(slow);
	server_tick(&p);
	p.now_ms += SERVER_MERGE_MS;
	server_tick(&p);
	got = hear(slow);
	assert_int_equal(count(got, "\"commands\":4999,"), 1);
	p.now_ms += SERVER_STUCK_MS;
	server_tick(&p);
	while ((got = hear(stuck)) != NULL && got[0] != '\0')
		continue;
	assert_null(got);
	say(slow, "[2,\"wake\"]\n");
	assert_non_null(strstr(hear(slow), "[2,\"return\""));
	(void)close(slow);
	(void)close(stuck);
}

/* --- hostile clients --- */

static void
client__line_without_end__is_cut_off(void **state)
{
	static char line[CONTROL_LINE];
	int s = dial();
	size_t sent = 0;
	ssize_t n;

	(void)state;
	memset(line, '[', sizeof(line));
	while (sent < sizeof(line)) {
		n = send(s, line + sent, sizeof(line) - sent, MSG_NOSIGNAL);
		assert_true(n > 0 || errno == EAGAIN);
		sent += n > 0 ? (size_t)n : 0;
		pump();
	}
	assert_null(hear(s));
	expect("[1,\"wake\"]\n", "[1,\"return\",{}]\n");
	(void)close(s);
}

static void
client__asks_and_never_reads__is_cut_off(void **state)
{
	int s = dial(), i;

	(void)state;
	for (i = 0; i < 10000; i++) {
		if (send(s, "[1,\"help\"]\n", 11, MSG_NOSIGNAL) == -1)
			break;
		pump();
	}
	assert_true(i < 10000);
	assert_int_equal(errno, EPIPE);
	expect("[1,\"wake\"]\n", "[1,\"return\",{}]\n");
	(void)close(s);
}

static void
client__too_many__the_rest_is_turned_away(void **state)
{
	int s[SERVER_CLIENTS + 1], i;

	(void)state;
	for (i = 0; i <= SERVER_CLIENTS; i++)
		s[i] = dial();
	assert_null(hear(s[SERVER_CLIENTS]));
	say(s[0], "[1,\"wake\"]\n");
	assert_string_equal(hear(s[0]), "[1,\"return\",{}]\n");
	for (i = 0; i <= SERVER_CLIENTS; i++)
		(void)close(s[i]);
	pump();
	expect("[1,\"wake\"]\n", "[1,\"return\",{}]\n");
}

static void
client__many_calls_in_one_write__all_answered(void **state)
{
	int s = dial();

	(void)state;
	say(s, "[1,\"wake\"]\n[2,\"wake\"]\nx\n[3,\"wa");
	assert_int_equal(count(hear(s), "\n"), 3);
	say(s, "ke\"]\n");
	assert_string_equal(hear(s), "[3,\"return\",{}]\n");
	(void)close(s);
}

static void
open__path_too_long__fails(void **state)
{
	char longest[200];

	(void)state;
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(server_open(&p, -1, longest), -1);
	assert_int_equal(errno, ENAMETOOLONG);
	assert_int_equal(server_open(&p, -1, "/nowhere/s"), -1);
}

#define T(test)		cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(call__what_is_none__is_refused),
		T(call__any_id__comes_back),
		T(call__without_the_right__is_refused),
		T(help__lists_the_table),
		T(telemetry__says_what_is_known),
		T(ports__are_described),
		T(adopt__known_port__answers_its_printer),
		T(adopt__new_port__is_named_by_its_identity),
		T(adopt__a_printer_may_have_moved_here__asks),
		T(order__granted__goes_to_the_drain_and_is_answered),
		T(order__resume_of_what_was_asked_about__settles_it),
		T(order__refused__is_answered_and_goes_nowhere),
		T(order__caller_vanished__is_given_even_so),
		T(order__keeper_down_or_dying__is_told),
		T(control__each_state__granted_or_its_code),
		T(tune__each_state__granted_or_its_code),
		T(terminal__more_than_a_line_of_ours_holds__in_parts),
		T(order__too_many_open__are_told),
		T(emergency__answered_without_the_keeper),
		T(forget__granted__is_answered),
		T(monitor__fast_changes__are_merged),
		T(monitor__one_of_many_changes__only_that_is_told),
		T(telemetry__a_large_fleet__in_parts),
		T(monitor__a_large_fleet__lines_stay_short),
		T(record__an_event__goes_to_who_watches),
		T(monitor__who_does_not_read__gets_the_latest_or_is_cut_off),
		T(client__line_without_end__is_cut_off),
		T(client__asks_and_never_reads__is_cut_off),
		T(client__too_many__the_rest_is_turned_away),
		T(client__many_calls_in_one_write__all_answered),
		T(open__path_too_long__fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
