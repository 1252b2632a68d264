/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Policies: one table of names, defaults, ranges and help.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sql/event.h"
#include "sql/policy.h"
#include "sql/query.h"

#define MIB	(INT64_C(1) << 20)
#define WEIGHT	": 0 is allowed, 1 warned of, 2 refused"

static const struct {
	const char	*name;
	int64_t		 normal, least, most;
	const char	*help;
} policies[] = {
	[POLICY_OPEN_LAB] = { "open-lab", 0, 0, 1,
	    "1: a visitor without a key may queue, print and stop" },
	[POLICY_UPLOAD_BYTES] = { "upload-bytes", 512 * MIB, 1024,
	    INT64_C(1) << 40, "largest file that is accepted, in bytes" },
	[POLICY_FREE_BYTES] = { "free-bytes", 64 * MIB, 0, INT64_C(1) << 50,
	    "disk space that uploads leave free, in bytes" },
	[POLICY_SAVES_SETTINGS] = { "saves-settings", 2, 0, 2,
	    "M500 in a file" WEIGHT },
	[POLICY_LOADS_SETTINGS] = { "loads-settings", 2, 0, 2,
	    "M501 in a file" WEIGHT },
	[POLICY_RESETS_SETTINGS] = { "resets-settings", 2, 0, 2,
	    "M502 in a file" WEIGHT },
	[POLICY_SETS_STEPS] = { "sets-steps", 2, 0, 2,
	    "M92 in a file" WEIGHT },
	[POLICY_TUNES_HEATER] = { "tunes-heater", 2, 0, 2,
	    "M303 in a file" WEIGHT },
	[POLICY_EMERGENCY_STOP] = { "emergency-stop", 2, 0, 2,
	    "M112 in a file" WEIGHT },
	[POLICY_UPDATES_FIRMWARE] = { "updates-firmware", 2, 0, 2,
	    "M997 in a file" WEIGHT },
	[POLICY_RESTARTS_MACHINE] = { "restarts-machine", 2, 0, 2,
	    "M999 in a file" WEIGHT },
	[POLICY_NOT_ASCII] = { "not-ascii", 1, 0, 2,
	    "bytes above 127 in a command" WEIGHT },
	[POLICY_OUTSIDE_BED] = { "outside-bed", 2, 0, 2,
	    "a file larger than the bed" WEIGHT },
	[POLICY_HOTEND_TOO_HOT] = { "hotend-too-hot", 2, 0, 2,
	    "a nozzle above its maximum" WEIGHT },
	[POLICY_BED_TOO_HOT] = { "bed-too-hot", 2, 0, 2,
	    "a bed above its maximum" WEIGHT },
	[POLICY_ARCHIVE_DAYS] = { "archive-days", 365, 0, 100000,
	    "files not used for so many days are cleaned; 0: none is" },
	[POLICY_ARCHIVE_FILES] = { "archive-files", 0, 0, INT64_C(1) << 40,
	    "most files that are kept, the latest used; 0: any number" },
	[POLICY_ARCHIVE_PERCENT] = { "archive-percent", 50, 0, 100,
	    "most of the disk that kept files take; 0: any part of it" },
	[POLICY_NOTIFY_ENDED] = { "notify-ended", 1, 0, 1,
	    "1: tell that a print finished or was stopped" },
	[POLICY_NOTIFY_TROUBLE] = { "notify-trouble", 1, 0, 1,
	    "1: tell that a print failed or a person is needed" },
	[POLICY_NOTIFY_TRIES] = { "notify-tries", 10, 1, 100,
	    "how often a mail or a webhook is tried" },
	[POLICY_LIVE_TOTAL] = { "live-total", 512, 1, 2048,
	    "most live connections of browsers and scripts at a time" },
	[POLICY_LIVE_ADDRESS] = { "live-address", 128, 1, 2048,
	    "most live connections of one address" },
	[POLICY_TRACE_DAYS] = { "trace-days", 90, 0, 100000,
	    "temperatures of prints are kept so many days; 0: for ever" },
};
_Static_assert(sizeof(policies) / sizeof(policies[0]) == POLICY__MAX,
    "every policy has its row");

const char *
policy_name(enum policy policy)
{
	return policies[policy].name;
}

const char *
policy_help(enum policy policy)
{
	return policies[policy].help;
}

enum policy
policy_by_name(const char *name)
{
	unsigned int i;

	for (i = 0; i < POLICY__MAX; i++)
		if (strcmp(policies[i].name, name) == 0)
			break;
	return i;
}

enum spool_result
policy_get(struct spool *sp, enum policy policy, int64_t *value)
{
	enum spool_result result;
	struct query q;

	*value = policies[policy].normal;
	query_begin(&q, sp, SQL_POLICY_GET);
	query_text(&q, policies[policy].name);
	result = query_row(&q);
	if (result == SPOOL_OK)
		*value = query_get_int(&q, 0);
	query_end(&q);
	return result == SPOOL_NONE ? SPOOL_OK : result;
}

enum spool_result
policy_set(struct spool *sp, enum policy policy, int64_t value,
    const char *who)
{
	struct event ev = { .what = "policy.set" };
	enum spool_result result;
	struct query q;

	if (value < policies[policy].least || value > policies[policy].most)
		return SPOOL_REFUSED;
	(void)snprintf(ev.who, sizeof(ev.who), "%s", who);
	(void)snprintf(ev.why, sizeof(ev.why), "%s", policies[policy].name);
	(void)snprintf(ev.new, sizeof(ev.new), "%" PRId64, value);
	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, SQL_POLICY_SET);
	query_text(&q, policies[policy].name);
	query_int(&q, value);
	result = query_run(&q);
	if (result == SPOOL_OK)
		result = event_add(sp, &ev);
	if (result == SPOOL_OK)
		return spool_commit(sp);
	spool_rollback(sp);
	return result;
}
