/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the link's events do to the run of a job.
 */
#ifndef SPOOLERD_DRAIN_JOBEVENT_H
#define SPOOLERD_DRAIN_JOBEVENT_H

#include "spoolerd/drain/jobrun.h"

void	 jobevent(struct jobrun *, int64_t now_ms, const struct link_event *);

#endif
