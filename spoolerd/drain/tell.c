/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the run of a job tells the parent.
 */
#include <stdio.h>
#include <string.h>

#include "spoolerd/drain/pause.h"
#include "spoolerd/drain/progress.h"
#include "spoolerd/drain/tell.h"

#define TELL_MS		900	/* a trace has a point each second */

static void	measure_rate(struct jobrun *, int64_t);

void
tell_telemetry(struct jobrun *j, int64_t now_ms)
{
	struct message m = { .type = MESSAGE_TELEMETRY };
	struct message_telemetry *t = &m.telemetry;
	const struct books *books = j->books;
	struct course_place place;

	j->tell_ms = now_ms + TELL_MS;
	measure_rate(j, now_ms);
	t->job = j->job.job;
	t->phase = (int32_t)j->phase;
	t->hotend_dC = j->link.heat.hotend_dC;
	t->hotend_target_dC = j->link.heat.hotend_target_dC;
	t->bed_dC = j->link.heat.bed_dC;
	t->bed_target_dC = j->link.heat.bed_target_dC;
	t->left_ms = -1;
	t->resends = (int64_t)j->link.resends;
	t->timeouts = (int64_t)j->link.timeouts;
	t->starved_ms = (int64_t)j->starved_ms;
	t->rate_mHz = j->rate_mHz;
	t->window = (int32_t)j->link.window;
	t->strange = j->strange;
	memcpy(t->text, j->text, sizeof(t->text));
	memcpy(t->question, j->question, sizeof(t->question));
	if (j->job.job != 0) {
		t->commands = (int64_t)books->commands;
		t->commands_total = j->job.commands;
		t->bytes = (int64_t)books->offset;
		t->bytes_total = j->job.bytes;
		t->printed_ms = (int64_t)books->printed_ms;
		t->left_ms = progress_left(j);
		(void)progress_place(j, &place);
		t->layer = (int32_t)place.layer;
		t->layers = (int32_t)place.layers;
		t->z_um = place.z_um;
		t->lacks = (int32_t)trim_lacks(j);
		memcpy(t->knobs, j->trim.now, sizeof(t->knobs));
		memcpy(t->own_knobs, j->trim.own, sizeof(t->own_knobs));
	}
	j->say(j->say_arg, &m);
}

/* Not anew for each change that is told meanwhile. */
static void
measure_rate(struct jobrun *j, int64_t now_ms)
{
	if (now_ms - j->rate_ms < TELL_MS)
		return;
	j->rate_mHz = (int32_t)((int64_t)(j->link.answered - j->rate_lines) *
	    1000000 / (now_ms - j->rate_ms));
	j->rate_ms = now_ms;
	j->rate_lines = j->link.answered;
}

void
tell_checkpoint(const struct jobrun *j)
{
	struct message m = { .type = MESSAGE_CHECKPOINT };
	struct course_place place;

	(void)progress_place(j, &place);
	m.checkpoint.layer = (int32_t)place.layer;
	m.checkpoint.printer = j->job.printer;
	m.checkpoint.job = j->job.job;
	m.checkpoint.commands = (int64_t)j->books->commands;
	m.checkpoint.bytes = (int64_t)j->books->offset;
	m.checkpoint.printed_ms = (int64_t)j->books->printed_ms;
	m.checkpoint.lifted_um = pause_lifted_um(j);
	j->say(j->say_arg, &m);
}

void
tell_reentered(const struct jobrun *j)
{
	struct message m = { .type = MESSAGE_PHASE };

	m.phase.printer = j->job.printer;
	m.phase.job = j->job.job;
	m.phase.phase = (int32_t)j->phase;
	m.phase.reentered = 1;
	m.phase.commands = (int64_t)j->books->commands;
	j->say(j->say_arg, &m);
}

void
tell_phase(const struct jobrun *j)
{
	struct message m = { .type = MESSAGE_PHASE };

	m.phase.printer = j->job.printer;
	m.phase.job = j->job.job;
	m.phase.phase = (int32_t)j->phase;
	j->say(j->say_arg, &m);
}

void
tell_ready(const struct jobrun *j, bool named)
{
	struct message m = { .type = MESSAGE_READY };

	if (named) {
		(void)snprintf(m.ready.firmware, sizeof(m.ready.firmware),
		    "%s", j->link.firmware);
		(void)snprintf(m.ready.machine_type,
		    sizeof(m.ready.machine_type), "%s", j->link.machine_type);
		(void)snprintf(m.ready.uuid, sizeof(m.ready.uuid), "%s",
		    j->link.uuid);
	}
	j->say(j->say_arg, &m);
}

void
tell_make_done(const struct jobrun *j, enum message_end end, bool halted,
    const char *why, struct message *m)
{
	struct course_place place;

	(void)progress_place(j, &place);
	*m = (struct message){ .type = MESSAGE_DONE };
	m->done.layer = (int32_t)place.layer;
	m->done.printer = j->job.printer;
	m->done.job = j->job.job;
	m->done.end = (int32_t)end;
	m->done.halted = halted;
	m->done.unplugged = j->hung_up;
	m->done.lifted_um = pause_lifted_um(j);
	m->done.commands = (int64_t)j->books->commands;
	m->done.bytes = (int64_t)j->books->offset;
	m->done.printed_ms = (int64_t)j->books->printed_ms;
	m->done.resends = (int64_t)j->books->resends;
	m->done.timeouts = (int64_t)j->books->timeouts;
	m->done.starved_ms = (int64_t)j->books->starved_ms;
	(void)snprintf(m->done.why, sizeof(m->done.why), "%s", why);
}

void
tell_undone(const struct jobrun *j, const char *why)
{
	struct message m = { .type = MESSAGE_UNDONE };

	m.undone.printer = j->profile.printer;
	(void)snprintf(m.undone.why, sizeof(m.undone.why), "%s", why);
	j->say(j->say_arg, &m);
}
