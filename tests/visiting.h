/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The live gateway as a program: WebSockets on one side, and on the other a
 * daemon that is the test.
 */
#ifndef TESTS_VISITING_H
#define TESTS_VISITING_H

#include <sys/types.h>

#include <limits.h>

#include "spoolerd/control.h"
#include "tests/lab.h"
#include "tests/spectator.h"

#define WAIT_MS		20000	/* never reached but by a failure */
#define PAGE		"Origin: http://lab\r\n"

struct fixture {
	struct lab		*lab;
	char			 program[PATH_MAX], sessions[128];
	char			 live[128], control[128];
	int			 listener;	/* of the gateway */
	int			 daemon;	/* of the control socket */
	int			 peer;		/* the gateway's call to us */
	struct control_buffer	 in;
	pid_t			 gateway;
};

void	 start_gateway(struct fixture *f);
/* A line that the gateway says to the daemon, "" at the end of time. */
json_t	*daemon_hears(struct fixture *f);
void	 daemon_says(const struct fixture *f, const char *line);
/* It subscribes, once. */
void	 daemon_accepts(struct fixture *f);
int	 setup(void **state);
int	 teardown(void **state);
/* One who looks on; in two cases out of three as a page does. */
struct spectator visit(const struct fixture *f, const char *headers);
struct spectator watch(const struct fixture *f, const char *headers);
void	 cookie_of(struct fixture *f, char headers[256]);
/* The connection ends with this code and reason. */
void	 expect_end(struct spectator *s, int code, const char *reason);

#endif
