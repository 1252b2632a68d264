/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * connectprint load: which material and which nozzle are in a printer.
 */
#include <err.h>
#include <stdio.h>
#include <string.h>

#include "setup/admin.h"

static void	show(const struct printer *);

int
admin_load(struct admin *a)
{
	char			material[MATERIAL_SIZE] = "";
	const char		*word = a->argc > 1 ? a->argv[1] : "";
	struct printer		printer;
	struct spool		*spool;
	enum spool_result	r;
	int64_t			um = 0;
	int			status = 1;

	if (strcmp(word, "unknown") != 0 && !material_read(word, material))
		errx(2, "'%s' is no material: at most 16 letters, digits and "
		    "'+', or unknown", word);
	if (a->argc > 2 && strcmp(a->argv[2], "unknown") != 0 &&
	    (um = material_nozzle_of_list(a->argv[2])) == 0)
		errx(2, "'%s' is no diameter in mm such as 0.4, nor unknown",
		    a->argv[2]);
	if ((spool = admin_open(a, a->argc > 1 ? SPOOL_WRITE : SPOOL_READ)) ==
	    NULL)
		return 1;
	if (!admin_printer(spool, a->argv[0], &printer))
		goto out;
	if (a->argc > 1) {
		r = printer_load(spool, printer.id, material,
		    a->argc > 2 ? (int)um : printer.nozzle_um, a->who);
		if (r != SPOOL_OK || !admin_printer(spool, a->argv[0],
		    &printer)) {
			(void)admin_failed(spool, r, a->argv[0]);
			goto out;
		}
	}
	show(&printer);
	status = 0;
out:
	admin_close(spool);
	if (status == 0 && a->argc > 1)
		json_decref(admin_call(a, "wake", NULL, NULL, "no-daemon"));
	return status;
}

static void
show(const struct printer *p)
{
	(void)printf("%s: %s, nozzle ", p->name,
	    p->material[0] != '\0' ? p->material : "unknown");
	if (p->nozzle_um > 0)
		(void)printf("%.2f mm\n", p->nozzle_um / 1000.0);
	else
		(void)printf("unknown\n");
}
