/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command line of spoolerd.
 */
#include <err.h>
#include <getopt.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/parent/options.h"

static void	option(struct options *, int, const char *);
static void	absolute(char [OPTIONS_DIR], const char *);
static char	*pattern(const char *);
static void	web_user(struct options *, const char *);
static void	beside_us(char [OPTIONS_DIR]);
static void	usage(void) __attribute__((noreturn));

static const struct option long_options[] = {
	{ "run",	required_argument, NULL, 'r' },
	{ "spool",	required_argument, NULL, 's' },
	{ "glob",	required_argument, NULL, 'g' },
	{ "web-user",	required_argument, NULL, 'w' },
	{ "sys",	required_argument, NULL, 'S' },
	{ "dev",	required_argument, NULL, 'D' },
	{ "udev",	required_argument, NULL, 'U' },
	{ "libexec",	required_argument, NULL, 'l' },
	{ "speed",	required_argument, NULL, 'x' },
	{ NULL, 0, NULL, 0 }
};

void
options_read(struct options *o, int argc, char *argv[])
{
	int c;

	o->sys = "/sys";
	o->speed = 1;
	o->dev = "/dev";
	o->udev = "/run/udev";
	while ((c = getopt_long(argc, argv, "", long_options, NULL)) != -1)
		option(o, c, optarg);
	if (optind != argc || o->run[0] == '\0' || o->spool[0] == '\0')
		usage();
	if (o->libexec[0] == '\0')
		beside_us(o->libexec);
}

static void
option(struct options *o, int c, const char *value)
{
	switch (c) {
	case 'r':
		absolute(o->run, value);
		break;
	case 's':
		absolute(o->spool, value);
		break;
	case 'g':
		if (o->n_globs == OPTIONS_GLOBS)
			errx(1, "more than %d --glob", OPTIONS_GLOBS);
		o->globs[o->n_globs++] = pattern(value);
		break;
	case 'w':
		web_user(o, value);
		break;
	case 'S':
		o->sys = value;
		break;
	case 'D':
		o->dev = value;
		break;
	case 'U':
		o->udev = value;
		break;
	case 'l':
		absolute(o->libexec, value);
		break;
	case 'x':
		o->speed = strtod(value, NULL);
		if (!(o->speed >= 0.01 && o->speed <= 10000))
			errx(1, "--speed is a number from 0.01 to 10000");
		break;
	default:
		usage();
	}
}

/* Paths are kept absolute: they are compared with those of rows. */
static void
absolute(char path[OPTIONS_DIR], const char *value)
{
	char here[OPTIONS_DIR] = "";
	int n;

	if (value[0] != '/' && getcwd(here, sizeof(here)) == NULL)
		err(1, "the working directory");
	n = snprintf(path, OPTIONS_DIR, "%s%s%s", here,
	    value[0] != '/' ? "/" : "", value);
	if (n < 0 || n >= OPTIONS_DIR)
		errx(1, "the path %s is too long", value);
}

/* The working directory's own special characters mean themselves. */
static char *
pattern(const char *value)
{
	char path[OPTIONS_DIR], *made, *to;
	size_t here, i;

	absolute(path, value);
	here = strlen(path) - strlen(value);
	made = calloc(2, sizeof(path));
	if (made == NULL)
		err(1, NULL);
	to = made;
	for (i = 0; path[i] != '\0'; i++) {
		if (i < here && strchr("*?[\\", path[i]) != NULL)
			*to++ = '\\';
		*to++ = path[i];
	}
	return made;
}

static void
web_user(struct options *o, const char *name)
{
	const struct passwd *pw = getpwnam(name);

	if (pw == NULL)
		errx(1, "there is no user \"%s\"", name);
	o->web = pw->pw_uid;
	o->has_web = true;
}

static void
beside_us(char dir[OPTIONS_DIR])
{
	ssize_t n;

	n = readlink("/proc/self/exe", dir, OPTIONS_DIR - 1);
	if (n <= 0 || n == OPTIONS_DIR - 1)
		err(1, "/proc/self/exe");
	dir[n] = '\0';
	*strrchr(dir, '/') = '\0';
}

static void
usage(void)
{
	(void)fprintf(stderr, "usage: spoolerd --run DIR --spool FILE "
	    "[--glob PATTERN]... [--web-user NAME]\n"
	    "\t[--sys DIR] [--dev DIR] [--udev DIR] [--libexec DIR] "
	    "[--speed N]\n");
	exit(1);
}
