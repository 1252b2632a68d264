/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as a message between processes: the first is its way, the second
 * how many descriptors go with it, the third its type when it is to be filled
 * up to that type's size.  What is accepted is whole, could be sent again,
 * and no descriptor leaks.
 */
#include <sys/socket.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/message.h"
#include "tests/fuzz/fuzz.h"

#define FDS		10	/* more than message.c has room for */

static void	learn_sizes(void);
static void	send_raw(const void *, size_t, int);
static void	check_whole(struct message *, int);
static int	lowest_free(void);

static int pair[2] = { -1, -1 };
static size_t sizes[MESSAGE__MAX];	/* as message_send() makes them */

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static char datagram[2 * sizeof(struct message)];
	struct message m;
	size_t size, copied;
	uint32_t type;
	int fd, before, result;

	if (pair[0] == -1)
		learn_sizes();
	if (n < 4 || n - 3 > sizeof(datagram))
		return 0;
	size = copied = n - 3;
	if (bytes[2] < MESSAGE__MAX) {
		size = sizes[bytes[2]];
		if (copied > size)
			copied = size;
	}
	memset(datagram, 'x', sizeof(datagram));
	memcpy(datagram, bytes + 3, copied);
	type = bytes[2];
	if (type < MESSAGE__MAX)
		memcpy(datagram, &type, sizeof(type));
	before = lowest_free();
	send_raw(datagram, size, bytes[1] % FDS);
	errno = 0;
	result = message_receive(pair[1], (enum message_way)(1 <<
	    bytes[0] % 4), &m, &fd);
	MUST(result == 1 || (result == -1 && errno == EPROTO && fd == -1));
	if (result == 1)
		check_whole(&m, fd);
	if (fd != -1)
		(void)close(fd);
	MUST(lowest_free() == before);
	return 0;
}

static void
learn_sizes(void)
{
	static struct message m;
	ssize_t n;

	MUST(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC,
	    0, pair) == 0);
	for (m.type = 0; m.type < MESSAGE__MAX; m.type++) {
		if (message_send(pair[0], &m, -1) == -1)
			MUST(message_send(pair[0], &m, pair[0]) == 0);
		n = recv(pair[1], &m, sizeof(m), MSG_TRUNC);
		MUST(n > 0);
		sizes[m.type] = (size_t)n;
	}
}

static void
send_raw(const void *bytes, size_t n, int n_fds)
{
	union {
		struct cmsghdr	align;
		char		data[CMSG_SPACE(FDS * sizeof(int))];
	} control = { .data = { 0 } };
	struct iovec iov = { (void *)(uintptr_t)bytes, n };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1 };
	int fds[FDS], i;

	for (i = 0; i < n_fds; i++)
		fds[i] = pair[0];
	if (n_fds > 0) {
		mh.msg_control = control.data;
		mh.msg_controllen = CMSG_SPACE((size_t)n_fds * sizeof(int));
		control.align.cmsg_level = SOL_SOCKET;
		control.align.cmsg_type = SCM_RIGHTS;
		control.align.cmsg_len = CMSG_LEN((size_t)n_fds * sizeof(int));
		memcpy(CMSG_DATA(&control.align), fds,
		    (size_t)n_fds * sizeof(int));
	}
	MUST(sendmsg(pair[0], &mh, MSG_NOSIGNAL) == (ssize_t)n);
}

/* It goes out as it came in. */
static void
check_whole(struct message *m, int fd)
{
	static struct message again;

	MUST(m->type < MESSAGE__MAX && message_name(m->type) != NULL);
	MUST(message_send(pair[0], m, fd) == 0);
	MUST(recv(pair[1], &again, sizeof(again), 0) ==
	    (ssize_t)sizes[m->type]);
	MUST(memcmp(&again, m, sizes[m->type]) == 0);
}

static int
lowest_free(void)
{
	int fd = dup(pair[0]);

	MUST(fd != -1);
	(void)close(fd);
	return fd;
}
