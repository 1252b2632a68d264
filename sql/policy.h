/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Policies: what admins decide, a number each.  The table in policy.c names
 * them, with default, range and help.
 */
#ifndef SQL_POLICY_H
#define SQL_POLICY_H

#include "sql/spool.h"

enum policy {
	POLICY_OPEN_LAB,	/* "open-lab": a visitor may print; default 0 */
	POLICY_UPLOAD_BYTES,	/* "upload-bytes": largest file; 512 MiB */
	POLICY_FREE_BYTES,	/* "free-bytes": disk kept free; 64 MiB */
	/* weights, see sql/objection.h: 2, but not-ascii 1 */
	POLICY_SAVES_SETTINGS, POLICY_LOADS_SETTINGS, POLICY_RESETS_SETTINGS,
	POLICY_SETS_STEPS, POLICY_TUNES_HEATER, POLICY_EMERGENCY_STOP,
	POLICY_UPDATES_FIRMWARE, POLICY_RESTARTS_MACHINE, POLICY_NOT_ASCII,
	POLICY_OUTSIDE_BED, POLICY_HOTEND_TOO_HOT, POLICY_BED_TOO_HOT,
	POLICY_OTHER_MACHINE, POLICY_OTHER_MATERIAL, POLICY_OTHER_NOZZLE,
	POLICY_ARCHIVE_DAYS,	/* "archive-days": 0 is for ever; 365 */
	POLICY_ARCHIVE_FILES,	/* "archive-files": 0 is any number; 0 */
	POLICY_ARCHIVE_PERCENT,	/* "archive-percent" of the disk; 50 */
	POLICY_NOTIFY_ENDED,	/* "notify-ended": prints that ended; 1 */
	POLICY_NOTIFY_TROUBLE,	/* "notify-trouble": a person is needed; 1 */
	POLICY_NOTIFY_TRIES,	/* "notify-tries" of one notice; 10 */
	POLICY_NOTIFY_LANGUAGE,	/* "notify-language": setup/letter.h; 0 */
	POLICY_LIVE_TOTAL,	/* "live-total": viewers at a time; 512 */
	POLICY_LIVE_ADDRESS,	/* "live-address": of one address; 128 */
	POLICY_TRACE_DAYS,	/* "trace-days": 0 is for ever; 90 */
	POLICY_AUTODETECT,	/* "autodetect": adopt at plugging in; 0 */
	POLICY_FILAMENT_PRICE,	/* "filament-price": cents a kg; 0 none */
	POLICY_NEW_PERSON,	/* "new-person" by nginx: 0 none, 1 + role; 2 */
	/* of one person, see sql/limit.h; 0 is any number */
	POLICY_JOBS_AT_ONCE, POLICY_WEEK_PRINTS, POLICY_WEEK_HOURS,
	POLICY_PRINT_HOURS,
	/* half hours in which prints start, see sql/hours.h; always */
	POLICY_OPEN_SUNDAY, POLICY_OPEN_MONDAY, POLICY_OPEN_TUESDAY,
	POLICY_OPEN_WEDNESDAY, POLICY_OPEN_THURSDAY, POLICY_OPEN_FRIDAY,
	POLICY_OPEN_SATURDAY,
	POLICY__MAX
};

/* One policy as it is told. */
struct policy_range {
	int64_t	normal, least, most;
	bool	hours;		/* the value is of sql/hours.h */
};
#define POLICY_TEXT_SIZE	320

/* What shall be different. */
struct policy_change {
	enum policy	policy;
	int64_t		value;
	bool		knows_old;
	int64_t		old;	/* then it must still be this */
};

const char		*policy_name(enum policy);
const char		*policy_help(enum policy);	/* one English line */
enum policy		 policy_by_name(const char *);	/* or POLICY__MAX */
struct policy_range	 policy_range(enum policy);
/* A value as people write it, and back; false: it is no value at all. */
char			*policy_format(enum policy, int64_t,
			    char[POLICY_TEXT_SIZE]);
bool			 policy_parse(enum policy, const char *, int64_t *);
/* The stored value, or the default; never fails but by a broken spool. */
enum spool_result	 policy_get(struct spool *, enum policy, int64_t *);
/* SPOOL_REFUSED outside the range. */
enum spool_result	 policy_set(struct spool *, enum policy, int64_t,
			    const char *who);
/* All of them or none.  SPOOL_REFUSED: *wrong is the first that is outside its
 * range, or else (*stale) that somebody changed since. */
enum spool_result	 policy_change(struct spool *,
			    const struct policy_change *, int n,
			    const char *who, int *wrong, bool *stale);

#endif
