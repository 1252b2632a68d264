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
	POLICY_ARCHIVE_DAYS,	/* "archive-days": 0 is for ever; 365 */
	POLICY_ARCHIVE_FILES,	/* "archive-files": 0 is any number; 0 */
	POLICY_ARCHIVE_PERCENT,	/* "archive-percent" of the disk; 50 */
	POLICY_NOTIFY_ENDED,	/* "notify-ended": prints that ended; 1 */
	POLICY_NOTIFY_TROUBLE,	/* "notify-trouble": a person is needed; 1 */
	POLICY_NOTIFY_TRIES,	/* "notify-tries" of one notice; 10 */
	POLICY_LIVE_TOTAL,	/* "live-total": viewers at a time; 512 */
	POLICY_LIVE_ADDRESS,	/* "live-address": of one address; 128 */
	POLICY_TRACE_DAYS,	/* "trace-days": 0 is for ever; 90 */
	POLICY__MAX
};

const char		*policy_name(enum policy);
const char		*policy_help(enum policy);	/* one English line */
enum policy		 policy_by_name(const char *);	/* or POLICY__MAX */
/* The stored value, or the default; never fails but by a broken spool. */
enum spool_result	 policy_get(struct spool *, enum policy, int64_t *);
/* SPOOL_REFUSED outside the range. */
enum spool_result	 policy_set(struct spool *, enum policy, int64_t,
			    const char *who);

#endif
