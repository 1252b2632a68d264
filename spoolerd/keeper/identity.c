/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Identities.  A machine that was found again on an open port says nothing of
 * itself and need not.
 */
#include <stdio.h>
#include <string.h>

#include "spoolerd/keeper/identity.h"
#include "spoolerd/keeper/seat.h"
#include "sql/printer.h"

/* Marlin's UUID unless somebody set one: no identity at all. */
#define SHARED_UUID	"cede2a2f-41a2-4748-9b12-c55c62f367ff"

static bool	differs(const char *, const char *);

bool
identity_settle(struct keeper *k, const struct message_free *f)
{
	char why[SPOOL_TEXT_SIZE];
	struct printer p;
	enum spool_result result;

	result = printer_by_id(k->spool, f->printer, &p);
	keeper_need(k, result, "printer");
	if (result != SPOOL_OK)
		return false;
	if (f->machine_type[0] == '\0')
		return true;
	if (p.machine_type[0] == '\0') {
		keeper_need(k, printer_identify(k->spool, p.id,
		    f->machine_type, f->uuid), "identity");
		return true;
	}
	if (!differs(p.machine_type, f->machine_type) &&
	    !differs(p.uuid, f->uuid))
		return true;
	if (p.fault[0] != '\0')
		return false;
	(void)snprintf(why, sizeof(why), "Another machine answers here: "
	    "%.60s instead of %.60s. Put the cables right, or forget this "
	    "printer and adopt it anew.", f->machine_type, p.machine_type);
	keeper_need(k, printer_fault(k->spool, p.id, why, KEEPER_WHO),
	    "fault");
	return false;
}

static bool
differs(const char *stored, const char *heard)
{
	return stored[0] != '\0' && heard[0] != '\0' &&
	    strcmp(stored, SHARED_UUID) != 0 && strcmp(stored, heard) != 0;
}
