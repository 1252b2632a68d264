/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Services: the programs that make up a running system, each a row of the
 * table in service.c, and the starting, restarting and stopping of them.
 *
 *	waiting --due--> running --died--> waiting (with growing delay)
 *	                    |                 a task that succeeded: done
 *	                    +--stop--> gone
 */
#ifndef SETUP_SERVICE_H
#define SETUP_SERVICE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "setup/notify.h"
#include "setup/place.h"

enum service_id {
	SERVICE_DAGOMA_1, SERVICE_DAGOMA_2, SERVICE_SPOOLERD,
	SERVICE_FILES, SERVICE_JOBS, SERVICE_PEOPLE, SERVICE_PRINTERS,
	SERVICE_SESSION, SERVICE_SLICERS, SERVICE_LIVE, SERVICE_HERALD,
	SERVICE_NGINX,
	/* Tasks: they end, and are done when they end well. */
	SERVICE_ADOPT_1, SERVICE_ADOPT_2,
	SERVICE__MAX
};

struct service {
	pid_t	pid;			/* 0: does not run */
	int	listener;		/* given as standard input; -1: none */
	int64_t	due_ms;			/* when to start it */
	int64_t	started_ms;
	int64_t	delay_ms;		/* before the next start */
	int	failures;		/* in a row */
	bool	done;
};

/* The whole system.  Belongs to the caller, is filled by service_open. */
struct system {
	const struct place	*place;
	struct notify		 notify;
	struct service		 services[SERVICE__MAX];
};

/* Make the sockets.  0, or -1 after having said why. */
int	service_open(struct system *, const struct place *);
/* Start what is due.  Returns when the next one is, INT64_MAX: none. */
int64_t	service_start(struct system *, int64_t now_ms);
/* A child ended (wait's status); says so unless that was expected.  Processes
 * that are no service are ignored. */
void	service_died(struct system *, pid_t, int status, int64_t now_ms);
/* Is everything up: tasks done, the daemon ready?  A task that failed often
 * enough to be given a rest counts as done. */
bool	service_all_up(const struct system *);
/* Ask all to end, then force those still there after grace_ms, children of
 * children included.  Returns when there is none left. */
void	service_stop(struct system *, int64_t grace_ms);

/* How long to wait after the n-th failure in a row (n from 1). */
int64_t	service_delay(int failures);

#endif
