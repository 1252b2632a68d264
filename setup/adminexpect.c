/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * connectprint expect: a printer at a path that is not USB, taken in before it
 * is there.  No port is opened for it; the daemon does so when the path
 * appears.
 */
#include <err.h>
#include <stdio.h>
#include <string.h>

#include "setup/admin.h"
#include "sql/valid.h"

int
admin_expect(struct admin *a)
{
	const char		*name = a->argv[0], *path = a->argv[1];
	struct printer		p = { .needs_cleaning = true };
	struct spool		*spool;
	enum spool_result	r;
	int			status = 1;

	if (!valid_printer_name(name))
		errx(2, "a printer's name has 1 to 32 of a-z, 0-9 and '-', and "
		    "is not 'any'");
	if (!valid_port_path(path) || strlen(path) >= sizeof(p.path))
		errx(2, "a path is absolute, such as /dev/ttyAMA0");
	if (strncmp(path, "/dev/ttyUSB", 11) == 0 ||
	    strncmp(path, "/dev/ttyACM", 11) == 0)
		errx(2, "%s may be another printer's tomorrow: adopt it when "
		    "it is there, and it is known by its chip or its place",
		    path);
	(void)snprintf(p.name, sizeof(p.name), "%s", name);
	(void)snprintf(p.path, sizeof(p.path), "%s", path);
	if (a->argc > 2)
		(void)snprintf(p.machine_type, sizeof(p.machine_type), "%s",
		    a->argv[2]);
	(void)valid_text(p.machine_type);
	p.needs_cleaning = a->option[ADMIN_CLEAN] == NULL;
	if ((spool = admin_open(a, SPOOL_CREATE)) == NULL)
		return 1;
	r = printer_adopt(spool, &p, a->who);
	if (r == SPOOL_REFUSED)
		warnx("%s: this name is taken", name);
	else if (r != SPOOL_OK)
		(void)admin_failed(spool, r, name);
	else if (strcmp(p.name, name) != 0)
		warnx("%s is %s's already", path, p.name);
	else
		status = 0;
	admin_close(spool);
	if (status == 0)
		json_decref(admin_call(a, "wake", NULL, NULL, "no-daemon"));
	return status;
}
