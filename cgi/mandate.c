/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who may give which order.
 */
#include <string.h>

#include "cgi/mandate.h"
#include "sql/job.h"

static const struct mandate orders[] = {
	{ "pause",	true,	0 },
	{ "resume",	true,	0 },
	{ "stop",	true,	0 },
	{ "resume-layer", true,	0 },
	{ "tune",	true,	0 },
	{ "give-up",	true,	0 },
	{ "cleaned",	false,	0 },
	{ "reset",	false,	PERSON_CONTROL },
	{ "emergency",	false,	0 },
};
#define N_ORDERS	(sizeof(orders) / sizeof(orders[0]))

const struct mandate *
mandate_find(const char *name)
{
	size_t i;

	for (i = 0; name != NULL && i < N_ORDERS; i++)
		if (strcmp(name, orders[i].name) == 0)
			return &orders[i];
	return NULL;
}

enum refusal
mandate_check(struct spool *sp, const struct access *a,
    const struct mandate *order, int64_t id)
{
	enum spool_result result;
	struct job job;

	if ((a->rights & (PERSON_PRINT | order->right)) !=
	    (PERSON_PRINT | order->right))
		return REFUSAL_NO_RIGHT;
	if (!order->of_a_job)
		return REFUSAL_NONE;
	result = job_by_id(sp, id, &job);
	if (result == SPOOL_NONE)
		return REFUSAL_NONE;
	if (result != SPOOL_OK)
		return refusal_of_spool(result);
	return access_may_touch(a, job.who) ? REFUSAL_NONE :
	    REFUSAL_NO_RIGHT;
}
