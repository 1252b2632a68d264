/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From the tapes into the spool.  All printers are one transaction a minute,
 * so that a memory card sees a few pages; what could not be stored is still
 * on the tape the next time.  Temperatures are not worth what room is left on a
 * full disk: the keeper needs it for orders and moves, and doesn't end here.
 */
#include <err.h>
#include <stdio.h>

#include "spoolerd/tape.h"
#include "spoolerd/keeper/tracing.h"

static void	need_but_room(struct keeper *, enum spool_result, const char *);
static enum spool_result take(struct keeper *, int64_t);
static enum spool_result take_all(struct keeper *);

void
tracing_take(struct keeper *k, int64_t printer)
{
	need_but_room(k, take(k, printer), "trace");
}

void
tracing_tick(struct keeper *k)
{
	enum spool_result result;

	if (k->now_ms < k->trace_ms)
		return;
	k->trace_ms = k->now_ms + TRACING_MS;
	result = spool_begin(k->spool, SPOOL_USUAL);
	if (result == SPOOL_OK)
		result = spool_end(k->spool, take_all(k));
	if (result != SPOOL_BUSY)
		need_but_room(k, result, "traces");
}

static void
need_but_room(struct keeper *k, enum spool_result result, const char *what)
{
	if (result == SPOOL_FULL)
		warnx("%s: %s: they stay on the tape", what,
		    spool_strerror(result));
	else
		keeper_need(k, result, what);
}

static enum spool_result
take_all(struct keeper *k)
{
	enum spool_result result = SPOOL_OK;
	const struct seat *s;

	for (s = k->seats; s < k->seats + KEEPER_SEATS && result == SPOOL_OK;
	    s++)
		if (s->printer != 0)
			result = take(k, s->printer);
	return result;
}

static enum spool_result
take(struct keeper *k, int64_t printer)
{
	static struct trace_point points[TAPE_POINTS];
	enum spool_result result;
	char path[PATH_MAX + 32];
	int64_t job, last_ms;

	if (k->books == NULL)
		return SPOOL_OK;
	(void)snprintf(path, sizeof(path), "%s/%lld.tape", k->books,
	    (long long)printer);
	job = tape_job(path);
	if (job == 0)
		return SPOOL_OK;
	result = trace_last(k->spool, job, &last_ms);
	if (result != SPOOL_OK)
		return result;
	result = trace_store(k->spool, job, points, tape_read(path, job,
	    last_ms, points));
	/* a tape of a spool that is not this one */
	return result == SPOOL_REFUSED ? SPOOL_OK : result;
}
