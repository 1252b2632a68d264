/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where one `make run` has everything, and texts with @NAMES@ in them that
 * mean these places: the arguments of services, and nginx's configuration.
 */
#ifndef SETUP_PLACE_H
#define SETUP_PLACE_H

#include <stddef.h>

#define PLACE_PATH	4096

struct place {
	char	run[PLACE_PATH];	/* state: absolute */
	char	bin[PLACE_PATH];	/* our programs: absolute */
	char	source[PLACE_PATH];	/* htdocs/ and nginx/ are in it */
	char	nginx[PLACE_PATH];	/* the program */
	char	port[8];		/* of the web server, on loopback */
	char	speed[24];		/* of the simulated printers */
	char	user[33];		/* that nginx's workers are */
	char	site[PLACE_PATH];	/* the rendered part of nginx/ */
	/* Begin a line of the site that is for HTTPS or for plain HTTP: "",
	 * or what makes a comment of it. */
	char	https[2], plain[2];
};

/*
 * Put text into out, with every @NAME@ of the table in place.c replaced; an
 * '@' that begins none of them stays.  0, or -1: with errno EINVAL when a
 * capital word between two '@' is no name, ENAMETOOLONG when it doesn't fit.
 */
int	place_expand(const struct place *, const char *text, char *out,
	    size_t size);

/* Expand every file NAME.in of the folder `from` into the folder `to`, without
 * its ".in".  0, or -1 after having said why. */
int	place_render_all(const struct place *, const char *from,
	    const char *to);

/* Make a folder and its parents; one that is there is fine.  0 or -1. */
int	place_make(const char *path, unsigned int mode);

#endif
