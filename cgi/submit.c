/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Submitting a job.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/daemon.h"
#include "cgi/object.h"
#include "cgi/submit.h"
#include "sql/limit.h"
#include "sql/valid.h"

static void	refuse_limited(struct http *, const struct limit *);
static bool	find_objections(struct http *, const struct file *,
		    const struct printer *, struct objection *, int *);
static bool	may_print(struct http *, const struct file *,
		    const struct printer *);
static const char	*waits_for(struct http *, struct job *);
static bool		 is_connected(void *, int64_t);

bool
submit_job(struct http *h, const struct file *file, const char *label,
    const struct printer *printer, int copies, struct job *job,
    const char **waits)
{
	enum spool_result result;
	struct limit limit;

	if (file->refused != FILE_PRINTABLE) {
		http_refuse(h, REFUSAL_UNPRINTABLE, NULL);
		return false;
	}
	if (file->cleaned_ms != 0) {
		http_refuse(h, REFUSAL_CLEANED, NULL);
		return false;
	}
	if (!may_print(h, file, printer))
		return false;
	*job = (struct job){ .file_id = file->id, .printer_id = printer->id };
	(void)snprintf(job->label, sizeof(job->label), "%s", label);
	(void)snprintf(job->who, sizeof(job->who), "%s",
	    h->access.person.name);
	result = job_submit_copies(h->spool, job, copies, &limit);
	if (result == SPOOL_REFUSED && limit.code != LIMIT_NOTHING) {
		refuse_limited(h, &limit);
		return false;
	}
	if (result == SPOOL_OK)
		result = job_by_id(h->spool, job->id, job);
	if (!http_good(h, result))
		return false;
	/* What it waits for now, before the daemon is told to start it. */
	*waits = waits_for(h, job);
	daemon_wake(h);
	return true;
}

static void
refuse_limited(struct http *h, const struct limit *limit)
{
	char sentence[LIMIT_SIZE];

	http_refuse(h, REFUSAL_OVER_LIMIT, limit_sentence(limit, sentence));
}

static bool
may_print(struct http *h, const struct file *file,
    const struct printer *printer)
{
	struct objection list[OBJECTION__MAX];
	const struct objection *refusal;
	char sentence[OBJECTION_SIZE];
	int n;

	if (!find_objections(h, file, printer, list, &n))
		return false;
	refusal = objection_refusal(list, n);
	if (refusal == NULL)
		return true;
	objection_sentence(refusal, sentence);
	http_refuse(h, REFUSAL_OBJECTION, sentence);
	return false;
}

static bool
find_objections(struct http *h, const struct file *file,
    const struct printer *printer, struct objection *list, int *n)
{
	/* the pool's printers each have their own */
	if (printer != NULL && printer->id == 0)
		printer = NULL;
	return http_good(h, objection_list(h->spool, file, printer,
	    h->access.person.role == PERSON_ADMIN, list, n));
}

json_t *
submit_objections(struct http *h, const struct file *file,
    const struct printer *printer)
{
	struct objection list[OBJECTION__MAX];
	int n;

	if (!find_objections(h, file, printer, list, &n))
		return NULL;
	return object_objections(list, n);
}

/* NULL: it is next, on a printer that is free (or it prints already: the
 * daemon looks at the queue by itself, too).  A file that was not read yet may
 * turn out to fit no printer of the pool; one that a printer was chosen for
 * keeps it waiting a moment only. */
static const char *
waits_for(struct http *h, struct job *job)
{
	enum whynot nearest = WHYNOT_OFFLINE;
	struct whynot_row *list;
	json_t *telemetry;
	int n;

	telemetry = daemon_telemetry(h);
	if (whynot_list(h->spool, job->id, is_connected, telemetry, &list,
	    &n) == SPOOL_OK) {
		nearest = whynot_nearest(list, n);
		free(list);
		/* nobody keeps it who has it */
		if (n == 0 && job_by_id(h->spool, job->id, job) == SPOOL_OK &&
		    job->state != JOB_QUEUED)
			nearest = WHYNOT_NOTHING;
	}
	json_decref(telemetry);
	if (nearest == WHYNOT_NOTHING || (nearest == WHYNOT_UNREAD &&
	    job->printer_id != 0))
		return NULL;
	return whynot_code(nearest);
}

static bool
is_connected(void *telemetry, int64_t printer)
{
	return object_is_connected(daemon_live(telemetry, printer));
}

bool
submit_whynot(struct http *h, const struct job *job, json_t *telemetry,
    struct whynot_row **list, int *n)
{
	return http_good(h, whynot_list(h->spool, job->id, is_connected,
	    telemetry, list, n));
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

bool
submit_target(struct http *h, const char *name, struct printer *printer)
{
	if (strcmp(name, "any") != 0)
		return submit_printer(h, name, printer);
	*printer = (struct printer){ .name = "any" };
	return true;
}
