/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The subcommand `connectprint notify`: who is told of prints, and where.
 */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "setup/admin.h"
#include "sql/notice.h"
#include "sql/valid.h"

static int	 show(struct admin *, struct spool *);
static int	 set_webhook(struct admin *, struct spool *);
static int	 set_email(struct admin *, struct spool *);

static const struct {
	const char	*name;
	int		 words;		/* with the name */
	int		(*run)(struct admin *, struct spool *);
} verbs[] = {
	{ "webhook",	2, set_webhook },
	{ "mail",	3, set_email },
};
#define N_VERBS	(sizeof(verbs) / sizeof(verbs[0]))

int
admin_notify(struct admin *a)
{
	int		(*run)(struct admin *, struct spool *) = show;
	struct spool	*spool;
	int		 status;

	if (a->argc > 0)
		run = NULL;
	for (size_t i = 0; i < N_VERBS && a->argc > 0; i++)
		if (strcmp(verbs[i].name, a->argv[0]) == 0 &&
		    verbs[i].words == a->argc)
			run = verbs[i].run;
	if (run == NULL)
		errx(2, "usage: connectprint notify, or notify webhook URL|-|off, "
		    "or notify mail PERSON ADDRESS|off");
	if ((spool = admin_open(a, SPOOL_WRITE)) == NULL)
		return 1;
	status = run(a, spool);
	admin_close(spool);
	return status;
}

static int
show(struct admin *a, struct spool *spool)
{
	enum spool_result	r;
	int64_t			waiting, given_up;

	(void)a;
	if ((r = notice_count(spool, &waiting, &given_up)) != SPOOL_OK)
		return admin_failed(spool, r, "the notices");
	(void)printf("%" PRId64 " notices wait, %" PRId64 " were given up; the "
	    "policies notify-* say which are made\n", waiting, given_up);
	return 0;
}

static int
set_webhook(struct admin *a, struct spool *spool)
{
	char			 line[1100] = "";
	const char		*url = a->argv[1];
	enum spool_result	 r;

	/* A URL may hold a secret, and everybody sees a command's words;
	 * it has 1000 characters at most. */
	if (strcmp(url, "-") == 0) {
		url = line;
		if (fgets(line, sizeof(line), stdin) != NULL)
			line[strcspn(line, "\n")] = '\0';
	}
	if (strcmp(url, "off") == 0)
		url = "";
	else if (!valid_url(url)) {
		warnx("a webhook is a URL that begins with https:// or "
		    "http://, or off");
		return 2;
	}
	r = notice_set_webhook(spool, url, a->who);
	return r == SPOOL_OK ? 0 : admin_failed(spool, r, "the webhook");
}

static int
set_email(struct admin *a, struct spool *spool)
{
	const char		*address = a->argv[2];
	enum spool_result	 r;

	if (strcmp(address, "off") == 0)
		address = "";
	else if (!valid_email(address)) {
		warnx("'%s' is not an address of mail", address);
		return 2;
	}
	r = notice_set_email(spool, a->argv[1], address, a->who);
	if (r == SPOOL_NONE) {
		warnx("there is no person '%s'", a->argv[1]);
		return 1;
	}
	return r == SPOOL_OK ? 0 : admin_failed(spool, r, a->argv[1]);
}
