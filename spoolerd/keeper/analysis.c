/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Analyses.  A filter that dies, takes too long or talks nonsense makes its
 * file "unreadable": the queue never waits for it for ever.
 */
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/keeper/seat.h"
#include "spoolerd/news.h"
#include "spoolerd/keeper/reading.h"
#include "sql/content.h"
#include "sql/event.h"
#include "sql/job.h"
#include "sql/objection.h"
#include "sql/pace.h"

#define AGAIN_MS	30000	/* filters can't be started: try again */
#define NOT_STARTED	127

_Static_assert(PACE_BYTES == COURSE_BYTES, "what is made can be stored");

static void	begin(struct keeper *);
static int	start_filter(struct analysis *, const char *, int);
static void	become_filter(const char *, int, int)
		    __attribute__((noreturn));
static void	finish(struct keeper *);
static void	forget(struct file *);
static void	store(struct keeper *, const struct reading_rest *);
static enum spool_result store_within(struct keeper *,
		    const struct reading_rest *);
static void	settle_jobs(struct keeper *, const struct file *);
static void	settle_job(struct keeper *, const struct file *,
		    const struct job *);

void
analysis_init(struct analysis *a)
{
	memset(a, 0, sizeof(*a));
	a->out = -1;
}

void
analysis_tick(struct keeper *k)
{
	struct analysis *a = &k->analysis;

	if (a->pid == 0 && k->now_ms >= a->again_ms)
		begin(k);
	if (a->pid == 0 || a->killed || k->now_ms < a->until_ms)
		return;
	warnx("file %lld: its analysis takes too long",
	    (long long)a->file.id);
	a->killed = true;
	(void)kill(a->pid, SIGKILL);
}

static void
begin(struct keeper *k)
{
	struct analysis *a = &k->analysis;
	char program[PATH_MAX];
	enum spool_result result;
	int in;

	result = file_unread(k->spool, &a->file);
	if (result == SPOOL_BUSY)
		return;
	keeper_need(k, result, "unread files");
	if (result != SPOOL_OK)
		return;
	a->used = 0;
	a->killed = false;
	a->until_ms = k->now_ms + ANALYSIS_MS;
	in = content_open(k->dir, a->file.sha256);
	if (in == -1) {
		warn("file %lld: content", (long long)a->file.id);
		forget(&a->file);
		store(k, &(struct reading_rest){ .image.n = 0 });
		return;
	}
	(void)snprintf(program, sizeof(program), "%s/filter", k->libexec);
	if (start_filter(a, program, in) == -1) {
		warn("%s", program);
		a->again_ms = k->now_ms + AGAIN_MS;
	}
	(void)close(in);
}

static int
start_filter(struct analysis *a, const char *program, int in)
{
	int out[2];

	if (pipe2(out, O_CLOEXEC) == -1)
		return -1;
	a->pid = fork();
	if (a->pid == 0)
		become_filter(program, in, out[1]);
	(void)close(out[1]);
	if (a->pid == -1) {
		a->pid = 0;
		(void)close(out[0]);
		return -1;
	}
	a->out = out[0];
	return 0;
}

static void
become_filter(const char *program, int in, int out)
{
	char name[] = "filter";
	char *argv[] = { name, NULL };

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1 ||
	    signal(SIGINT, SIG_DFL) == SIG_ERR ||
	    signal(SIGTERM, SIG_DFL) == SIG_ERR ||
	    signal(SIGPIPE, SIG_DFL) == SIG_ERR ||
	    dup2(in, STDIN_FILENO) == -1 || dup2(out, STDOUT_FILENO) == -1 ||
	    close_range(STDERR_FILENO + 1, ~0U, 0) == -1)
		_exit(NOT_STARTED);
	(void)execv(program, argv);
	warn("%s", program);
	_exit(NOT_STARTED);
}

void
analysis_hear(struct keeper *k)
{
	struct analysis *a = &k->analysis;
	ssize_t n;

	n = read(a->out, a->text + a->used, sizeof(a->text) - a->used);
	if (n == -1 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n > 0 && a->used + (size_t)n < sizeof(a->text)) {
		a->used += (size_t)n;
		return;
	}
	if (n != 0) {
		/* more than a line may hold */
		a->used = 0;
		(void)kill(a->pid, SIGKILL);
	}
	finish(k);
}

/* Its output has ended.  An exit that has begun keeps its status; what only
 * closed its output is killed. */
static void
finish(struct keeper *k)
{
	struct analysis *a = &k->analysis;
	struct reading_rest rest = { .image.n = 0 };
	int status = 0;

	(void)close(a->out);
	a->out = -1;
	(void)kill(a->pid, SIGKILL);
	while (waitpid(a->pid, &status, 0) == -1 && errno == EINTR)
		continue;
	a->pid = 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_STARTED) {
		a->again_ms = k->now_ms + AGAIN_MS;
		return;
	}
	if (a->killed || status != 0 ||
	    !reading_take(a->text, a->used, &a->file, &rest)) {
		warnx("file %lld: its filter ended with status %d and %zu "
		    "bytes", (long long)a->file.id, status, a->used);
		forget(&a->file);
		rest = (struct reading_rest){ .image.n = 0 };
	}
	store(k, &rest);
}

/* Nothing is known of a file, not even how to print it. */
static void
forget(struct file *f)
{
	f->commands = f->seconds = f->layers = 0;
	memset(f->facts, 0, sizeof(f->facts));
	f->findings[0] = '\0';
	f->material[0] = f->slicer[0] = f->currency[0] = '\0';
	f->thumbnail[0] = '\0';
	(void)snprintf(f->header, sizeof(f->header), "[]");
	f->refused = FILE_UNREADABLE;
	f->refused_line = 0;
}

static void
store(struct keeper *k, const struct reading_rest *rest)
{
	struct file *f = &k->analysis.file;
	enum spool_result result;

	result = spool_begin(k->spool, SPOOL_USUAL);
	if (result == SPOOL_OK)
		result = spool_end(k->spool, store_within(k, rest));
	if (result == SPOOL_BUSY)
		return;			/* read it again later */
	keeper_need(k, result, "analysis");
	news("file %lld: %lld commands%s%s", (long long)f->id,
	    (long long)f->commands, f->refused != FILE_PRINTABLE ?
	    ", refused: " : "", file_refusal_name(f->refused));
	settle_jobs(k, f);
	k->version = -1;		/* jobs that waited for it may start */
}

/* Pages that show the file wait for its event; the number is all they need. */
static enum spool_result
store_within(struct keeper *k, const struct reading_rest *rest)
{
	struct file *f = &k->analysis.file;
	enum spool_result result = SPOOL_OK;
	char number[SPOOL_NAME_SIZE];

	if (rest->image.n > 0)
		result = image_set(k->spool, f->id, rest->image.bytes,
		    rest->image.n);
	if (result == SPOOL_OK && rest->course.n > 0)
		result = pace_set(k->spool, f->id, rest->course.bytes,
		    rest->course.n);
	if (result == SPOOL_OK)
		result = file_analyzed(k->spool, f);
	if (result != SPOOL_OK)
		return result;
	(void)snprintf(number, sizeof(number), "%lld", (long long)f->id);
	return event_add(k->spool, &(struct event_note){ .who = KEEPER_WHO,
	    .what = "file.analyzed", .new = number,
	    .why = file_refusal_name(f->refused), .file_id = f->id });
}

/* A print goes on without it; less is known of it then. */
void
analysis_tell(struct keeper *k, const struct job *job)
{
	struct message m = { .type = MESSAGE_COURSE };
	static char bytes[PACE_BYTES];
	size_t n;
	int fd;

	if (pace_get(k->spool, job->file_id, bytes, &n) != SPOOL_OK)
		return;
	m.course.printer = job->printer_id;
	m.course.job = job->id;
	fd = memfd_create("course", MFD_CLOEXEC);
	if (fd != -1 && write(fd, bytes, n) == (ssize_t)n)
		keeper_say(k, &m, fd);
	else
		warn("job %lld: its course", (long long)job->id);
	if (fd != -1)
		(void)close(fd);
}

/* The jobs that waited to know what is in their file. */
static void
settle_jobs(struct keeper *k, const struct file *f)
{
	struct job_filter filter = { .open = true, .limit = 1000 };
	struct job *list = NULL;
	int n, i;

	do {
		n = 0;
		keeper_need(k, job_list(k->spool, &filter, &list, &n),
		    "jobs");
		for (i = 0; i < n; i++) {
			filter.before = list[i].id;
			if (list[i].file_id == f->id &&
			    list[i].state == JOB_QUEUED)
				settle_job(k, f, &list[i]);
		}
		free(list);
		list = NULL;
	} while (n == filter.limit);
}

/* Nobody else takes a refused file's job out of the queue, and who queued one
 * that its printer can't print hears of it now, not when its turn comes. */
static void
settle_job(struct keeper *k, const struct file *f, const struct job *job)
{
	char why[OBJECTION_SIZE];
	enum spool_result result;
	struct objection o;

	if (f->refused != FILE_PRINTABLE) {
		(void)snprintf(why, sizeof(why), "the file can't be printed: "
		    "%s (line %lld)", file_refusal_name(f->refused),
		    (long long)f->refused_line);
		keeper_need(k, job_move(k->spool, job->id, JOB_CANCELLED,
		    KEEPER_WHO, why), "cancel");
		return;
	}
	result = objection_to_job(k->spool, job->id, job->printer_id, &o);
	if (result == SPOOL_REFUSED && !objection_may_pass(o.code)) {
		objection_sentence(&o, why);
		result = job_move(k->spool, job->id, JOB_FAILED, KEEPER_WHO,
		    why);
	}
	keeper_need(k, result, "objections");
}
