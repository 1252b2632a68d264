/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a job ends: what is said of it, and what the books keep.
 */
#include <stdio.h>
#include <unistd.h>

#include "spoolerd/drain/jobhand.h"
#include "spoolerd/drain/jobrun.h"
#include "spoolerd/drain/supply.h"
#include "spoolerd/drain/tell.h"

#define BREAK_MS	300	/* a wait for heat has begun by then */

static bool	end_job(struct jobrun *, int64_t, enum message_end, bool,
		    const char *, struct message *);

void
jobrun_finish(struct jobrun *j, int64_t now_ms, enum message_end end,
    bool halted, const char *why)
{
	struct message m;

	/* After it was said: killed in between, it ends once more.  An
	 * interrupted job stays in the books: it may be resumed. */
	if (end_job(j, now_ms, end, halted, why, &m)) {
		j->say(j->say_arg, &m);
		if (end != END_INTERRUPTED)
			books_begin_job(j->books, 0);
	}
}

void
jobrun_lose(struct jobrun *j, int64_t now_ms, const char *why)
{
	struct message m;

	/* Before it is said: the parent looks into them when it hears it. */
	if (end_job(j, now_ms, END_INTERRUPTED, false, why, &m)) {
		books_begin_job(j->books, 0);
		j->say(j->say_arg, &m);
	}
}

/* What is to be said of it; false: there was none. */
static bool
end_job(struct jobrun *j, int64_t now_ms, enum message_end end, bool halted,
    const char *why, struct message *m)
{
	if (j->job.job == 0)
		return false;
	jobrun_count(j, now_ms);
	tell_make_done(j, end, halted, why, m);
	if (j->fd != -1)
		(void)close(j->fd);
	j->fd = -1;
	j->job.job = 0;
	j->question[0] = '\0';
	j->prompted = false;
	j->host_count = 0;
	j->break_ms = 0;
	return true;
}

void
jobrun_stop(struct jobrun *j, int64_t now_ms, enum message_end end,
    const char *why)
{
	bool homed = j->books->homed != 0;

	j->ending.end = end;
	(void)snprintf(j->ending.why, sizeof(j->ending.why), "%s; heaters "
	    "off, %s", why, homed ? "parked" :
	    "not parked: the machine did not know where it was");
	jobhand_broken(j, "the job was stopped");
	j->host_count = 0;
	j->length = 0;
	supply_host(j, j->profile.stop_gcode);
	trim_release(j);
	if (homed)
		supply_host(j, j->profile.park_gcode);
	j->break_ms = now_ms + BREAK_MS;
	jobrun_move(j, now_ms, PHASE_STOPPING);
}
