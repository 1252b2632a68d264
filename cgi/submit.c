/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Submitting a job.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cgi/daemon.h"
#include "cgi/object.h"
#include "cgi/submit.h"
#include "sql/valid.h"

static const char *waits_for(struct http *, const struct job *);

bool
submit_job(struct http *h, const struct file *file, const char *label,
    const struct printer *printer, struct job *job, const char **waits)
{
	enum spool_result result;

	if (file->refused != FILE_PRINTABLE) {
		http_refuse(h, REFUSAL_UNPRINTABLE, NULL);
		return false;
	}
	if (file->cleaned_ms != 0) {
		http_refuse(h, REFUSAL_CLEANED, NULL);
		return false;
	}
	*job = (struct job){ .file_id = file->id, .printer_id = printer->id };
	(void)snprintf(job->label, sizeof(job->label), "%s", label);
	(void)snprintf(job->who, sizeof(job->who), "%s",
	    h->access.person.name);
	result = job_submit(h->spool, job);
	if (result == SPOOL_OK)
		result = job_by_id(h->spool, job->id, job);
	if (!http_good(h, result))
		return false;
	/* What it waits for now, before the daemon is told to start it. */
	*waits = waits_for(h, job);
	daemon_wake(h);
	return true;
}

/* NULL: it is next, on a printer that is free (or it prints already: the
 * daemon looks at the queue by itself, too). */
static const char *
waits_for(struct http *h, const struct job *job)
{
	struct job_filter before = { .printer_id = job->printer_id,
	    .open = true, .before = job->id, .limit = 1 };
	struct printer printer;
	enum printer_view view;
	json_t *telemetry;
	struct job *list;
	int n;

	if (printer_by_id(h->spool, job->printer_id, &printer) != SPOOL_OK)
		return printer_view_name(PRINTER_OFFLINE);
	if (printer.job == job->id)
		return NULL;
	telemetry = daemon_telemetry(h);
	view = printer_view(&printer, object_is_connected(
	    daemon_live(telemetry, printer.id)));
	json_decref(telemetry);
	if (view != PRINTER_FREE)
		return printer_view_name(view);
	if (job_list(h->spool, &before, &list, &n) != SPOOL_OK)
		return "queued";
	free(list);
	return n > 0 ? "queued" : NULL;
}

json_t *
submit_object(const struct job *job, const char *waits)
{
	json_t *object = object_job(job);

	(void)json_object_set_new(object, "waits", waits == NULL ?
	    json_null() : json_string(waits));
	return object;
}

bool
submit_printer(struct http *h, const char *name, struct printer *printer)
{
	enum spool_result result = SPOOL_NONE;

	if (valid_printer_name(name))
		result = printer_by_name(h->spool, name, printer);
	if (result == SPOOL_NONE) {
		http_refuse(h, REFUSAL_NO_PRINTER, NULL);
		return false;
	}
	return http_good(h, result);
}
