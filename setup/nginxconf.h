/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As much of an nginx configuration as `connectprint doctor` asks about: how
 * large an upload may be, whether others than this machine are served, and how.
 */
#ifndef SETUP_NGINXCONF_H
#define SETUP_NGINXCONF_H

#include <stdbool.h>
#include <stdint.h>

#define NGINXCONF_UNLIMITED	INT64_MAX

struct nginxconf {
	bool	has_uploads;	/* a location passes to the files program */
	int64_t	upload_bytes;	/* the least that such a location accepts */
	bool	is_public;	/* it listens on more than loopback */
	char	listen[64];	/* where, if so */
	bool	is_https;	/* by its word, $connectprint_tls */
	bool	is_fenced;	/* it denies all but some addresses */
	bool	is_named;	/* it asks who people are: $connectprint_auth */
};

/*
 * Read a file and what it includes.  root is put before absolute paths ("" is
 * usual), dir is the folder that relative ones are below.  0; -1 with errno
 * when the first file can't be read; an include that can't be is passed over.
 */
int	nginxconf_read(const char *root, const char *dir, const char *path,
	    struct nginxconf *);

#endif
