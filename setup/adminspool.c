/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The subcommands of `connectprint` that read and write the spool's printers
 * and jobs.  They work whether the daemon runs or not; it is woken afterwards,
 * and finds out by itself if it can't be.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "setup/admin.h"
#include "sql/content.h"
#include "sql/instant.h"
#include "sql/job.h"
#include "sql/policy.h"
#include "sql/rank.h"
#include "sql/valid.h"

#define JOBS_SHOWN	50
#define CHUNK		65536

static bool	 target(struct admin *, struct spool *, int,
		    struct printer *);
static int64_t	 job_number(const char *);
static void	 show_printer(const struct printer *, const json_t *);
static void	 show_job(const struct job *);
static const char *copy(int, struct content *, int64_t);
static void	 wake(struct admin *);

struct spool *
admin_open(struct admin *a, enum spool_mode mode)
{
	struct spool	*spool;
	struct stat	 st;

	if (stat(a->folder, &st) == -1) {
		warn("%s", a->folder);
		return NULL;
	}
	/* What root makes here, the daemon's user must be able to use. */
	if (geteuid() == 0 && (setegid(st.st_gid) == -1 ||
	    seteuid(st.st_uid) == -1)) {
		warn("can't act as the owner of %s", a->folder);
		return NULL;
	}
	if (spool_open(&spool, a->spool, mode) != SPOOL_OK) {
		warnx("%s: %s", a->spool, spool_why(NULL));
		admin_close(NULL);
		return NULL;
	}
	return spool;
}

void
admin_close(struct spool *spool)
{
	spool_close(spool);
	if (seteuid(getuid()) == -1 || setegid(getgid()) == -1)
		err(1, "can't act as myself again");
}

bool
admin_printer(struct spool *spool, const char *name, struct printer *p)
{
	enum spool_result	r;

	if (!valid_printer_name(name)) {
		warnx("'%s' is not a printer's name", name);
		return false;
	}
	if ((r = printer_by_name(spool, name, p)) == SPOOL_NONE)
		warnx("there is no printer '%s'; `connectprint printers` "
		    "lists them", name);
	else if (r != SPOOL_OK)
		(void)admin_failed(spool, r, name);
	return r == SPOOL_OK;
}

int
admin_failed(struct spool *spool, enum spool_result r, const char *subject)
{
	if (r == SPOOL_BROKEN)
		warnx("%s: %s", subject, spool_why(spool));
	else
		warnx("%s: %s", subject, spool_strerror(r));
	return 1;
}

int
admin_printers(struct admin *a)
{
	struct spool		*spool;
	struct printer		*list = NULL;
	enum spool_result	 r;
	json_t			*live;
	char			 number[24];
	int			 n = 0;

	if ((spool = admin_open(a, SPOOL_READ)) == NULL)
		return 1;
	if ((r = printer_list(spool, &list, &n)) != SPOOL_OK)
		(void)admin_failed(spool, r, "the printers");
	admin_close(spool);
	if (r != SPOOL_OK)
		return 1;
	/* Without a daemon they are all offline, and it says so. */
	live = admin_fleet(a);
	for (int i = 0; i < n; i++) {
		(void)snprintf(number, sizeof(number), "%" PRId64, list[i].id);
		show_printer(&list[i], json_object_get(json_object_get(live,
		    "printers"), number));
	}
	if (n == 0)
		(void)printf("no printer yet: `connectprint detect` lists the "
		    "ports, `connectprint adopt` takes one in\n");
	json_decref(live);
	free(list);
	return 0;
}

int
admin_jobs(struct admin *a)
{
	struct job_filter	 filter = { .limit = JOBS_SHOWN };
	struct spool		*spool;
	struct printer		 printer;
	struct job		*list = NULL;
	enum spool_result	 r;
	int			 n = 0, status = 1;

	if (a->argc > 0 && a->option[ADMIN_ANY] != NULL)
		errx(2, "usage: connectprint jobs [PRINTER|--any]");
	if ((spool = admin_open(a, SPOOL_READ)) == NULL)
		return 1;
	if (a->argc > 0 || a->option[ADMIN_ANY] != NULL) {
		if (!target(a, spool, 0, &printer))
			goto out;
		filter.printer_id = printer.id;
		filter.pool = printer.id == 0;
	}
	if ((r = job_list(spool, &filter, &list, &n)) != SPOOL_OK) {
		(void)admin_failed(spool, r, "the jobs");
		goto out;
	}
	for (int i = 0; i < n; i++)
		show_job(&list[i]);
	status = 0;
out:
	free(list);
	admin_close(spool);
	return status;
}

int
admin_submit(struct admin *a)
{
	const char		*path = a->argv[0], *why;
	struct spool		*spool = NULL;
	struct printer		 printer;
	struct file		 file = { .id = 0 };
	struct job		 job = { .id = 0 };
	enum spool_result	 r;
	int			 fd, status = 1;

	if ((a->argc > 1) == (a->option[ADMIN_ANY] != NULL))
		errx(2, "usage: connectprint submit FILE PRINTER|--any");
	/* Opened as the person, before we act as the owner of the spool. */
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1) {
		warn("%s", path);
		return 1;
	}
	valid_label(path, strlen(path), file.label, sizeof(file.label));
	if (!valid_gcode_label(file.label)) {
		warnx("%s: a print file ends in .g, .gcode, .gco, .nc or .ngc",
		    path);
		goto out;
	}
	if ((spool = admin_open(a, SPOOL_WRITE)) == NULL ||
	    !target(a, spool, 1, &printer))
		goto out;
	if ((why = admin_store(a, spool, fd, &file)) == NULL &&
	    file.refused != FILE_PRINTABLE)
		why = file_refusal_name(file.refused);
	if (why != NULL) {
		warnx("%s: %s", path, why);
		goto out;
	}
	job.file_id = file.id;
	job.printer_id = printer.id;
	(void)snprintf(job.label, sizeof(job.label), "%s", file.label);
	(void)snprintf(job.who, sizeof(job.who), "%s", a->who);
	if ((r = job_submit(spool, &job)) != SPOOL_OK) {
		(void)admin_failed(spool, r, path);
		goto out;
	}
	(void)printf("job %" PRId64 " on %s\n", job.id, printer.id == 0 ?
	    "any printer" : printer.name);
	status = 0;
out:
	(void)close(fd);
	admin_close(spool);
	if (status == 0)
		wake(a);
	return status;
}

int
admin_cancel(struct admin *a)
{
	struct spool		*spool;
	struct job		 job;
	enum spool_result	 r;
	int64_t			 id = job_number(a->argv[0]);
	int			 status = 1;

	if ((spool = admin_open(a, SPOOL_WRITE)) == NULL)
		return 1;
	if ((r = job_by_id(spool, id, &job)) == SPOOL_OK)
		r = job_cancel(spool, id, a->who);
	if (r == SPOOL_NONE)
		warnx("there is no job %" PRId64, id);
	else if (r == SPOOL_REFUSED)
		warnx("job %" PRId64 " is not in the queue any more; "
		    "`connectprint order PRINTER stop` stops a print", id);
	else if (r != SPOOL_OK)
		(void)admin_failed(spool, r, a->argv[0]);
	else
		status = 0;
	admin_close(spool);
	return status;
}

int
admin_move(struct admin *a)
{
	struct rank_place	 place = { .job = job_number(a->argv[2]) };
	struct spool		*spool;
	enum spool_result	 r;
	int64_t			 id = job_number(a->argv[0]);
	bool			 overtakes;

	place.behind = strcmp(a->argv[1], "behind") == 0;
	if (!place.behind && strcmp(a->argv[1], "before") != 0)
		errx(2, "'%s' is neither before nor behind", a->argv[1]);
	if ((spool = admin_open(a, SPOOL_WRITE)) == NULL)
		return 1;
	r = rank_move(spool, id, &place, a->who, true, &overtakes);
	if (r == SPOOL_NONE)
		warnx("there is no job %" PRId64, id);
	else if (r == SPOOL_REFUSED)
		warnx("job %" PRId64 " and job %" PRId64 " are not two jobs "
		    "that are queued", id, place.job);
	else if (r != SPOOL_OK)
		(void)admin_failed(spool, r, a->argv[0]);
	admin_close(spool);
	return r == SPOOL_OK ? 0 : 1;
}

static int64_t
job_number(const char *word)
{
	int64_t	id;

	if (!valid_number(word, 1, INT64_MAX, &id))
		errx(2, "'%s' is not a job's number", word);
	return id;
}

/* The printer that word n names, or with --any the pool: number 0. */
static bool
target(struct admin *a, struct spool *spool, int n, struct printer *p)
{
	*p = (struct printer){ .id = 0 };
	return a->option[ADMIN_ANY] != NULL ||
	    admin_printer(spool, a->argv[n], p);
}

static void
show_printer(const struct printer *p, const json_t *live)
{
	bool		 connected;
	const char	*why = p->disabled[0] != '\0' ? p->disabled : p->fault;
	json_t		*hotend = json_object_get(live, "hotend");

	connected = json_is_true(json_object_get(live, "connected"));
	(void)printf("%3" PRId64 "  %-20s %-9s", p->id, p->name,
	    printer_view_name(printer_view(p, connected)));
	if (p->job != 0)
		(void)printf("  job %" PRId64 " %s", p->job, p->job_state);
	if (json_is_number(hotend))
		(void)printf("  %.1f C", json_number_value(hotend));
	(void)printf("%s%s\n", *why != '\0' ? "  " : "", why);
}

static void
show_job(const struct job *j)
{
	char	when[INSTANT_SIZE];
	int	percent = 0;

	if (j->commands > 0)
		percent = (int)(j->done_commands * 100 / j->commands);
	(void)printf("%5" PRId64 "  %-12s %-16s %s  %3d %%  %s  (%s)%s%s\n",
	    j->id, job_state_name(j->state), j->printer,
	    instant_format(j->queued_ms, when), percent, j->label, j->who,
	    j->why[0] != '\0' ? "  " : "", j->why);
}

const char *
admin_store(struct admin *a, struct spool *spool, int fd, struct file *file)
{
	struct content		*content = NULL;
	enum spool_result	 r;
	const char		*why;
	int64_t			 most;

	(void)snprintf(file->who, sizeof(file->who), "%s", a->who);
	if (policy_get(spool, POLICY_UPLOAD_BYTES, &most) != SPOOL_OK)
		return spool_why(spool);
	if (content_prepare(a->folder) == -1 ||
	    content_begin(a->folder, &content) != CONTENT_OK)
		return "it can't be stored";
	if ((why = copy(fd, content, most)) != NULL) {
		content_abort(content);
		return why;
	}
	r = content_commit(content, spool, file);
	return r == SPOOL_OK ? NULL : r == SPOOL_BROKEN ? spool_why(spool) :
	    spool_strerror(r);
}

static const char *
copy(int fd, struct content *content, int64_t most)
{
	static const char *const refusals[] = {
		[CONTENT_OK]	 = NULL,
		[CONTENT_FULL]	 = "no space is left for it",
		[CONTENT_FAILED] = "it can't be stored",
	};
	static char		 buffer[CHUNK];
	enum content_result	 result;
	ssize_t			 n;

	while ((n = read(fd, buffer, sizeof(buffer))) > 0) {
		if (content_bytes(content) + n > most)
			return "it is larger than the policy upload-bytes "
			    "allows";
		result = content_add(content, buffer, (size_t)n);
		if (result != CONTENT_OK)
			return refusals[result];
	}
	if (n == -1)
		return "it can't be read";
	return content_bytes(content) == 0 ? "it is empty" : NULL;
}

/* A hint only: a daemon that doesn't run will look when it starts. */
static void
wake(struct admin *a)
{
	json_decref(admin_call(a, "wake", NULL, NULL, "no-daemon"));
}
