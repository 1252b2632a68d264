/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages: each type over a real pair, and everything that must be refused.
 */
#include <sys/socket.h>

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "spoolerd/message.h"

struct pair {
	int	a, b;
};

/* Every type, a way it may go, one it may not, and whether a file goes too. */
static const struct {
	enum message_type	type;
	const char		*name;
	enum message_way	way, wrong;
	bool			has_fd;
} rows[] = {
	{ MESSAGE_PROFILE, "PROFILE", TO_DRAIN, FROM_DRAIN, false },
	{ MESSAGE_JOB, "JOB", TO_DRAIN, FROM_KEEPER, true },
	{ MESSAGE_ORDER, "ORDER", TO_DRAIN, TO_KEEPER, false },
	{ MESSAGE_READY, "READY", FROM_DRAIN, FROM_KEEPER, false },
	{ MESSAGE_TELEMETRY, "TELEMETRY", FROM_DRAIN, TO_KEEPER, false },
	{ MESSAGE_CHECKPOINT, "CHECKPOINT", FROM_DRAIN, FROM_KEEPER, false },
	{ MESSAGE_CHECKPOINT, "CHECKPOINT", TO_KEEPER, TO_DRAIN, false },
	{ MESSAGE_PHASE, "PHASE", FROM_DRAIN, FROM_KEEPER, false },
	{ MESSAGE_PHASE, "PHASE", TO_KEEPER, TO_DRAIN, false },
	{ MESSAGE_ALARM, "ALARM", FROM_DRAIN, TO_KEEPER, false },
	{ MESSAGE_DONE, "DONE", FROM_DRAIN, FROM_KEEPER, false },
	{ MESSAGE_DONE, "DONE", TO_KEEPER, TO_DRAIN, false },
	{ MESSAGE_WAKE, "WAKE", TO_KEEPER, FROM_DRAIN, false },
	{ MESSAGE_FREE, "FREE", TO_KEEPER, FROM_DRAIN, false },
	{ MESSAGE_WANT, "WANT", TO_KEEPER, FROM_KEEPER, false },
	{ MESSAGE_ADOPT, "ADOPT", TO_KEEPER, FROM_DRAIN, false },
	{ MESSAGE_FORGET, "FORGET", TO_KEEPER, FROM_DRAIN, false },
	{ MESSAGE_UNDONE, "UNDONE", FROM_DRAIN, TO_DRAIN, false },
	{ MESSAGE_FOUND, "FOUND", TO_KEEPER, FROM_DRAIN, false },
	{ MESSAGE_FAULT, "FAULT", TO_KEEPER, FROM_DRAIN, false },
	{ MESSAGE_PRINTER, "PRINTER", FROM_KEEPER, FROM_DRAIN, false },
	{ MESSAGE_START, "START", FROM_KEEPER, TO_DRAIN, true },
	{ MESSAGE_GRANT, "GRANT", FROM_KEEPER, FROM_DRAIN, false },
	{ MESSAGE_EVENT, "EVENT", FROM_KEEPER, FROM_DRAIN, false },
};
#define N_ROWS		(sizeof(rows) / sizeof(rows[0]))

static int
setup(void **state)
{
	static struct pair p;
	int s[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC,
	    0, s) == -1)
		return -1;
	p.a = s[0];
	p.b = s[1];
	*state = &p;
	return 0;
}

static int
teardown(void **state)
{
	struct pair *p = *state;

	if (p->a != -1)
		(void)close(p->a);
	(void)close(p->b);
	return 0;
}

/* Send raw bytes with n descriptors (of /dev/null's kind). */
static void
send_raw(int sock, const void *data, size_t size, int n)
{
	union {
		struct cmsghdr	align;
		char		data[CMSG_SPACE(16 * sizeof(int))];
	} control;
	struct iovec iov;
	struct msghdr mh;
	int fds[16], i;

	memset(&control, 0, sizeof(control));
	memset(&mh, 0, sizeof(mh));
	memcpy(&iov.iov_base, &data, sizeof(data));
	iov.iov_len = size;
	mh.msg_iov = &iov;
	mh.msg_iovlen = 1;
	for (i = 0; i < n; i++)
		fds[i] = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (n > 0) {
		mh.msg_control = control.data;
		mh.msg_controllen = CMSG_SPACE((size_t)n * sizeof(int));
		CMSG_FIRSTHDR(&mh)->cmsg_level = SOL_SOCKET;
		CMSG_FIRSTHDR(&mh)->cmsg_type = SCM_RIGHTS;
		CMSG_FIRSTHDR(&mh)->cmsg_len =
		    CMSG_LEN((size_t)n * sizeof(int));
		memcpy(CMSG_DATA(CMSG_FIRSTHDR(&mh)), fds,
		    (size_t)n * sizeof(int));
	}
	assert_int_equal(sendmsg(sock, &mh, 0), (ssize_t)size);
	for (i = 0; i < n; i++)
		(void)close(fds[i]);
}

/* How many descriptors are open: none may leak from what is refused. */
static int
open_fds(void)
{
	int fd, n = 0;

	for (fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) != -1;
	return n;
}

/* Send a good message of a row; returns what is received as way. */
static int
carry(struct pair *p, size_t row, enum message_way way, struct message *got,
    int *fd)
{
	struct message m;
	int file = -1, n;

	memset(&m, 0xff, sizeof(m));	/* no string is terminated */
	m.type = rows[row].type;
	if (rows[row].has_fd)
		file = open("/dev/null", O_RDONLY | O_CLOEXEC);
	assert_int_equal(message_send(p->a, &m, file), 0);
	n = message_receive(p->b, way, got, fd);
	if (file != -1)
		(void)close(file);
	return n;
}

static void
receive__each_type_its_way__arrives(void **state)
{
	struct message m;
	size_t i;
	int fd;

	for (i = 0; i < N_ROWS; i++) {
		assert_int_equal(carry(*state, i, rows[i].way, &m, &fd), 1);
		assert_int_equal(m.type, rows[i].type);
		assert_int_equal(fd != -1, rows[i].has_fd);
		if (fd != -1) {
			assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
			(void)close(fd);
		}
		assert_string_equal(message_name(rows[i].type), rows[i].name);
	}
}

static void
receive__each_type_the_wrong_way__refused(void **state)
{
	int fd, before = open_fds();
	struct message m;
	size_t i;

	for (i = 0; i < N_ROWS; i++) {
		errno = 0;
		assert_int_equal(carry(*state, i, rows[i].wrong, &m, &fd),
		    -1);
		assert_int_equal(errno, EPROTO);
		assert_int_equal(fd, -1);
	}
	assert_int_equal(open_fds(), before);
}

static void
receive__a_byte_less_or_more__refused(void **state)
{
	struct pair *p = *state;
	struct message m, sent;
	char bytes[sizeof(struct message) + 8];
	ssize_t size;
	size_t i;
	int fd, delta;

	for (i = 0; i < N_ROWS; i++) {
		if (rows[i].has_fd)
			continue;
		memset(&sent, 0, sizeof(sent));
		sent.type = rows[i].type;
		assert_int_equal(message_send(p->a, &sent, -1), 0);
		size = recv(p->b, bytes, sizeof(bytes), 0);
		assert_true(size >= 8);
		for (delta = -1; delta <= 1; delta += 2) {
			send_raw(p->a, bytes, (size_t)(size + delta), 0);
			assert_int_equal(message_receive(p->b, rows[i].way,
			    &m, &fd), -1);
			assert_int_equal(errno, EPROTO);
		}
	}
}

static void
receive__strings_without_end__terminated(void **state)
{
	struct message m;
	int fd;

	assert_int_equal(carry(*state, 0, TO_DRAIN, &m, &fd), 1);
	assert_int_equal(strnlen(m.profile.name, MESSAGE_NAME),
	    MESSAGE_NAME - 1);
	assert_int_equal(strnlen(m.profile.stop_gcode, MESSAGE_GCODE),
	    MESSAGE_GCODE - 1);
	assert_int_equal(strnlen(m.profile.park_gcode, MESSAGE_GCODE),
	    MESSAGE_GCODE - 1);
	assert_int_equal(carry(*state, 18, TO_KEEPER, &m, &fd), 1);
	assert_int_equal(strnlen(m.found.why, MESSAGE_TEXT),
	    MESSAGE_TEXT - 1);
	assert_int_equal(carry(*state, 20, FROM_KEEPER, &m, &fd), 1);
	assert_int_equal(strnlen(m.printer.path, MESSAGE_TEXT),
	    MESSAGE_TEXT - 1);
}

static void
receive__unknown_type__refused(void **state)
{
	static const uint32_t types[] = { MESSAGE__MAX, MESSAGE__MAX + 1,
	    0x7fffffff, 0xffffffff };
	struct pair *p = *state;
	struct message m, sent;
	size_t i;
	int fd;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		memset(&sent, 0, sizeof(sent));
		sent.type = types[i];
		send_raw(p->a, &sent, sizeof(sent), 0);
		assert_int_equal(message_receive(p->b, TO_DRAIN, &m, &fd),
		    -1);
		assert_int_equal(errno, EPROTO);
	}
}

static void
receive__wrong_number_of_files__refused(void **state)
{
	static const struct {
		enum message_type	type;
		int			files;
	} wrong[] = {
		{ MESSAGE_WAKE, 1 }, { MESSAGE_START, 0 },
		{ MESSAGE_START, 2 }, { MESSAGE_START, 8 },
		{ MESSAGE_START, 16 },
	};
	struct pair *p = *state;
	struct message m, sent;
	size_t i, size;
	int fd, before = open_fds();

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		memset(&sent, 0, sizeof(sent));
		sent.type = wrong[i].type;
		size = offsetof(struct message, start) +
		    (wrong[i].type == MESSAGE_START ? sizeof(sent.start) : 0);
		send_raw(p->a, &sent, size, wrong[i].files);
		assert_int_equal(message_receive(p->b,
		    TO_KEEPER | FROM_KEEPER, &m, &fd), -1);
		assert_int_equal(errno, EPROTO);
	}
	assert_int_equal(open_fds(), before);
}

static void
receive__peer_closed__says_so(void **state)
{
	struct pair *p = *state;
	struct message m = { .type = MESSAGE_WAKE };
	int fd;

	assert_int_equal(message_receive(p->b, TO_KEEPER, &m, &fd), -1);
	assert_int_equal(errno, EAGAIN);
	m.type = MESSAGE_WAKE;
	assert_int_equal(message_send(p->a, &m, -1), 0);
	(void)close(p->a);
	p->a = -1;
	assert_int_equal(message_receive(p->b, TO_KEEPER, &m, &fd), 1);
	assert_int_equal(message_receive(p->b, TO_KEEPER, &m, &fd), 0);
	assert_int_equal(message_send(p->b, &m, -1), -1);
	assert_int_equal(errno, EPIPE);
}

static void
receive__peer_closed_with_words_unread__says_so(void **state)
{
	struct pair *p = *state;
	struct message m = { .type = MESSAGE_WAKE };
	int fd;

	assert_int_equal(message_send(p->b, &m, -1), 0);
	(void)close(p->a);
	p->a = -1;
	assert_int_equal(message_receive(p->b, TO_KEEPER, &m, &fd), 0);
}

static void
send__full__says_again_later(void **state)
{
	struct pair *p = *state;
	struct message m = { .type = MESSAGE_WAKE };
	int n = 0;

	while (n < 1000000 && message_send(p->a, &m, -1) == 0)
		n++;
	assert_true(n > 0 && n < 1000000);
	assert_int_equal(errno, EAGAIN);
}

static void
send__what_the_table_forbids__refused(void **state)
{
	struct pair *p = *state;
	struct message m = { .type = MESSAGE__MAX };

	assert_int_equal(message_send(p->a, &m, -1), -1);
	assert_int_equal(errno, EINVAL);
	m.type = MESSAGE_JOB;
	assert_int_equal(message_send(p->a, &m, -1), -1);
	m.type = MESSAGE_WAKE;
	assert_int_equal(message_send(p->a, &m, p->b), -1);
}

static void
names__all__are_those_of_the_json(void **state)
{
	static const char *const orders[] = { "pause", "resume", "stop",
	    "emergency", "give-up", "cleaned", "reset", "resume-layer",
	    "control", "tune" };
	static const char *const phases[] = { "connecting", "idle",
	    "printing", "pausing", "paused", "stopping", "halted", "lost" };
	unsigned int i;

	(void)state;
	for (i = 0; i < ORDER__MAX; i++) {
		assert_string_equal(message_order_name(i), orders[i]);
		assert_int_equal(message_order_by_name(orders[i]), i);
	}
	for (i = 0; i < PHASE__MAX; i++)
		assert_string_equal(message_phase_name(i), phases[i]);
	assert_int_equal(message_order_by_name("Pause"), ORDER__MAX);
	assert_int_equal(message_order_by_name(""), ORDER__MAX);
	assert_string_equal(message_phase_name(PHASE__MAX), "unknown");
	assert_string_equal(message_phase_name((enum message_phase)-1),
	    "unknown");
	assert_string_equal(message_order_name(ORDER__MAX), "unknown");
	assert_string_equal(message_name(MESSAGE__MAX), "unknown");
}

#define T(test)		cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(receive__each_type_its_way__arrives),
		T(receive__each_type_the_wrong_way__refused),
		T(receive__a_byte_less_or_more__refused),
		T(receive__strings_without_end__terminated),
		T(receive__unknown_type__refused),
		T(receive__wrong_number_of_files__refused),
		T(receive__peer_closed__says_so),
		T(receive__peer_closed_with_words_unread__says_so),
		T(send__full__says_again_later),
		T(send__what_the_table_forbids__refused),
		T(names__all__are_those_of_the_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
