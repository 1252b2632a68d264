/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A station: what a slicer believes to be one machine with a server of its
 * own; here a printer of the fleet, or the pool.
 */
#ifndef CGI_STATION_H
#define CGI_STATION_H

#include "cgi/http.h"
#include "sql/job.h"
#include "sql/printer.h"

struct station {
	bool			 pool;	/* then there is no printer below */
	struct printer		 printer;
	enum printer_view	 view;	/* of the pool: of its best printer */
	json_t			*telemetry;	/* of all; NULL: no daemon */
	json_t			*live;	/* borrowed from it, or NULL */
	bool			 holds;	/* the printer has ... */
	struct job		 job;
};

/* The station that the address (":where") names; false: there is none, and
 * that was answered. */
bool	 station_open(struct http *, struct station *);
/* Is there one, when no more is asked?  false: that was answered. */
bool	 station_exists(struct http *);
void	 station_close(struct station *);

/* A number of its telemetry, "hotend"; a new reference, 0 if not known. */
json_t	*station_number(const struct station *, const char *name);
/* Is its machine in this phase, "pausing"? */
bool	 station_in_phase(const struct station *, const char *phase);
/* How much of its job is done, from 0 to 1. */
double	 station_done(const struct station *);
/* Seconds printed, and an estimate of those left; -1: not known. */
int64_t	 station_printed(const struct station *);
int64_t	 station_left(const struct station *);

#endif
