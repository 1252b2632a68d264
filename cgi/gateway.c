/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * live: the WebSocket gateway.  It carries the control socket's lines to
 * browsers and scripts behind nginx, one text frame a line.  One thread, and
 * one connection to the daemon for everybody.  The only user of
 * libwebsockets: here bytes move, the desk decides.
 *
 *	descriptor 0	the listening socket, of whoever started us
 *	upstream	the control socket
 *	a line		one WebSocket connection, with its guest
 */
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <libwebsockets.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cgi/desk.h"
#include "cgi/doorman.h"
#include "sql/instant.h"

#define TICK_MS		250
#define REDIAL_MS	500	/* between two tries to reach the daemon */
#define END_MS		1000	/* so long guests may take to leave */
#define DESCRIPTORS	2200	/* policy live-total, and what else is open */
#define RECEIVE		2048	/* a longer frame comes in parts */
#define SEND_BUFFER	16384	/* what the kernel keeps for one viewer */

static void	 read_options(int, char *[]);
static void	 prepare(void);
static void	 end_soon(int);
static void	 on_log(int, const char *);
static void	 on_tick(lws_sorted_usec_list_t *);
static void	 dial(void);
static void	 hear_daemon(struct lws *);
static int	 tell_daemon(struct lws *);
static void	 push(void);
static int	 welcome(struct lws *);
static int	 write_one(struct lws *, struct guest *);
static int	 send_off(struct lws *, enum viewer_cut);

static lws_callback_function on_listener, on_upstream, on_line;

static const struct lws_protocols protocols[] = {
	{ "connectprint", on_line, 0, RECEIVE, 0, NULL, 0 },
	{ "listener", on_listener, 0, 0, 0, NULL, 0 },
	{ "upstream", on_upstream, 0, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

/* The process's one of each. */
static struct desk		 desk;
static struct lws_context	*context;
static struct lws_vhost		*host;
static struct lws		*upstream;	/* NULL: not connected */
static const char		*control;
static lws_sorted_usec_list_t	 ticker;
static int64_t			 redial_ms;
static int64_t			 over_ms;	/* 0: not yet */
static volatile sig_atomic_t	 ending;

_Static_assert(PACKET_ROOM >= LWS_PRE, "the head of a frame has room");

int
main(int argc, char *argv[])
{
	static struct lws_context_creation_info info;

	read_options(argc, argv);
	lws_set_log_level(LLL_ERR | LLL_WARN, on_log);
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	info.timeout_secs = 10;
	info.vhost_name = "live";
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	prepare();
	context = lws_create_context(&info);
	if (context == NULL)
		errx(1, "libwebsockets can't start");
	host = lws_create_vhost(context, &info);
	if (host == NULL || lws_adopt_descriptor_vhost(host,
	    LWS_ADOPT_RAW_FILE_DESC, (lws_sock_file_fd_type)STDIN_FILENO,
	    "listener", NULL) == NULL)
		errx(1, "standard input is not a listening socket");
	on_tick(&ticker);
	while (over_ms == 0 || desk.now_ms < over_ms)
		if (lws_service(context, 0) < 0)
			break;
	lws_context_destroy(context);
	desk_close(&desk);
	return 0;
}

static void
read_options(int argc, char *argv[])
{
	static const struct option options[] = {
		{ "spool",	required_argument, NULL, 's' },
		{ "control",	required_argument, NULL, 'c' },
		{ "sessions",	required_argument, NULL, 'l' },
		{ NULL, 0, NULL, 0 }
	};
	const char *spool = NULL, *sessions = NULL;
	int ch;

	while ((ch = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (ch == 's')
			spool = optarg;
		else if (ch == 'c')
			control = optarg;
		else if (ch == 'l')
			sessions = optarg;
	if (optind != argc || spool == NULL || control == NULL ||
	    sessions == NULL)
		errx(2, "usage: live --spool FILE --control SOCKET "
		    "--sessions FILE");
	desk_open(&desk, spool, sessions);
}

/* libwebsockets has a table of as many descriptors as are allowed. */
static void
prepare(void)
{
	static const int ends[] = { SIGTERM, SIGINT, SIGHUP };
	const struct sigaction end = { .sa_handler = end_soon };
	struct rlimit limit;
	size_t i;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		if (limit.rlim_max > DESCRIPTORS)
			limit.rlim_max = DESCRIPTORS;
		limit.rlim_cur = limit.rlim_max;
		/* where that is forbidden, they were limited already */
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (sigaction(ends[i], &end, NULL) == -1)
			err(1, "signals");
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		err(1, "signals");
}

static void
end_soon(int sig)
{
	(void)sig;
	ending = 1;
	if (context != NULL)
		lws_cancel_service(context);
}

static void
on_log(int level, const char *line)
{
	(void)level;
	warnx("%.*s", (int)strcspn(line, "\n"), line);
}

/* --- time --- */

static void
on_tick(lws_sorted_usec_list_t *sul)
{
	desk.now_ms = instant_ticks();
	if (ending && over_ms == 0) {
		desk_end(&desk);
		over_ms = desk.now_ms + END_MS;
	}
	if (over_ms != 0 && desk.guests == NULL)
		over_ms = desk.now_ms;
	if (upstream == NULL && desk.now_ms >= redial_ms)
		dial();
	desk_tick(&desk);
	push();
	lws_sul_schedule(context, 0, sul, on_tick, TICK_MS * LWS_US_PER_MS);
}

/* Whoever has something to be told is told when there is room. */
static void
push(void)
{
	struct guest *g;

	for (g = desk.guests; g != NULL; g = g->next)
		if (viewer_due(&g->viewer, desk.sight.newest, desk.now_ms) !=
		    VIEWER_REST)
			(void)lws_callback_on_writable(g->line);
	if (upstream != NULL && desk.relay.used > 0)
		(void)lws_callback_on_writable(upstream);
}

/* --- the daemon --- */

static void
dial(void)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int s;

	redial_ms = desk.now_ms + REDIAL_MS;
	if (strlen(control) >= sizeof(sun.sun_path))
		errx(1, "%s: the path is too long", control);
	memcpy(sun.sun_path, control, strlen(control) + 1);
	s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (s == -1 ||
	    connect(s, (struct sockaddr *)&sun, sizeof(sun)) == -1) {
		if (s != -1)
			(void)close(s);
		return;
	}
	/* It owns the descriptor now, also when it can't take it. */
	upstream = lws_adopt_descriptor_vhost(host, LWS_ADOPT_RAW_FILE_DESC,
	    (lws_sock_file_fd_type)s, "upstream", NULL);
	if (upstream != NULL)
		relay_begin(&desk.relay);
}

static int
on_upstream(struct lws *wsi, enum lws_callback_reasons reason, void *user,
    void *in, size_t length)
{
	(void)user;
	(void)in;
	(void)length;
	desk.now_ms = instant_ticks();
	if (reason == LWS_CALLBACK_RAW_RX_FILE)
		hear_daemon(wsi);
	else if (reason == LWS_CALLBACK_RAW_WRITEABLE_FILE)
		return tell_daemon(wsi);
	else if (reason == LWS_CALLBACK_RAW_CLOSE_FILE && wsi == upstream) {
		upstream = NULL;
		desk_lost(&desk);
		push();
	}
	return 0;
}

static void
hear_daemon(struct lws *wsi)
{
	struct control_buffer *in = &desk.relay.in;
	ssize_t n;

	n = recv(lws_get_socket_fd(wsi), in->data + in->used,
	    sizeof(in->data) - in->used, 0);
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0)
		in->used += (size_t)n;
	if (n <= 0 || relay_heard(&desk.relay) == -1)
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK,
		    LWS_TO_KILL_ASYNC);
	push();
}

static int
tell_daemon(struct lws *wsi)
{
	struct relay *r = &desk.relay;
	ssize_t n;

	if (r->used == 0)
		return 0;
	n = send(lws_get_socket_fd(wsi), r->out, r->used, MSG_NOSIGNAL);
	if (n == -1 && errno != EAGAIN && errno != EINTR)
		return -1;
	if (n > 0)
		relay_sent(r, (size_t)n);
	if (r->used > 0)
		(void)lws_callback_on_writable(wsi);
	return 0;
}

/* --- viewers --- */

static int
on_listener(struct lws *wsi, enum lws_callback_reasons reason, void *user,
    void *in, size_t length)
{
	int s, bytes = SEND_BUFFER;

	(void)user;
	(void)in;
	(void)length;
	if (reason != LWS_CALLBACK_RAW_RX_FILE)
		return 0;
	s = accept4(lws_get_socket_fd(wsi), NULL, NULL,
	    SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (s == -1) {
		if (errno != EAGAIN && errno != EINTR &&
		    errno != ECONNABORTED)
			warn("accept");
		return 0;
	}
	(void)setsockopt(s, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
	if (ending)
		(void)close(s);
	else
		(void)lws_adopt_socket_vhost(host, s);
	return 0;
}

static int
on_line(struct lws *wsi, enum lws_callback_reasons reason, void *user,
    void *in, size_t length)
{
	struct guest *g = lws_get_opaque_user_data(wsi);

	(void)user;
	desk.now_ms = instant_ticks();
	switch (reason) {
	case LWS_CALLBACK_HTTP:
		return doorman_refuse(wsi, REFUSAL_BAD_REQUEST);
	case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
		return welcome(wsi);
	case LWS_CALLBACK_RECEIVE:
		desk_hear(&desk, g, in, length,
		    lws_is_final_fragment(wsi) &&
		    lws_remaining_packet_payload(wsi) == 0);
		push();
		return 0;
	case LWS_CALLBACK_RECEIVE_PONG:
		viewer_pong(&g->viewer);
		push();
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return write_one(wsi, g);
	case LWS_CALLBACK_WSI_DESTROY:
		if (g != NULL)
			desk_leave(&desk, g);
		lws_set_opaque_user_data(wsi, NULL);
		return 0;
	default:
		return 0;
	}
}

static int
welcome(struct lws *wsi)
{
	enum refusal refusal;
	struct guest *g;

	refusal = doorman_ask(&desk, wsi, &g);
	if (refusal != REFUSAL_NONE)
		return doorman_refuse(wsi, refusal);
	g->line = wsi;
	lws_set_opaque_user_data(wsi, g);
	return 0;
}

/* One thing, and again if there is more. */
static int
write_one(struct lws *wsi, struct guest *g)
{
	/* libwebsockets is silent about a pong without a payload. */
	static unsigned char ping[LWS_PRE + 1];
	struct viewer *v = &g->viewer;
	enum viewer_act act = viewer_due(v, desk.sight.newest, desk.now_ms);
	uint64_t seen = 0;
	struct packet *p = NULL;

	if (act == VIEWER_CUT)
		return send_off(wsi, v->cut);
	if (act == VIEWER_PACKET)
		p = v->queue[v->head];
	else if (act == VIEWER_TELEMETRY)
		p = sight_packet(&desk.sight, v->seen, &seen, desk.now_ms,
		    instant_now());
	if (p != NULL && lws_write(wsi, p->bytes + PACKET_ROOM, p->length,
	    LWS_WRITE_TEXT) < 0)
		return -1;
	if (act == VIEWER_PING &&
	    lws_write(wsi, ping + LWS_PRE, 1, LWS_WRITE_PING) < 0)
		return -1;
	viewer_did(v, act, seen, desk.now_ms);
	if (viewer_due(v, desk.sight.newest, desk.now_ms) != VIEWER_REST)
		(void)lws_callback_on_writable(wsi);
	return 0;
}

static int
send_off(struct lws *wsi, enum viewer_cut why)
{
	unsigned char reason[32];
	size_t length = strlen(viewer_reason(why));

	memcpy(reason, viewer_reason(why), length);
	lws_close_reason(wsi, (enum lws_close_status)viewer_code(why), reason,
	    length);
	return -1;
}
