/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The subcommands of `connectprint` about people: their keys, what this lab
 * allows them, and what its printers may do by themselves.
 */
#include <err.h>
#include <stdio.h>
#include <string.h>

#include "setup/admin.h"
#include "sql/account.h"
#include "sql/apikey.h"
#include "sql/policy.h"
#include "sql/printer.h"
#include "sql/valid.h"

static int	show_policy(struct spool *, enum policy);

int
admin_key(struct admin *a)
{
	const char		*role = a->option[ADMIN_ROLE];
	const char		*application = a->option[ADMIN_APPLICATION];
	struct person		 person = { .role = PERSON_ADMIN };
	struct account		 known;
	struct spool		*spool;
	enum spool_result	 r;
	char			 key[PERSON_KEY_SIZE];

	if (role != NULL && (person.role = person_role_by_name(role)) ==
	    PERSON_ROLE__MAX)
		errx(2, "there is no role '%s'; there are visitor, user, "
		    "operator and admin", role);
	if (*a->argv[0] == '\0' || strlen(a->argv[0]) >= sizeof(person.name))
		errx(2, "a person's name has 1 to 64 characters");
	(void)snprintf(person.name, sizeof(person.name), "%s", a->argv[0]);
	if ((spool = admin_open(a, SPOOL_CREATE)) == NULL)
		return 1;
	/* Whoever is known stays what they are, unless it is said. */
	if (role == NULL && account_by_name(spool, person.name, &known) ==
	    SPOOL_OK)
		person.role = known.person.role;
	r = person_add_key(spool, &person,
	    application != NULL ? application : "shell", key);
	if (r == SPOOL_OK)
		(void)printf("%s\n", key);
	else if (r == SPOOL_REFUSED)
		warnx("%s: this is the last admin, or has %d keys already",
		    person.name, APIKEY_MOST);
	else
		(void)admin_failed(spool, r, person.name);
	admin_close(spool);
	if (r == SPOOL_OK && fflush(stdout) == EOF)
		err(1, "the key was made, but could not be written");
	return r == SPOOL_OK ? 0 : 1;
}

int
admin_policy(struct admin *a)
{
	struct spool	*spool;
	enum policy	 policy = POLICY__MAX;
	int64_t		 value = 0;
	enum spool_result r = SPOOL_OK;
	int		 status = 0;

	if (a->argc > 0 &&
	    (policy = policy_by_name(a->argv[0])) == POLICY__MAX)
		errx(2, "there is no policy '%s'; `connectprint policy` lists "
		    "them", a->argv[0]);
	if (a->argc == 2 && !policy_parse(policy, a->argv[1], &value))
		errx(2, policy_range(policy).hours ? "opening hours are "
		    "written 08:00-12:30,14:00-18:00, or always, or closed" :
		    "a policy's value is a number");
	if ((spool = admin_open(a, a->argc == 2 ? SPOOL_CREATE : SPOOL_READ))
	    == NULL)
		return 1;
	if (a->argc == 2 &&
	    (r = policy_set(spool, policy, value, a->who)) == SPOOL_REFUSED) {
		warnx("%s: %s is out of range", a->argv[0], a->argv[1]);
		status = 1;
	} else if (r != SPOOL_OK)
		status = admin_failed(spool, r, a->argv[0]);
	else if (a->argc > 0)
		status = show_policy(spool, policy);
	else
		for (policy = 0; policy < POLICY__MAX && status == 0; policy++)
			status = show_policy(spool, policy);
	admin_close(spool);
	return status;
}

int
admin_recovery(struct admin *a)
{
	enum printer_recovery	 recovery = PRINTER_RECOVERY__MAX;
	struct printer		 printer;
	struct spool		*spool;
	enum spool_result	 r;
	int			 status = 1;

	if (a->argc == 2 && (recovery = printer_recovery_by_name(a->argv[1])) ==
	    PRINTER_RECOVERY__MAX)
		errx(2, "'%s' is not none, z-away or record; see "
		    "connectprint(8)", a->argv[1]);
	if ((spool = admin_open(a, a->argc == 2 ? SPOOL_WRITE : SPOOL_READ))
	    == NULL)
		return 1;
	if (admin_printer(spool, a->argv[0], &printer)) {
		r = a->argc == 2 ? printer_set_recovery(spool, printer.id,
		    recovery, a->who) : SPOOL_OK;
		if (r != SPOOL_OK)
			status = admin_failed(spool, r, printer.name);
		else
			status = 0;
		if (a->argc == 1)
			(void)printf("%s\n",
			    printer_recovery_name(printer.recovery));
	}
	admin_close(spool);
	return status;
}

static int
show_policy(struct spool *spool, enum policy policy)
{
	char			text[POLICY_TEXT_SIZE];
	enum spool_result	r;
	int64_t			value;

	if ((r = policy_get(spool, policy, &value)) != SPOOL_OK)
		return admin_failed(spool, r, policy_name(policy));
	(void)printf("%-16s %12s  %s\n", policy_name(policy),
	    policy_format(policy, value, text), policy_help(policy));
	return 0;
}
