/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The cage: from here on a process may only do what its row of the table in
 * cage.c lists; everything else kills it (seccomp).  Programs built with the
 * sanitizers stay free: those need calls of their own.
 */
#ifndef SPOOLERD_CAGE_H
#define SPOOLERD_CAGE_H

enum cage {
	CAGE_DRAIN,	/* talk on open descriptors, read an open file */
	CAGE_FILTER,	/* read standard input, write standard output */
	CAGE__MAX
};

/* 0, or -1 with errno. */
int	cage_close(enum cage);

#endif
