/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * connectprint: the command of the person who looks after the printers.  It
 * owns the command line only: a row of the table below names each subcommand,
 * what words it takes and who does it.  It opens no serial port.
 */
#include <err.h>
#include <getopt.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "setup/admin.h"
#include "sql/valid.h"

#define DEFAULT_RUN	"/run/connectprint"
#define DEFAULT_SPOOL	"/var/lib/connectprint/spool.db"

static void		read_places(struct admin *);
static void		read_who(struct admin *);
static unsigned int	read_options(struct admin *, int, char **,
			    const char *);
static void		help(FILE *);

/* The options a row may take, as bits. */
enum {
	ALL = 1 << ADMIN_ALL, NAME = 1 << ADMIN_NAME, BAUD = 1 << ADMIN_BAUD,
	CLEAN = 1 << ADMIN_CLEAN, ROLE = 1 << ADMIN_ROLE,
	APPLICATION = 1 << ADMIN_APPLICATION, ANY = 1 << ADMIN_ANY,
	DRY_RUN = 1 << ADMIN_DRY_RUN, FORCE = 1 << ADMIN_FORCE,
	JSON = 1 << ADMIN_JSON, ROOT = 1 << ADMIN_ROOT,
	EVERYWHERE = 1 << ADMIN_RUN | 1 << ADMIN_SPOOL | 1 << ADMIN_HELP
};

static const struct command {
	const char	*name;
	const char	*words;		/* as the help shows them */
	int		 min, max;	/* how many words */
	unsigned int	 takes;
	admin_handler	*handler;
	const char	*help;
} commands[] = {
	{ "detect", "", 0, 0, 0, admin_detect,
	    "list the serial ports, and which printer is on each" },
	{ "adopt", "PORT|--all [--name NAME] [--baud N] [--clean]", 0, 1,
	    ALL | NAME | BAUD | CLEAN, admin_adopt,
	    "take a printer in (opening its port may reset it)" },
	{ "expect", "NAME PATH [MACHINE] [--clean]", 2, 3, CLEAN,
	    admin_expect,
	    "take in a printer that will be at a path that is not USB" },
	{ "forget", "NAME|--all", 0, 1, ALL, admin_forget,
	    "let a printer go; its history stays" },
	{ "printers", "", 0, 0, 0, admin_printers,
	    "list the printers and what they do" },
	{ "load", "PRINTER [MATERIAL [NOZZLE]]", 1, 3, 0, admin_load,
	    "show or set what is in a printer: PLA, 0.4 (mm), or unknown" },
	{ "webcam", "PRINTER [URL|none]", 1, 2, 0, admin_webcam,
	    "show or set where the camera is that looks at a printer" },
	{ "order", "PRINTER ORDER [KNOB=VALUE...]", 2, 8, 0, admin_order,
	    "pause, resume, resume-layer, stop, give-up, cleaned, reset, "
	    "emergency; tune speed=80 fan=50" },
	{ "recovery", "PRINTER [none|z-away|record]", 1, 2, 0, admin_recovery,
	    "how it gets its height back with a piece on its bed" },
	{ "jobs", "[PRINTER|--any]", 0, 1, ANY, admin_jobs,
	    "list the newest jobs" },
	{ "submit", "FILE PRINTER|--any", 1, 2, ANY, admin_submit,
	    "put a print file into the queue of a printer, or of all" },
	{ "move", "JOB before|behind JOB", 3, 3, 0, admin_move,
	    "give a job another place in the queue" },
	{ "cancel", "JOB", 1, 1, 0, admin_cancel,
	    "take a job that has not started out of the queue" },
	{ "key", "PERSON [--role ROLE] [--application NAME]", 1, 1,
	    ROLE | APPLICATION, admin_key,
	    "make an API key and print it, once" },
	{ "admin", "add NAME", 2, 2, 0, admin_add,
	    "make an administrator; the password is asked for, or read" },
	{ "person", "[add|role|password|disable|enable NAME] [--role ROLE]",
	    0, 2, ROLE, admin_person,
	    "list people, or make and change one" },
	{ "policy", "[NAME [VALUE]]", 0, 2, 0, admin_policy,
	    "show or change what this lab allows" },
	{ "autodetect", "[on|off|add VID:PID|remove VID:PID]", 0, 2, 0,
	    admin_autodetect,
	    "show or change which printers are taken in when plugged in" },
	{ "archive", "clean [--dry-run]|keep FILE|release FILE", 1, 2,
	    DRY_RUN, admin_archive,
	    "remove the files that had their time, or keep one of them" },
	{ "notify", "[webhook URL|-|off] [mail PERSON ADDRESS|off]", 0, 3, 0,
	    admin_notify, "set who is told of prints, and where" },
	{ "doctor", "[--json] [--root DIR]", 0, 0, JSON | ROOT, admin_doctor,
	    "look at this installation and say what to mend" },
	{ "import", "FOLDER", 1, 1, 0, admin_import,
	    "take over printers, files and prints of a former Connectprint" },
	{ "backup", "FILE", 1, 1, 0, admin_backup,
	    "write the spool and its files to one file" },
	{ "restore", "FILE [--force]", 1, 1, FORCE, admin_restore,
	    "bring back what a backup has (the daemon must be stopped)" },
};
#define N_COMMANDS	(sizeof(commands) / sizeof(commands[0]))

static const struct option options[] = {
	{ "run", required_argument, NULL, ADMIN_RUN },
	{ "spool", required_argument, NULL, ADMIN_SPOOL },
	{ "help", no_argument, NULL, ADMIN_HELP },
	{ "all", no_argument, NULL, ADMIN_ALL },
	{ "name", required_argument, NULL, ADMIN_NAME },
	{ "baud", required_argument, NULL, ADMIN_BAUD },
	{ "clean", no_argument, NULL, ADMIN_CLEAN },
	{ "role", required_argument, NULL, ADMIN_ROLE },
	{ "application", required_argument, NULL, ADMIN_APPLICATION },
	{ "any", no_argument, NULL, ADMIN_ANY },
	{ "dry-run", no_argument, NULL, ADMIN_DRY_RUN },
	{ "force", no_argument, NULL, ADMIN_FORCE },
	{ "json", no_argument, NULL, ADMIN_JSON },
	{ "root", required_argument, NULL, ADMIN_ROOT },
	{ NULL, 0, NULL, 0 }
};
_Static_assert(sizeof(options) / sizeof(options[0]) == ADMIN_OPTION__MAX + 1,
    "every option has a row");

static const struct command *
find_command(const char *name)
{
	for (size_t i = 0; i < N_COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

int
main(int argc, char **argv)
{
	static struct admin	 admin;
	const struct command	*c;
	unsigned int		 given;

	/* Options may stand before the command or among its words. */
	given = read_options(&admin, argc, argv, "+");
	argc -= optind;
	argv += optind;
	if (argc > 0 && admin.option[ADMIN_HELP] == NULL) {
		if ((c = find_command(argv[0])) == NULL)
			errx(2, "there is no command '%s'; connectprint "
			    "--help lists them", argv[0]);
		given |= read_options(&admin, argc, argv, "");
		if ((given & ~(c->takes | EVERYWHERE)) != 0 ||
		    admin.argc < c->min || admin.argc > c->max)
			errx(2, "usage: connectprint %s %s", c->name,
			    c->words);
		read_places(&admin);
		read_who(&admin);
		if (admin.option[ADMIN_HELP] == NULL)
			return c->handler(&admin);
	}
	help(admin.option[ADMIN_HELP] != NULL ? stdout : stderr);
	return admin.option[ADMIN_HELP] != NULL ? 0 : 2;
}

/* Where the daemon and the spool are: as told, else as the environment says,
 * else where `make install` puts them.  A run folder of another name, as
 * `make run` makes one, has its own spool in it. */
static void
read_places(struct admin *a)
{
	const char	*run = a->option[ADMIN_RUN];
	const char	*spool = a->option[ADMIN_SPOOL];
	char		*slash;

	if (run == NULL && (run = getenv("CONNECTPRINT_RUN")) == NULL)
		run = DEFAULT_RUN;
	if (spool == NULL && strcmp(run, DEFAULT_RUN) == 0)
		spool = DEFAULT_SPOOL;
	if (snprintf(a->socket, sizeof(a->socket), "%s/control.sock", run) >=
	    (int)sizeof(a->socket) ||
	    snprintf(a->spool, sizeof(a->spool), "%s%s",
	    spool != NULL ? spool : run, spool != NULL ? "" : "/spool.db") >=
	    (int)sizeof(a->spool))
		errx(2, "a path is too long");
	(void)memcpy(a->folder, a->spool, sizeof(a->folder));
	if ((slash = strrchr(a->folder, '/')) == NULL)
		(void)snprintf(a->folder, sizeof(a->folder), ".");
	else
		slash[slash == a->folder] = '\0';
}

/* Who gives the orders: the person at the terminal, behind sudo too. */
static void
read_who(struct admin *a)
{
	const char	*name = NULL;
	struct passwd	*pw;

	if (getuid() == 0)
		name = getenv("SUDO_USER");
	if (name == NULL && (pw = getpwuid(getuid())) != NULL)
		name = pw->pw_name;
	(void)snprintf(a->who, sizeof(a->who), "%s",
	    name != NULL && *name != '\0' ? name : "admin");
	(void)valid_text(a->who);
}

/* Read options until something else ("+") or among the words (""); what is
 * left are the words, the command's name not counted. */
static unsigned int
read_options(struct admin *a, int argc, char **argv, const char *how)
{
	unsigned int	given = 0;
	int		ch;

	optind = 0;
	while ((ch = getopt_long(argc, argv, how, options, NULL)) != -1) {
		if (ch < 0 || ch >= ADMIN_OPTION__MAX)
			exit(2);	/* getopt_long said why */
		a->option[ch] = optarg != NULL ? optarg : "";
		given |= 1U << ch;
	}
	a->argc = argc - optind;
	a->argv = argv + optind;
	return given;
}

static void
help(FILE *to)
{
	(void)fprintf(to,
	    "usage: connectprint [--run DIR] [--spool FILE] COMMAND ...\n\n");
	for (size_t i = 0; i < N_COMMANDS; i++)
		(void)fprintf(to, "  %s%s%s\n\t%s\n", commands[i].name,
		    *commands[i].words != '\0' ? " " : "", commands[i].words,
		    commands[i].help);
	(void)fprintf(to, "\nDIR is the run folder ($CONNECTPRINT_RUN, else "
	    "%s);\nFILE is the database (DIR/spool.db, or for %s\n%s).\n",
	    DEFAULT_RUN, DEFAULT_RUN, DEFAULT_SPOOL);
}
