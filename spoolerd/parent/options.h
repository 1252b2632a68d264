/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What spoolerd was told on its command line; spoolerd.8 describes it.
 */
#ifndef SPOOLERD_PARENT_OPTIONS_H
#define SPOOLERD_PARENT_OPTIONS_H

#include <sys/types.h>

#include <limits.h>
#include <stdbool.h>

#define OPTIONS_GLOBS	16
#define OPTIONS_DIR	(PATH_MAX - 64)	/* a name goes behind it */

struct options {
	char		 run[OPTIONS_DIR];	/* the run directory */
	char		 spool[OPTIONS_DIR];
	char		 libexec[OPTIONS_DIR];	/* where the children are */
	const char	*sys;			/* "/sys" */
	const char	*dev;			/* "/dev" */
	const char	*udev;			/* "/run/udev" */
	const char	*globs[OPTIONS_GLOBS];	/* ports that are not USB */
	int		 n_globs;
	double		 speed;			/* of simulated machines */
	uid_t		 web;			/* the uid of the web's user */
	bool		 has_web;
};

/* Into a struct of zeros.  What is wrong ends the program. */
void	options_read(struct options *, int argc, char *argv[]);

#endif
