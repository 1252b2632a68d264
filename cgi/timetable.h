/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The timetable of a printer: when its queued jobs are expected to start and
 * end, as far as that can be known.
 */
#ifndef CGI_TIMETABLE_H
#define CGI_TIMETABLE_H

#include "cgi/http.h"

/*
 * Add "pace" to PRINTER, and "starts" and "ends" to each JOB of its queue, in
 * its order.  Nothing is said of a printer that waits for a person, nor of what
 * is behind a job of the pool, which may go elsewhere, or behind one that takes
 * nobody knows how long.  false: it failed, and that was answered.
 */
bool	 timetable_add(struct http *, int64_t printer, json_t *object,
	    json_t *queue);

#endif
