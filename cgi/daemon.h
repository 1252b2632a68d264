/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The daemon as the web programs see it: calls of its control socket, each on
 * behalf of the person who asks.
 */
#ifndef CGI_DAEMON_H
#define CGI_DAEMON_H

#include "cgi/http.h"

/* Telemetry of all printers by number, {"1": LIVE, ...}, a new reference;
 * NULL: no daemon, or none that answers at once. */
json_t		*daemon_telemetry(const struct http *);
/* LIVE of one printer out of it (NULL is fine), borrowed; or NULL. */
json_t		*daemon_live(const json_t *telemetry, int64_t printer);

/* What a print did since then, some of it, as control.h says: the points of
 * "tape", a new reference, to be asked for until there are none; NULL: no
 * daemon. */
json_t		*daemon_tape(const struct http *, int64_t printer,
		    int64_t job, int64_t after_ms);
/* Call any function, more being kwargs or NULL; args and more are taken.  A new
 * reference, or NULL: it refused, and that was answered. */
json_t		*daemon_ask(struct http *, const char *function, json_t *args,
		    json_t *more, int timeout_ms);
/* Which spooler is it? {"version", "up_ms"}, a new reference; NULL: none that
 * answers at once. */
json_t		*daemon_about(const struct http *);

/* Tell it to look at the spool.  A hint: it looks by itself, too. */
void		 daemon_wake(const struct http *);

/* Give an order; a new reference to what the daemon answers, or NULL: it
 * refused, and that was answered. */
json_t		*daemon_give(struct http *, int64_t printer,
		    const char *order, int64_t job);
/* Give an order (job 0: it names none) and answer the request. */
void		 daemon_order(struct http *, int64_t printer,
		    const char *order, int64_t job);

/* Tune a running job: {"speed": 80, "fan": 50}; answered 202, or why not. */
void		 daemon_tune(struct http *, int64_t printer, int64_t job,
		    const json_t *body);
/* Control by hand: {"control": "jog", "x_um": 10000}; answered 202, or why
 * not. */
void		 daemon_control(struct http *, int64_t printer,
		    const json_t *body);
/* The last lines to and from it, from a number on; answered 200, or why not. */
void		 daemon_terminal(struct http *, int64_t printer,
		    int64_t from);

#endif
