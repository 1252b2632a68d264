/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The options of the simulated printer.
 */
#include <err.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "firmware/marlin/option.h"

static const struct {
	const char	*name, *value, *help;
} rows[] = {
	[LINK]		= { "link", "PATH", "symbolic link to the terminal" },
	[EXECUTED]	= { "executed", "FILE", "every executed command" },
	[SPEED]		= { "speed", "N", "run N times faster than life" },
	[BAUD]		= { "baud", "N", "of the wire, 250000" },
	[MACHINE_TYPE]	= { "machine-type", "NAME", "as M115 says it" },
	[AMBIENT]	= { "ambient", "C", "temperature of the room, 21" },
	[BED]		= { "bed", NULL, "with a heated bed" },
	[INSTANT]	= { "instant", NULL, "nothing takes any time" },
	[NO_RESET]	= { "no-reset-on-open", NULL,
			    "a board that opening the port does not reset" },
	[RING]		= { "ring", "N", "bytes that it receives unread, 128" },
	[STRICT_BAUD]	= { "strict-baud", NULL,
			    "at another rate of the host bytes are spoiled" },
	[APPEND]	= { "append", NULL, "keep the executed commands" },
	[FIRMWARE]	= { "firmware", "NAME", "whose answers it gives" },
	[FAULTS]	= { "fault", "WORDS", "what is wrong with the cable" },
	[REMOTE]	= { "remote", "PATH", "socket that changes things" },
	[HELP]		= { "help", NULL, "this text" },
};
_Static_assert(sizeof(rows) / sizeof(rows[0]) == OPTION__MAX,
    "every option has its row");

static void
usage(FILE *out)
{
	int i;

	(void)fprintf(out, "usage: marlin [options]\n");
	for (i = 0; i < OPTION__MAX; i++)
		(void)fprintf(out, "  --%s %s\n\t%s\n", rows[i].name,
		    rows[i].value == NULL ? "" : rows[i].value,
		    rows[i].help);
}

double
option_number(const char *const values[OPTION__MAX],
    enum option_name option, double normal)
{
	const char *text = values[option];
	char *end;
	double value;

	if (text == NULL)
		return normal;
	value = strtod(text, &end);
	if (*text == '\0' || *end != '\0' || !(value > 0) || value > 1e7)
		errx(2, "--%s %s: not a good number", rows[option].name,
		    text);
	return value;
}

void
option_read(const char *values[OPTION__MAX], int argc, char **argv)
{
	struct option long_options[OPTION__MAX + 1] = { { 0 } };
	int i, c;

	for (i = 0; i < OPTION__MAX; i++) {
		long_options[i].name = rows[i].name;
		long_options[i].has_arg = rows[i].value == NULL ?
		    no_argument : required_argument;
		long_options[i].val = i;
	}
	while ((c = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		if (c == '?' || c == HELP) {
			usage(c == '?' ? stderr : stdout);
			exit(c == '?' ? 2 : 0);
		}
		values[c] = optarg != NULL ? optarg : "";
	}
}
