/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the parent and its supervisor (systemd, or the one of `make run`) say
 * to each other: "I am ready", and descriptors that outlive the daemon.  A
 * port that was stored is neither closed nor its board reset by a restart.
 */
#ifndef SPOOLERD_PARENT_HANDOVER_H
#define SPOOLERD_PARENT_HANDOVER_H

#include <stdint.h>

struct handover_port {
	int64_t	printer;
	int	fd;
};

/*
 * Take what a supervisor passed: the control socket (or -1) into *control,
 * and stored ports, at most max.  Others are closed.  Returns how many ports;
 * the descriptors are the caller's, close-on-exec.  Once, at start.
 */
int	handover_take(int *control, struct handover_port *, int max);
void	handover_ready(void);
void	handover_stopping(void);
/* Keep the port of a printer for the next daemon, or keep it no longer. */
void	handover_store(int64_t printer, int fd);
void	handover_remove(int64_t printer);

#endif
