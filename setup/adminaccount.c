/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The subcommands of `connectprint` about accounts.  A password comes from the
 * terminal, without echo, or from standard input; never from the command
 * line, which every user of the machine can read.
 */
#include <err.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "setup/admin.h"
#include "sql/account.h"
#include "sql/instant.h"

#define LAST	"this is the last admin with a password or a key: make " \
	"another one first"
#define VERBS	(sizeof(verbs) / sizeof(verbs[0]))

typedef enum spool_result (verb_handler)(struct admin *, struct spool *,
    const char *);

static int		 list(struct admin *);
static int		 run(struct admin *, const char *, const char *,
			    const char *);
static enum spool_result let_in(struct admin *, struct spool *, const char *,
			    int64_t);
static enum person_role	 role_of(const struct admin *, enum person_role);
static void		 read_password(char[SECRET_PASSWORD_SIZE]);
static void		 read_line(const char *, char *, size_t);

static verb_handler	 add, role, password, disable, enable;

static const struct {
	const char	*name;
	verb_handler	*run;
	const char	*refused;	/* what that means here */
} verbs[] = {
	{ "add", add, "there is a person of this name already" },
	{ "role", role, LAST }, { "password", password, LAST },
	{ "disable", disable, LAST }, { "enable", enable, LAST },
};

int
admin_add(struct admin *a)
{
	if (strcmp(a->argv[0], "add") != 0)
		errx(2, "usage: connectprint admin add NAME");
	return run(a, "add", a->argv[1], "admin");
}

int
admin_person(struct admin *a)
{
	if (a->argc == 0)
		return list(a);
	if (a->argc != 2)
		errx(2, "usage: connectprint person [add|role|password|"
		    "disable|enable NAME] [--role ROLE]");
	return run(a, a->argv[0], a->argv[1], a->option[ADMIN_ROLE]);
}

static int
run(struct admin *a, const char *verb, const char *name,
    const char *role_name)
{
	enum spool_result	 r;
	struct spool		*spool;
	size_t			 i;
	int			 status = 0;

	for (i = 0; i < VERBS && strcmp(verbs[i].name, verb) != 0; i++)
		continue;
	if (i == VERBS)
		errx(2, "'%s' is not add, role, password, disable or enable",
		    verb);
	if (!account_valid_name(name))
		errx(2, "a name is 1 to 64 letters, digits and . _ - @, and "
		    "not 'visitor' or 'spooler'");
	a->option[ADMIN_ROLE] = role_name;
	if ((spool = admin_open(a, SPOOL_CREATE)) == NULL)
		return 1;
	r = verbs[i].run(a, spool, name);
	if (r == SPOOL_REFUSED) {
		warnx("%s: %s", name, verbs[i].refused);
		status = 1;
	} else if (r != SPOOL_OK)
		status = admin_failed(spool, r, name);
	admin_close(spool);
	return status;
}

static int
list(struct admin *a)
{
	struct account	*accounts;
	struct spool	*spool = admin_open(a, SPOOL_READ);
	int		 i, n, status = 0;
	enum spool_result r;

	if (spool == NULL)
		return 1;
	r = account_list(spool, &accounts, &n);
	if (r != SPOOL_OK)
		status = admin_failed(spool, r, "people");
	for (i = 0; i < n; i++)
		(void)printf("%-24s %-9s%s%s\n", accounts[i].person.name,
		    person_role_name(accounts[i].person.role),
		    accounts[i].password[0] == '\0' ? " no password" : "",
		    accounts[i].disabled_ms != 0 ? " disabled" : "");
	free(accounts);
	admin_close(spool);
	return status;
}

static enum spool_result
add(struct admin *a, struct spool *spool, const char *name)
{
	struct person		p = { .role = role_of(a, PERSON_USER) };
	char			kept[SECRET_PASSWORD_SIZE];

	(void)snprintf(p.name, sizeof(p.name), "%s", name);
	read_password(kept);
	return account_add(spool, &p, kept, 0, a->who);
}

static enum spool_result
role(struct admin *a, struct spool *spool, const char *name)
{
	struct account_change	change = { .version = 0 };
	enum account_clash	clash;

	if (a->option[ADMIN_ROLE] == NULL)
		errx(2, "which role? --role visitor, user, operator or admin");
	change.set_role = true;
	change.role = role_of(a, PERSON_USER);
	return account_change(spool, name, &change, a->who, &clash);
}

static enum spool_result
password(struct admin *a, struct spool *spool, const char *name)
{
	struct account_change	change = { .version = 0 };
	enum account_clash	clash;
	char			kept[SECRET_PASSWORD_SIZE];

	read_password(kept);
	change.kept = kept;
	return account_change(spool, name, &change, a->who, &clash);
}

static enum spool_result
disable(struct admin *a, struct spool *spool, const char *name)
{
	return let_in(a, spool, name, instant_now());
}

static enum spool_result
enable(struct admin *a, struct spool *spool, const char *name)
{
	return let_in(a, spool, name, 0);
}

static enum spool_result
let_in(struct admin *a, struct spool *spool, const char *name,
    int64_t disabled_ms)
{
	struct account_change	change = { .set_disabled = true,
				    .disabled_ms = disabled_ms };
	enum account_clash	clash;

	return account_change(spool, name, &change, a->who, &clash);
}

static enum person_role
role_of(const struct admin *a, enum person_role usual)
{
	const char		*name = a->option[ADMIN_ROLE];
	enum person_role	 found;

	if (name == NULL)
		return usual;
	if ((found = person_role_by_name(name)) == PERSON_ROLE__MAX)
		errx(2, "there is no role '%s'; there are visitor, user, "
		    "operator and admin", name);
	return found;
}

/* Twice at a terminal, where it can't be seen. */
static void
read_password(char kept[SECRET_PASSWORD_SIZE])
{
	char	first[SECRET_PASSWORD_MOST + 2], again[sizeof(first)];
	bool	good;

	read_line("Password: ", first, sizeof(first));
	if (strlen(first) < SECRET_PASSWORD_LEAST ||
	    strlen(first) > SECRET_PASSWORD_MOST)
		errx(2, "a password has %d to %d characters",
		    SECRET_PASSWORD_LEAST, SECRET_PASSWORD_MOST);
	if (isatty(STDIN_FILENO)) {
		read_line("Again: ", again, sizeof(again));
		if (strcmp(first, again) != 0)
			errx(2, "these were two different passwords");
		sodium_memzero(again, sizeof(again));
	}
	good = secret_keep(first, kept);
	sodium_memzero(first, sizeof(first));
	if (!good)
		errx(1, "there is no memory to keep a password safely");
}

static void
read_line(const char *prompt, char *line, size_t size)
{
	struct termios	old, silent;
	bool		tty = tcgetattr(STDIN_FILENO, &old) == 0;
	char		*got;

	if (tty) {
		silent = old;
		silent.c_lflag &= ~(tcflag_t)ECHO;
		(void)fputs(prompt, stderr);
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
	}
	got = fgets(line, (int)size, stdin);
	if (tty) {
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &old);
		(void)fputc('\n', stderr);
	}
	if (got == NULL)
		errx(2, "there is no password on standard input");
	line[strcspn(line, "\n")] = '\0';
}
