/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The subcommand `connectprint archive`: what had its time goes, a favorite
 * stays.  cron runs it every night.
 */
#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "setup/admin.h"
#include "sql/archive.h"
#include "sql/content.h"
#include "sql/instant.h"
#include "sql/trace.h"
#include "sql/valid.h"

static int			 clean(struct admin *, struct spool *);
static int			 clean_all(struct admin *, struct spool *,
				    const struct archive_file *, int,
				    int64_t);
static int			 keep(struct admin *, struct spool *);
static int			 release(struct admin *, struct spool *);
static int			 set_favorite(struct admin *, struct spool *,
				    bool);

static const struct {
	const char	*name;
	int		 words;		/* with the name */
	int		(*run)(struct admin *, struct spool *);
} verbs[] = {
	{ "clean",	1, clean },
	{ "keep",	2, keep },
	{ "release",	2, release },
};
#define N_VERBS	(sizeof(verbs) / sizeof(verbs[0]))

int
admin_archive(struct admin *a)
{
	struct spool	*spool;
	size_t		 i;
	int		 status;

	for (i = 0; i < N_VERBS && strcmp(verbs[i].name, a->argv[0]) != 0; i++)
		continue;
	if (i == N_VERBS || a->argc != verbs[i].words)
		errx(2, "usage: connectprint archive clean [--dry-run], or "
		    "archive keep FILE, or archive release FILE");
	archive_make_room(a->folder);
	if ((spool = admin_open(a, SPOOL_WRITE)) == NULL)
		return 1;
	status = verbs[i].run(a, spool);
	admin_close(spool);
	return status;
}

int
admin_lock_archive(struct admin *a)
{
	int	lock;

	/* makes the store on a fresh spool; sweeps what uploads left */
	if (content_prepare(a->folder) == -1)
		warn("%s", a->folder);
	else if ((lock = archive_lock(a->folder)) != -1)
		return lock;
	else if (errno == EWOULDBLOCK)
		warnx("another archive clean, backup or restore is at work: "
		    "try again when it is done");
	else
		warn("%s", a->folder);
	return -1;
}

static int
clean(struct admin *a, struct spool *spool)
{
	struct archive_limits	 limits;
	struct archive_file	*list = NULL;
	enum spool_result	 r;
	int64_t			 now = instant_now();
	int			 n, lock, status = 1;

	if ((lock = admin_lock_archive(a)) == -1)
		return 1;
	if ((r = archive_limits(spool, a->folder, &limits)) != SPOOL_OK ||
	    (r = archive_plan(spool, &limits, now, &list, &n)) != SPOOL_OK)
		(void)admin_failed(spool, r, "the archive");
	else
		status = clean_all(a, spool, list, n, now);
	free(list);
	(void)close(lock);
	return status;
}

static int
clean_all(struct admin *a, struct spool *spool,
    const struct archive_file *list, int n, int64_t now)
{
	bool			 dry = a->option[ADMIN_DRY_RUN] != NULL;
	enum spool_result	 r = SPOOL_OK;
	int64_t			 bytes = 0, traces = 0;
	int			 i, files = 0, swept = 0;
	char			 when[INSTANT_SIZE];

	for (i = 0; i < n && (r == SPOOL_OK || r == SPOOL_NONE); i++) {
		r = dry ? SPOOL_OK : archive_clean(spool, a->folder, &list[i],
		    now, a->who);
		if (r != SPOOL_OK)
			continue;	/* wanted after all, or the end */
		files++;
		bytes += list[i].bytes;
		(void)printf("%s file %" PRId64 "  %s  %" PRId64 " bytes, last "
		    "used %s: %s\n", dry ? "would clean" : "cleaned",
		    list[i].id, list[i].label, list[i].bytes,
		    instant_format(list[i].used_ms, when),
		    archive_reason_name(list[i].reason));
	}
	if (!dry && (r == SPOOL_OK || r == SPOOL_NONE))
		r = archive_sweep(spool, a->folder, now, &swept);
	if (r == SPOOL_OK || r == SPOOL_NONE)
		r = trace_clean(spool, now, dry, &traces);
	if (traces > 0)
		(void)printf("%s %" PRId64 " stretches of temperatures\n", dry ?
		    "would clean" : "cleaned", traces);
	if (swept > 0)
		(void)printf("swept %d files that no record wants\n", swept);
	(void)printf("%s %d files, %" PRId64 " bytes\n",
	    dry ? "would clean" : "cleaned", files, bytes);
	if (r != SPOOL_OK && r != SPOOL_NONE)
		return admin_failed(spool, r, "the archive");
	if (!dry)
		archive_reserve(a->folder);
	return 0;
}

static int
keep(struct admin *a, struct spool *spool)
{
	return set_favorite(a, spool, true);
}

static int
release(struct admin *a, struct spool *spool)
{
	return set_favorite(a, spool, false);
}

static int
set_favorite(struct admin *a, struct spool *spool, bool favorite)
{
	struct file		file;
	enum spool_result	r;
	int64_t			id;

	if (!valid_number(a->argv[1], 1, INT64_MAX, &id))
		errx(2, "'%s' is not a file's number", a->argv[1]);
	if ((r = file_favorite(spool, id, favorite, a->who)) == SPOOL_OK)
		r = file_by_id(spool, id, &file);
	if (r == SPOOL_NONE) {
		warnx("there is no file %" PRId64, id);
		return 1;
	}
	if (r != SPOOL_OK)
		return admin_failed(spool, r, a->argv[1]);
	(void)printf("file %" PRId64 "  %s: %s%s\n", id, file.label,
	    favorite ? "kept" : "as long as retention says",
	    file.cleaned_ms != 0 ? "; its bytes were cleaned already: upload "
	    "it again" : "");
	return 0;
}
