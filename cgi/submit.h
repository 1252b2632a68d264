/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Submitting: a stored file and a printer, or the pool, become a queued job,
 * and what it waits for is said truthfully.
 */
#ifndef CGI_SUBMIT_H
#define CGI_SUBMIT_H

#include "cgi/http.h"
#include "sql/file.h"
#include "sql/job.h"
#include "sql/printer.h"
#include "sql/whynot.h"

/*
 * Queue a file, under this label, on a printer, for the one who asks, so many
 * times (see job_submit_copies); then wake the daemon.  A printer whose id is
 * 0 is the pool.  *job is the first one's row, *waits is NULL when it starts
 * at once, else a word of WAITS in API.md.  false: not queued, and that was
 * answered: an objection refuses, too.  A file that wasn't read yet meets them
 * when it was.
 */
bool		 submit_job(struct http *, const struct file *,
		    const char *label, const struct printer *, int copies,
		    struct job *, const char **waits);

/* OBJECTIONs to this file on this printer (NULL: on any) for the one who asks:
 * a new reference.  NULL: they can't be read, and that was answered. */
json_t		*submit_objections(struct http *, const struct file *,
		    const struct printer *);

/* JOB with its "waits"; a new reference. */
json_t		*submit_object(const struct job *, const char *waits);

/* Find a printer by name; false: there is none, and that was answered. */
bool		 submit_printer(struct http *, const char *name,
		    struct printer *);
/* The same, or for "any" the pool: an empty row with that name. */
bool		 submit_target(struct http *, const char *name,
		    struct printer *);

/* What keeps the printers from taking a job (see whynot_list), by the daemon's
 * telemetry.  false: it failed, and that was answered. */
bool		 submit_whynot(struct http *, const struct job *,
		    json_t *telemetry, struct whynot_row **list, int *n);

#endif
