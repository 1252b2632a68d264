/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Printers come and go: at the word of an administrator, or of autodetect.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "spoolerd/keeper/bulletin.h"
#include "spoolerd/keeper/enroll.h"
#include "spoolerd/keeper/grant.h"
#include "spoolerd/keeper/seat.h"
#include "spoolerd/keeper/permit.h"
#include "sql/printer.h"
#include "sql/role.h"
#include "sql/valid.h"

static bool	may_configure(struct keeper *, bool, const char *,
		    struct message_grant *);
static bool	is_named(struct keeper *, const struct message_adopt *,
		    struct message_grant *);
static void	take_in(struct keeper *, const struct message_adopt *,
		    struct message_grant *);
static bool	make_name(struct keeper *, const char *,
		    char [MESSAGE_NAME]);

void
enroll_adopt(struct keeper *k, const struct message *m)
{
	const struct message_adopt *a = &m->adopt;
	struct message grant = { .type = MESSAGE_GRANT };
	struct message_grant *g = &grant.grant;

	g->ticket = a->ticket;
	(void)snprintf(g->name, sizeof(g->name), "%s", a->name);
	if (may_configure(k, a->for_person != 0, a->who, g) &&
	    is_named(k, a, g))
		take_in(k, a, g);
	bulletin_rows(k, 0);
	keeper_say(k, &grant, -1);
}

void
enroll_forget(struct keeper *k, const struct message *m)
{
	struct message grant = { .type = MESSAGE_GRANT };

	grant.grant.ticket = m->forget.ticket;
	grant.grant.printer = m->forget.printer;
	if (may_configure(k, m->forget.for_person != 0, m->forget.who,
	    &grant.grant))
		grant_verdict(k, keeper_seat(k, m->forget.printer) == NULL ?
		    SPOOL_NONE : printer_forget(k->spool, m->forget.printer,
		    m->forget.who), &grant.grant, "A job holds this printer; "
		    "stop it or give it up first.");
	bulletin_rows(k, 0);
	keeper_say(k, &grant, -1);
}

static bool
may_configure(struct keeper *k, bool for_person, const char *who,
    struct message_grant *g)
{
	if (!for_person || permit(k, who, PERSON_CONFIGURE))
		return true;
	grant_refuse(g, VERDICT_NO_RIGHT, "Only an administrator may do this.");
	return false;
}

static bool
is_named(struct keeper *k, const struct message_adopt *a,
    struct message_grant *g)
{
	if (a->name[0] == '\0' && !make_name(k, a->machine_type, g->name))
		grant_refuse(g, VERDICT_BROKEN,
		    "No name could be found for it.");
	else if (!valid_printer_name(g->name))
		grant_refuse(g, VERDICT_REFUSED, "A printer's name is 1 to 32 "
		    "of a-z, 0-9 and -, and not \"any\".");
	else
		return true;
	return false;
}

static void
take_in(struct keeper *k, const struct message_adopt *a,
    struct message_grant *g)
{
	struct printer p;

	memset(&p, 0, sizeof(p));
	(void)snprintf(p.name, sizeof(p.name), "%s", g->name);
	(void)snprintf(p.usb_serial, sizeof(p.usb_serial), "%s",
	    a->usb_serial);
	(void)snprintf(p.position, sizeof(p.position), "%s", a->position);
	(void)snprintf(p.path, sizeof(p.path), "%s", a->path);
	(void)snprintf(p.machine_type, sizeof(p.machine_type), "%s",
	    a->machine_type);
	(void)snprintf(p.uuid, sizeof(p.uuid), "%s", a->uuid);
	(void)valid_text(p.machine_type);
	(void)valid_text(p.uuid);
	(void)snprintf(p.dialect, sizeof(p.dialect), "%s", a->dialect);
	p.baud = a->baud;
	p.needs_cleaning = a->clean == 0;
	p.id = a->printer;
	if (p.id != 0)
		grant_verdict(k, printer_move(k->spool, &p, a->who), g,
		    "Another kind of machine answered there.");
	else
		grant_verdict(k, printer_adopt(k->spool, &p, a->who), g,
		    "This name is taken.");
	if (g->result != VERDICT_OK)
		return;
	g->printer = p.id;
	(void)snprintf(g->name, sizeof(g->name), "%s", p.name);
}

/* "DiscoEasy200" becomes discoeasy200-1, or the next number that is free. */
static bool
make_name(struct keeper *k, const char *machine_type,
    char name[MESSAGE_NAME])
{
	char base[MESSAGE_NAME - 5];
	struct printer p;
	size_t n = 0;
	int i;

	for (; *machine_type != '\0' && n < sizeof(base) - 1; machine_type++) {
		if (isalnum((unsigned char)*machine_type))
			base[n++] = (char)tolower(
			    (unsigned char)*machine_type);
		else if (n > 0 && base[n - 1] != '-')
			base[n++] = '-';
	}
	while (n > 0 && base[n - 1] == '-')
		n--;
	base[n] = '\0';
	for (i = 1; i <= 9999; i++) {
		(void)snprintf(name, MESSAGE_NAME, "%s-%d",
		    n > 0 ? base : "printer", i);
		if (printer_by_name(k->spool, name, &p) == SPOOL_NONE)
			return true;
	}
	return false;
}
