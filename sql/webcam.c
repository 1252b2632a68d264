/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Webcams of printers.
 */
#include <stdio.h>

#include "sql/event.h"
#include "sql/query.h"
#include "sql/webcam.h"

enum spool_result
webcam_get(struct spool *sp, int64_t printer, char url[WEBCAM_SIZE])
{
	enum spool_result result;
	struct query q;

	query_begin(&q, sp, SQL_WEBCAM_GET);
	query_int(&q, printer);
	result = query_row(&q);
	if (result == SPOOL_OK)
		query_get_text(&q, 0, url, WEBCAM_SIZE);
	query_end(&q);
	return result;
}

enum spool_result
webcam_set(struct spool *sp, int64_t printer, const char *url,
    const char *who)
{
	struct event ev = { .what = "printer.webcam", .printer_id = printer };
	enum spool_result result;
	struct query q;

	(void)snprintf(ev.who, sizeof(ev.who), "%s", who);
	(void)snprintf(ev.new, sizeof(ev.new), "%s", url[0] != '\0' ? "set" :
	    "none");
	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, url[0] != '\0' ? SQL_WEBCAM_SET :
	    SQL_WEBCAM_FORGET);
	query_int(&q, printer);
	if (url[0] != '\0')
		query_text(&q, url);
	result = query_run(&q);
	if (result == SPOOL_OK)
		result = event_add(sp, &ev);
	return spool_end(sp, result);
}
