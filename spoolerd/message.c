/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages between the processes of the daemon.  The table below says, for
 * each, its name, its size, which way it goes and whether a descriptor goes
 * with it; nothing else may be sent or is accepted.
 */
#include <sys/socket.h>
#include <sys/uio.h>

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/message.h"

#define FDS_MAX		8	/* room to see, and close, too many */

struct row {
	const char	*name;
	size_t		 size;		/* of the datagram, header included */
	unsigned int	 ways;		/* enum message_way */
	bool		 has_fd;	/* exactly one descriptor, or none */
};

/* A char array inside a message; the receiver puts a NUL at its end. */
struct string {
	enum message_type	type;
	size_t			offset;
	size_t			size;
};

static bool	sendable(const struct message *, int);
static ssize_t	receive(int, struct message *, int[FDS_MAX], int *, int *);
static int	take_fds(const struct msghdr *, int[FDS_MAX]);
static bool	allowed(const struct message *, size_t, enum message_way, int);
static void	terminate(struct message *);

#define HEADER		offsetof(struct message, profile)
#define SIZE(member)	(HEADER + sizeof(((struct message *)NULL)->member))

static const struct row rows[] = {
	[MESSAGE_PROFILE] = { "PROFILE", SIZE(profile), TO_DRAIN, false },
	[MESSAGE_JOB] = { "JOB", SIZE(job), TO_DRAIN, true },
	[MESSAGE_ORDER] = { "ORDER", SIZE(order), TO_DRAIN, false },
	[MESSAGE_READY] = { "READY", SIZE(ready), FROM_DRAIN, false },
	[MESSAGE_TELEMETRY] = { "TELEMETRY", SIZE(telemetry), FROM_DRAIN,
	    false },
	[MESSAGE_CHECKPOINT] = { "CHECKPOINT", SIZE(checkpoint),
	    FROM_DRAIN | TO_KEEPER, false },
	[MESSAGE_PHASE] = { "PHASE", SIZE(phase), FROM_DRAIN | TO_KEEPER,
	    false },
	[MESSAGE_ALARM] = { "ALARM", SIZE(alarm), FROM_DRAIN, false },
	[MESSAGE_DONE] = { "DONE", SIZE(done), FROM_DRAIN | TO_KEEPER, false },
	[MESSAGE_UNDONE] = { "UNDONE", SIZE(undone), FROM_DRAIN | TO_KEEPER,
	    false },
	[MESSAGE_TUNED] = { "TUNED", SIZE(tuned), FROM_DRAIN | TO_KEEPER,
	    false },
	[MESSAGE_WAKE] = { "WAKE", HEADER, TO_KEEPER, false },
	[MESSAGE_FREE] = { "FREE", SIZE(free), TO_KEEPER, false },
	[MESSAGE_WANT] = { "WANT", SIZE(want), TO_KEEPER, false },
	[MESSAGE_ADOPT] = { "ADOPT", SIZE(adopt), TO_KEEPER, false },
	[MESSAGE_FORGET] = { "FORGET", SIZE(forget), TO_KEEPER, false },
	[MESSAGE_FOUND] = { "FOUND", SIZE(found), TO_KEEPER, false },
	[MESSAGE_FAULT] = { "FAULT", SIZE(fault), TO_KEEPER, false },
	[MESSAGE_PRINTER] = { "PRINTER", SIZE(printer), FROM_KEEPER, false },
	[MESSAGE_START] = { "START", SIZE(start), FROM_KEEPER, true },
	[MESSAGE_GRANT] = { "GRANT", SIZE(grant), FROM_KEEPER, false },
	[MESSAGE_EVENT] = { "EVENT", SIZE(event), FROM_KEEPER, false },
	[MESSAGE_AUTODETECT] = { "AUTODETECT", SIZE(autodetect), FROM_KEEPER,
	    false },
	[MESSAGE_COURSE] = { "COURSE", SIZE(course), FROM_KEEPER | TO_DRAIN,
	    true },
};
_Static_assert(sizeof(rows) / sizeof(rows[0]) == MESSAGE__MAX,
    "every message has a row");

#define STRING(type, member)	{ type, offsetof(struct message, member), \
	sizeof(((struct message *)NULL)->member) }

static const struct string strings[] = {
	STRING(MESSAGE_PROFILE, profile.name),
	STRING(MESSAGE_PROFILE, profile.dialect),
	STRING(MESSAGE_PROFILE, profile.stop_gcode),
	STRING(MESSAGE_PROFILE, profile.park_gcode),
	STRING(MESSAGE_PROFILE, profile.pause_gcode),
	STRING(MESSAGE_ORDER, order.manual.line),
	STRING(MESSAGE_READY, ready.firmware),
	STRING(MESSAGE_READY, ready.machine_type),
	STRING(MESSAGE_READY, ready.uuid),
	STRING(MESSAGE_TELEMETRY, telemetry.text),
	STRING(MESSAGE_TELEMETRY, telemetry.question),
	STRING(MESSAGE_ALARM, alarm.why),
	STRING(MESSAGE_DONE, done.why),
	STRING(MESSAGE_FREE, free.machine_type),
	STRING(MESSAGE_FREE, free.uuid),
	STRING(MESSAGE_WANT, want.manual.line),
	STRING(MESSAGE_WANT, want.who),
	STRING(MESSAGE_WANT, want.why),
	STRING(MESSAGE_ADOPT, adopt.name),
	STRING(MESSAGE_ADOPT, adopt.usb_serial),
	STRING(MESSAGE_ADOPT, adopt.position),
	STRING(MESSAGE_ADOPT, adopt.path),
	STRING(MESSAGE_ADOPT, adopt.machine_type),
	STRING(MESSAGE_ADOPT, adopt.uuid),
	STRING(MESSAGE_ADOPT, adopt.dialect),
	STRING(MESSAGE_ADOPT, adopt.who),
	STRING(MESSAGE_FORGET, forget.who),
	STRING(MESSAGE_UNDONE, undone.why),
	STRING(MESSAGE_FOUND, found.why),
	STRING(MESSAGE_FAULT, fault.why),
	STRING(MESSAGE_PRINTER, printer.name),
	STRING(MESSAGE_PRINTER, printer.dialect),
	STRING(MESSAGE_PRINTER, printer.usb_serial),
	STRING(MESSAGE_PRINTER, printer.position),
	STRING(MESSAGE_PRINTER, printer.path),
	STRING(MESSAGE_PRINTER, printer.stop_gcode),
	STRING(MESSAGE_PRINTER, printer.park_gcode),
	STRING(MESSAGE_PRINTER, printer.pause_gcode),
	STRING(MESSAGE_GRANT, grant.name),
	STRING(MESSAGE_GRANT, grant.why),
	STRING(MESSAGE_EVENT, event.what),
	STRING(MESSAGE_EVENT, event.old),
	STRING(MESSAGE_EVENT, event.new),
};

static const char *const orders[] = {
	[ORDER_PAUSE]		= "pause",
	[ORDER_RESUME]		= "resume",
	[ORDER_STOP]		= "stop",
	[ORDER_EMERGENCY]	= "emergency",
	[ORDER_GIVE_UP]		= "give-up",
	[ORDER_CLEANED]		= "cleaned",
	[ORDER_RESET]		= "reset",
	[ORDER_RESUME_LAYER]	= "resume-layer",
	[ORDER_CONTROL]		= "control",
	[ORDER_TUNE]		= "tune",
};
_Static_assert(sizeof(orders) / sizeof(orders[0]) == ORDER__MAX,
    "every order has a name");

static const char *const phases[] = {
	[PHASE_CONNECTING]	= "connecting",
	[PHASE_IDLE]		= "idle",
	[PHASE_PRINTING]	= "printing",
	[PHASE_PAUSING]		= "pausing",
	[PHASE_PAUSED]		= "paused",
	[PHASE_STOPPING]	= "stopping",
	[PHASE_HALTED]		= "halted",
	[PHASE_LOST]		= "lost",
};
_Static_assert(sizeof(phases) / sizeof(phases[0]) == PHASE__MAX,
    "every phase has a name");

int
message_send(int sock, const struct message *m, int fd)
{
	union {
		struct cmsghdr	align;
		char		data[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec iov;
	struct msghdr mh;
	struct cmsghdr *cm;
	ssize_t n;

	if (!sendable(m, fd)) {
		errno = EINVAL;
		return -1;
	}
	memset(&mh, 0, sizeof(mh));
	memset(&control, 0, sizeof(control));
	iov.iov_base = (void *)(uintptr_t)m;	/* sendmsg only reads it */
	iov.iov_len = rows[m->type].size;
	mh.msg_iov = &iov;
	mh.msg_iovlen = 1;
	if (fd != -1) {
		mh.msg_control = control.data;
		mh.msg_controllen = sizeof(control.data);
		cm = CMSG_FIRSTHDR(&mh);
		cm->cmsg_level = SOL_SOCKET;
		cm->cmsg_type = SCM_RIGHTS;
		cm->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(cm), &fd, sizeof(int));
	}
	do
		n = sendmsg(sock, &mh, MSG_NOSIGNAL);
	while (n == -1 && errno == EINTR);
	return n == -1 ? -1 : 0;
}

static bool
sendable(const struct message *m, int fd)
{
	return m->type < MESSAGE__MAX && rows[m->type].has_fd == (fd != -1);
}

int
message_receive(int sock, enum message_way way, struct message *m, int *fd)
{
	int fds[FDS_MAX], n_fds, flags, i;
	ssize_t n;

	*fd = -1;
	n = receive(sock, m, fds, &n_fds, &flags);
	if (n == -1)
		return errno == ECONNRESET ? 0 : -1;
	if (n == 0 && n_fds == 0)
		return 0;
	if ((flags & (MSG_TRUNC | MSG_CTRUNC)) ||
	    !allowed(m, (size_t)n, way, n_fds)) {
		for (i = 0; i < n_fds; i++)
			(void)close(fds[i]);
		errno = EPROTO;
		return -1;
	}
	if (n_fds == 1)
		*fd = fds[0];
	terminate(m);
	return 1;
}

/* One datagram with all descriptors that came with it. */
static ssize_t
receive(int sock, struct message *m, int fds[FDS_MAX], int *n_fds, int *flags)
{
	union {
		struct cmsghdr	align;
		char		data[CMSG_SPACE(FDS_MAX * sizeof(int))];
	} control;
	struct iovec iov = { .iov_base = m, .iov_len = sizeof(*m) };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = control.data,
	    .msg_controllen = sizeof(control.data) };
	ssize_t n;

	memset(m, 0, sizeof(*m));
	memset(&control, 0, sizeof(control));
	*n_fds = 0;
	do
		n = recvmsg(sock, &mh, MSG_CMSG_CLOEXEC);
	while (n == -1 && errno == EINTR);
	if (n == -1)
		return -1;
	*n_fds = take_fds(&mh, fds);
	*flags = mh.msg_flags;
	return n;
}

static int
take_fds(const struct msghdr *mh, int fds[FDS_MAX])
{
	const struct cmsghdr *cm = CMSG_FIRSTHDR(mh);
	size_t n;

	/* The kernel puts all descriptors of a datagram into one header. */
	if (cm == NULL || cm->cmsg_level != SOL_SOCKET ||
	    cm->cmsg_type != SCM_RIGHTS)
		return 0;
	n = (cm->cmsg_len - CMSG_LEN(0)) / sizeof(int);
	if (n > FDS_MAX)
		n = FDS_MAX;
	memcpy(fds, CMSG_DATA(cm), n * sizeof(int));
	return (int)n;
}

static bool
allowed(const struct message *m, size_t size, enum message_way way, int n_fds)
{
	const struct row *row;

	if (size < HEADER || m->type >= MESSAGE__MAX)
		return false;
	row = &rows[m->type];
	return size == row->size && (row->ways & (unsigned int)way) != 0 &&
	    n_fds == (row->has_fd ? 1 : 0);
}

static void
terminate(struct message *m)
{
	const struct string *s;
	size_t i;

	for (i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
		s = &strings[i];
		if (s->type == m->type)
			((char *)m)[s->offset + s->size - 1] = '\0';
	}
}

const char *
message_name(enum message_type type)
{
	return type < MESSAGE__MAX ? rows[type].name : "unknown";
}

const char *
message_order_name(enum message_order order)
{
	return order < ORDER__MAX ? orders[order] : "unknown";
}

enum message_order
message_order_by_name(const char *name)
{
	enum message_order order;

	for (order = 0; order < ORDER__MAX; order++)
		if (strcmp(name, orders[order]) == 0)
			break;
	return order;
}

const char *
message_phase_name(enum message_phase phase)
{
	return phase < PHASE__MAX ? phases[phase] : "unknown";
}
