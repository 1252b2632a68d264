/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The doctor's checks of the lab: its folders, the spool and the files, the
 * programs that should answer, room and time.
 */
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <errno.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "setup/doctor.h"
#include "sql/archive.h"
#include "sql/content.h"
#include "sql/event.h"
#include "sql/instant.h"
#include "sql/policy.h"
#include "sql/snapshot.h"

#define BIRTH_MS	INT64_C(1763683200000)	/* 2025-11-21 */
#define AHEAD_MS	300000	/* an event may be so much in the future */
#define USER		"connectprint"

static enum doctor_result	 look_at_mode(struct doctor *, const char *,
				    mode_t, const char *);
static bool			 answers(const char *);
static enum doctor_result	 count_lost(struct doctor *, int *);

enum doctor_result
doctor_folder(struct doctor *d)
{
	return look_at_mode(d, d->admin->folder, S_IWOTH,
	    "anybody on this machine may change it");
}

enum doctor_result
doctor_database(struct doctor *d)
{
	return look_at_mode(d, d->admin->spool, S_IROTH | S_IWOTH,
	    "anybody on this machine may read the hashes of keys in it");
}

/* Is it there, its owner's, and closed to whom it must be? */
static enum doctor_result
look_at_mode(struct doctor *d, const char *path, mode_t never, const char *why)
{
	const struct passwd	*pw;
	struct stat		 st;

	if (stat(path, &st) == -1)
		return doctor_say(d, DOCTOR_BAD, "%s: %s", path,
		    strerror(errno));
	if ((st.st_mode & never) != 0)
		return doctor_say(d, DOCTOR_BAD, "%s: %s", path, why);
	pw = getpwuid(st.st_uid);
	if (d->installed && (pw == NULL || strcmp(pw->pw_name, USER) != 0))
		return doctor_say(d, DOCTOR_BAD, "%s belongs to %s, not to "
		    USER, path, pw != NULL ? pw->pw_name : "nobody known");
	return doctor_say(d, DOCTOR_GOOD, "%s", path);
}

enum doctor_result
doctor_spool(struct doctor *d)
{
	char	why[SPOOL_TEXT_SIZE];

	if (d->spool == NULL)
		return doctor_say(d, DOCTOR_BAD, "%s", d->spool_why);
	if (snapshot_check(d->spool, true, why) != SPOOL_OK)
		return doctor_say(d, DOCTOR_BAD, "%s: %s", d->admin->spool,
		    why);
	return doctor_say(d, DOCTOR_GOOD, "opens, and is sound");
}

/* All 256 folders and the one for what comes in, each to be written by its
 * owner. */
enum doctor_result
doctor_store(struct doctor *d)
{
	char		path[ADMIN_PATH + 32];
	struct stat	st, top;
	int		i;

	if (stat(d->admin->folder, &top) == -1)
		return doctor_say(d, DOCTOR_BAD, "%s: %s", d->admin->folder,
		    strerror(errno));
	for (i = 0; i <= 256; i++) {
		if (i == 256)
			(void)snprintf(path, sizeof(path), "%s/content/tmp",
			    d->admin->folder);
		else
			(void)snprintf(path, sizeof(path), "%s/content/%02x",
			    d->admin->folder, (unsigned int)i);
		if (stat(path, &st) == -1)
			return doctor_say(d, DOCTOR_BAD, "%s: %s", path,
			    strerror(errno));
		if (!S_ISDIR(st.st_mode) || (st.st_mode & S_IWOTH) != 0 ||
		    (st.st_mode & S_IRWXU) != S_IRWXU ||
		    (st.st_gid != top.st_gid))
			return doctor_say(d, DOCTOR_BAD, "%s: its mode or its "
			    "group is wrong", path);
	}
	return doctor_say(d, DOCTOR_GOOD, "%s/content", d->admin->folder);
}

/* A record whose bytes nobody cleaned has them. */
enum doctor_result
doctor_records(struct doctor *d)
{
	enum doctor_result	result;
	int			lost = 0;

	if (d->spool == NULL)
		return doctor_say(d, DOCTOR_SKIPPED, "no spool");
	result = count_lost(d, &lost);
	if (result != DOCTOR_GOOD)
		return result;
	if (lost > 0)
		return doctor_say(d, DOCTOR_BAD, "%d records have no file, "
		    "though none was cleaned", lost);
	return doctor_say(d, DOCTOR_GOOD, "every record has its file, or says "
	    "that it was cleaned");
}

static enum doctor_result
count_lost(struct doctor *d, int *lost)
{
	struct file	*list;
	int64_t		 before = 0;
	int		 i, n, fd;

	do {
		if (file_list(d->spool, before, 100, &list, &n) != SPOOL_OK)
			return doctor_say(d, DOCTOR_BAD, "%s",
			    spool_why(d->spool));
		for (i = 0; i < n; i++) {
			before = list[i].id;
			if (list[i].cleaned_ms != 0)
				continue;
			fd = content_open(d->admin->folder, list[i].sha256);
			*lost += fd == -1 && errno == ENOENT;
			if (fd != -1)
				(void)close(fd);
		}
		free(list);
	} while (n == 100);
	return DOCTOR_GOOD;
}

enum doctor_result
doctor_daemon(struct doctor *d)
{
	json_t	*value, *error = NULL;

	value = admin_ask(d->admin, "telemetry", &error);
	if (value == NULL)
		(void)doctor_say(d, DOCTOR_BAD, "%s", json_string_value(
		    json_object_get(error, "message")));
	else
		(void)doctor_say(d, DOCTOR_GOOD, "answers");
	json_decref(error);
	if (value == NULL)
		return DOCTOR_BAD;
	json_decref(value);
	return DOCTOR_GOOD;
}

enum doctor_result
doctor_web(struct doctor *d)
{
	static const char *const names[] = { "files", "jobs", "live", "people",
	    "printers", "session", "slicers" };
	const char	*folder = d->run;
	char		 path[ADMIN_PATH + 64];
	size_t		 i;

	if (d->installed)
		folder = "/run/connectprint-web";
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s.sock", folder,
		    names[i]);
		if (!answers(path))
			return doctor_say(d, DOCTOR_BAD, "%s: %s", path,
			    strerror(errno));
	}
	return doctor_say(d, DOCTOR_GOOD, "all web programs can be reached");
}

static bool
answers(const char *path)
{
	struct sockaddr_un	to = { .sun_family = AF_UNIX };
	int			fd, saved;
	bool			good;

	if (strlen(path) >= sizeof(to.sun_path)) {
		errno = ENAMETOOLONG;
		return false;
	}
	(void)stpcpy(to.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return false;
	good = connect(fd, (const struct sockaddr *)&to, sizeof(to)) == 0;
	saved = errno;
	(void)close(fd);
	errno = saved;
	return good;
}

enum doctor_result
doctor_disk(struct doctor *d)
{
	int64_t	room = content_free_bytes(d->admin->folder), wanted;

	if (d->spool == NULL ||
	    policy_get(d->spool, POLICY_FREE_BYTES, &wanted) != SPOOL_OK)
		return doctor_say(d, DOCTOR_SKIPPED, "no spool");
	if (room == -1)
		return doctor_say(d, DOCTOR_BAD, "%s: %s", d->admin->folder,
		    strerror(errno));
	if (room <= wanted)
		return doctor_say(d, DOCTOR_BAD, "%" PRId64 " MiB are free: no "
		    "upload is accepted (the policy free-bytes)", room >> 20);
	if (room <= 2 * wanted + (INT64_C(1) << 30))
		return doctor_say(d, DOCTOR_DOUBTFUL, "%" PRId64 " MiB are "
		    "free", room >> 20);
	return doctor_say(d, DOCTOR_GOOD, "%" PRId64 " MiB are free",
	    room >> 20);
}

/* A clock that is behind what was written, or behind this program. */
enum doctor_result
doctor_clock(struct doctor *d)
{
	char	when[INSTANT_SIZE];
	int64_t	newest = 0;

	(void)instant_format(d->now_ms, when);
	if (d->now_ms < BIRTH_MS)
		return doctor_say(d, DOCTOR_BAD, "it says %s", when);
	if (d->spool != NULL &&
	    event_newest(d->spool, &newest) == SPOOL_OK &&
	    newest > d->now_ms + AHEAD_MS)
		return doctor_say(d, DOCTOR_BAD, "it says %s, and the spool "
		    "has events of later", when);
	return doctor_say(d, DOCTOR_GOOD, "%s", when);
}
