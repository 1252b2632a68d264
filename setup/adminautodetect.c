/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * connectprint autodetect: whether printers are taken in by themselves, and
 * which kinds of USB chip are a printer's.
 */
#include <err.h>
#include <stdio.h>
#include <string.h>

#include "setup/admin.h"
#include "sql/chip.h"
#include "sql/policy.h"

static int	show(struct spool *);
static int	change(struct admin *, struct spool *);
static int	change_list(struct admin *, struct spool *, bool);

int
admin_autodetect(struct admin *a)
{
	struct spool	*spool;
	int		 status;

	if ((spool = admin_open(a, a->argc == 0 ? SPOOL_READ : SPOOL_WRITE)) ==
	    NULL)
		return 1;
	status = a->argc == 0 ? show(spool) : change(a, spool);
	admin_close(spool);
	if (a->argc > 0 && status == 0)
		json_decref(admin_call(a, "wake", NULL, NULL, "no-daemon"));
	return status;
}

static int
show(struct spool *spool)
{
	struct chip		list[CHIPS_MAX];
	char			text[CHIP_SIZE];
	enum spool_result	r;
	int64_t			on;
	int			n;

	r = policy_get(spool, POLICY_AUTODETECT, &on);
	if (r == SPOOL_OK)
		r = chip_list(spool, list, &n);
	if (r != SPOOL_OK)
		return admin_failed(spool, r, "autodetect");
	(void)printf("autodetect is %s\n", on ? "on" : "off");
	for (int i = 0; i < n; i++) {
		chip_write(&list[i], text);
		(void)printf("%s\n", text);
	}
	return 0;
}

static int
change(struct admin *a, struct spool *spool)
{
	const char		*word = a->argv[0];
	bool			 on = strcmp(word, "on") == 0;
	bool			 add = strcmp(word, "add") == 0;
	enum spool_result	 r;

	if ((add || strcmp(word, "remove") == 0) && a->argc == 2)
		return change_list(a, spool, add);
	if ((!on && strcmp(word, "off") != 0) || a->argc != 1)
		errx(2, "usage: connectprint autodetect "
		    "[on|off|add VID:PID|remove VID:PID]");
	r = policy_set(spool, POLICY_AUTODETECT, on, a->who);
	return r == SPOOL_OK ? 0 : admin_failed(spool, r, "autodetect");
}

static int
change_list(struct admin *a, struct spool *spool, bool add)
{
	enum spool_result	r;
	struct chip		chip;

	if (!chip_read(a->argv[1], &chip))
		errx(2, "'%s' is not four hexadecimal digits, ':' and four "
		    "more, as `connectprint detect` shows them", a->argv[1]);
	r = add ? chip_allow(spool, &chip, a->who) :
	    chip_deny(spool, &chip, a->who);
	if (r != SPOOL_REFUSED)
		return r == SPOOL_OK ? 0 : admin_failed(spool, r, a->argv[1]);
	warnx("%s is %s", a->argv[1], add ? "on the list already, or the list "
	    "is full" : "not on the list");
	return 1;
}
