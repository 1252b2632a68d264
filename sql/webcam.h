/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Webcams: where the camera that looks at a printer is.  The address may have
 * a password in it, so it is for admins and for nginx, and no event tells it.
 * What a name means is looked up by the herald.
 */
#ifndef SQL_WEBCAM_H
#define SQL_WEBCAM_H

#include "sql/host.h"
#include "sql/spool.h"

#define WEBCAM_SIZE		1001	/* of an address, NUL included */
#define WEBCAM_NUMBERS_SIZE	46	/* of IPv6 in numbers */

/* What nginx is told: a URL whose host is in numbers, "" when nobody knows
 * what its name means; and how the host is called, with the port. */
struct webcam_source {
	char	url[WEBCAM_SIZE + WEBCAM_NUMBERS_SIZE + 3];
	char	host[HOST_SIZE + 8];
};

/* One whose host is a name. */
struct webcam_name {
	int64_t	printer;
	char	url[WEBCAM_SIZE];
	char	name[HOST_SIZE];
	char	numbers[WEBCAM_NUMBERS_SIZE];	/* as known until now; or "" */
	bool	looked;				/* up since it was set */
};

/* SPOOL_NONE: the printer has none. */
enum spool_result	 webcam_get(struct spool *, int64_t printer,
			    char url[WEBCAM_SIZE]);
enum spool_result	 webcam_source(struct spool *, int64_t printer,
			    struct webcam_source *);
/* Set it, as host_of_camera() lets it in, or take it away (""); one event.
 * SPOOL_REFUSED: there is no such printer. */
enum spool_result	 webcam_set(struct spool *, int64_t printer,
			    const char *url, const char *who);

/* Those with a name, all or only those that are not looked up since they were
 * set.  *list is malloced. */
enum spool_result	 webcam_names(struct spool *, bool all,
			    struct webcam_name **list, int *n);
/* What the name of this one means now; "": nothing.  SPOOL_NONE: somebody set
 * another URL meanwhile. */
enum spool_result	 webcam_found(struct spool *,
			    const struct webcam_name *, const char *numbers);

#endif
