/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Permits.
 */
#include "spoolerd/keeper/seat.h"
#include "spoolerd/keeper/permit.h"
#include "sql/account.h"
#include "sql/policy.h"
#include "sql/role.h"

bool
permit(const struct keeper *k, const char *who, unsigned int right)
{
	enum person_role role = PERSON_VISITOR;
	enum spool_result result;
	struct account account;
	int64_t open_lab;

	result = account_by_name(k->spool, who, &account);
	if (result == SPOOL_OK && account.disabled_ms == 0)
		role = account.person.role;
	if (result == SPOOL_OK || result == SPOOL_NONE)
		result = policy_get(k->spool, POLICY_OPEN_LAB, &open_lab);
	return result == SPOOL_OK &&
	    (person_rights(role, open_lab != 0) & right) == right;
}
