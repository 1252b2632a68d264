/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Policies: one table of names, defaults, ranges and help.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sql/event.h"
#include "sql/hours.h"
#include "sql/policy.h"
#include "sql/query.h"
#include "sql/valid.h"

#define MIB	(INT64_C(1) << 20)
#define ANY	"; 0: any number"
#define HOURS	HOURS_ALWAYS, 0, HOURS_ALWAYS
#define OPEN	"when prints may start, as 08:00-12:30,14:00-18:00"
#define WEIGHT	": 0 is allowed, 1 warned of, 2 refused"

static enum spool_result store(struct spool *, const struct policy_change *,
			    const char *, bool *);
static void		 say(enum policy, int64_t, char[SPOOL_TEXT_SIZE]);

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
	[POLICY_OTHER_MACHINE] = { "other-machine", 1, 0, 2,
	    "a file for another kind of machine" WEIGHT },
	[POLICY_OTHER_MATERIAL] = { "other-material", 2, 0, 2,
	    "a file for another material than is loaded" WEIGHT },
	[POLICY_OTHER_NOZZLE] = { "other-nozzle", 2, 0, 2,
	    "a file for another nozzle than is mounted" WEIGHT },
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
	[POLICY_NOTIFY_LANGUAGE] = { "notify-language", 0, 0, 1,
	    "mails to who chose no language: 0 English, 1 French" },
	[POLICY_LIVE_TOTAL] = { "live-total", 512, 1, 2048,
	    "most live connections of browsers and scripts at a time" },
	[POLICY_LIVE_ADDRESS] = { "live-address", 128, 1, 2048,
	    "most live connections of one address" },
	[POLICY_TRACE_DAYS] = { "trace-days", 90, 0, 100000,
	    "temperatures of prints are kept so many days; 0: for ever" },
	[POLICY_AUTODETECT] = { "autodetect", 0, 0, 1,
	    "1: a port of a listed kind is adopted when it is plugged in" },
	[POLICY_FILAMENT_PRICE] = { "filament-price", 0, 0, 10000000,
	    "what a kilogram of filament costs, in cents (EUR); 0: costs are "
	    "what slicers say" },
	[POLICY_NEW_PERSON] = { "new-person", 2, 0, 3,
	    "whom nginx lets in and nobody knows: 0 is refused, 1 a visitor, "
	    "2 a user, 3 an operator" },
	[POLICY_JOBS_AT_ONCE] = { "jobs-at-once", 0, 0, 10000,
	    "jobs of one person in queues and on printers" ANY },
	[POLICY_WEEK_PRINTS] = { "week-prints", 0, 0, 10000,
	    "prints of one person within seven days" ANY },
	[POLICY_WEEK_HOURS] = { "week-hours", 0, 0, 10000,
	    "hours of printing of one person within seven days" ANY },
	[POLICY_PRINT_HOURS] = { "print-hours", 0, 0, 10000,
	    "hours that one print may take" ANY },
	[POLICY_OPEN_SUNDAY] = { "open-sunday", HOURS, OPEN },
	[POLICY_OPEN_MONDAY] = { "open-monday", HOURS, OPEN },
	[POLICY_OPEN_TUESDAY] = { "open-tuesday", HOURS, OPEN },
	[POLICY_OPEN_WEDNESDAY] = { "open-wednesday", HOURS, OPEN },
	[POLICY_OPEN_THURSDAY] = { "open-thursday", HOURS, OPEN },
	[POLICY_OPEN_FRIDAY] = { "open-friday", HOURS, OPEN },
	[POLICY_OPEN_SATURDAY] = { "open-saturday", HOURS, OPEN },
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
	result = query_number(&q, value);
	return result == SPOOL_NONE ? SPOOL_OK : result;
}

struct policy_range
policy_range(enum policy policy)
{
	return (struct policy_range){ policies[policy].normal,
	    policies[policy].least, policies[policy].most,
	    policy >= POLICY_OPEN_SUNDAY && policy <= POLICY_OPEN_SATURDAY };
}

char *
policy_format(enum policy policy, int64_t value, char text[POLICY_TEXT_SIZE])
{
	_Static_assert(POLICY_TEXT_SIZE >= HOURS_SIZE, "hours fit");

	if (policy_range(policy).hours)
		return hours_format(value, text);
	(void)snprintf(text, POLICY_TEXT_SIZE, "%" PRId64, value);
	return text;
}

bool
policy_parse(enum policy policy, const char *text, int64_t *value)
{
	return policy_range(policy).hours ? hours_parse(text, value) :
	    valid_number(text, 0, INT64_MAX, value);
}

enum spool_result
policy_set(struct spool *sp, enum policy policy, int64_t value,
    const char *who)
{
	struct policy_change change = { policy, value, false, 0 };
	bool stale;
	int wrong;

	return policy_change(sp, &change, 1, who, &wrong, &stale);
}

enum spool_result
policy_change(struct spool *sp, const struct policy_change *changes, int n,
    const char *who, int *wrong, bool *stale)
{
	enum spool_result result;
	struct policy_range range;
	int i;

	*stale = false;
	for (i = 0; i < n; i++) {
		range = policy_range(changes[i].policy);
		*wrong = i;
		if (changes[i].value < range.least ||
		    changes[i].value > range.most)
			return SPOOL_REFUSED;
	}
	result = spool_begin(sp, SPOOL_SURE);
	for (i = 0; i < n && result == SPOOL_OK; i++) {
		*wrong = i;
		result = store(sp, &changes[i], who, stale);
	}
	return spool_end(sp, result);
}

/* One row and its event. */
static enum spool_result
store(struct spool *sp, const struct policy_change *c, const char *who,
    bool *stale)
{
	char was[SPOOL_TEXT_SIZE], is[SPOOL_TEXT_SIZE];
	enum spool_result result;
	struct query q;
	int64_t old;

	result = policy_get(sp, c->policy, &old);
	if (result != SPOOL_OK)
		return result;
	*stale = c->knows_old && c->old != old;
	if (*stale)
		return SPOOL_REFUSED;
	query_begin(&q, sp, SQL_POLICY_SET);
	query_text(&q, policies[c->policy].name);
	query_int(&q, c->value);
	result = query_run(&q);
	if (result != SPOOL_OK)
		return result;
	say(c->policy, old, was);
	say(c->policy, c->value, is);
	return event_add(sp, &(struct event_note){ .who = who,
	    .what = "policy.set", .why = policies[c->policy].name,
	    .old = was, .new = is });
}

static void
say(enum policy policy, int64_t value, char text[SPOOL_TEXT_SIZE])
{
	char whole[POLICY_TEXT_SIZE];

	(void)snprintf(text, SPOOL_TEXT_SIZE, "%.*s", SPOOL_TEXT_SIZE - 1,
	    policy_format(policy, value, whole));
}
