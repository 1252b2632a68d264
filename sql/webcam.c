/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Webcams of printers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sql/event.h"
#include "sql/query.h"
#include "sql/webcam.h"

#define WEBCAM_HERE	"localhost"	/* whatever a resolver says */

static enum spool_result read_one(struct spool *, int64_t,
			    char[WEBCAM_SIZE], char[WEBCAM_NUMBERS_SIZE]);

enum spool_result
webcam_get(struct spool *sp, int64_t printer, char url[WEBCAM_SIZE])
{
	char numbers[WEBCAM_NUMBERS_SIZE];

	return read_one(sp, printer, url, numbers);
}

static enum spool_result
read_one(struct spool *sp, int64_t printer, char url[WEBCAM_SIZE],
    char numbers[WEBCAM_NUMBERS_SIZE])
{
	enum spool_result result;
	struct query q;

	query_begin(&q, sp, SQL_WEBCAM_GET);
	query_int(&q, printer);
	result = query_row(&q);
	if (result == SPOOL_OK) {
		query_get_text(&q, 0, url, WEBCAM_SIZE);
		query_get_text(&q, 1, numbers, WEBCAM_NUMBERS_SIZE);
	}
	query_end(&q);
	return result;
}

enum spool_result
webcam_source(struct spool *sp, int64_t printer, struct webcam_source *s)
{
	char url[WEBCAM_SIZE], numbers[WEBCAM_NUMBERS_SIZE];
	enum spool_result result;
	bool six;
	struct host h;

	result = read_one(sp, printer, url, numbers);
	if (result != SPOOL_OK)
		return result;
	s->url[0] = s->host[0] = '\0';
	/* one that was let in by other rules than today's is not known */
	if (!host_of_camera(url, &h))
		return SPOOL_OK;
	if (h.numbers)
		(void)snprintf(numbers, sizeof(numbers), "%.45s", h.name);
	else if (strcmp(h.name, WEBCAM_HERE) == 0)
		(void)snprintf(numbers, sizeof(numbers), "127.0.0.1");
	if (numbers[0] == '\0')
		return SPOOL_OK;
	six = strchr(numbers, ':') != NULL;
	(void)snprintf(s->url, sizeof(s->url), "%.*s%s%s%s%s%s", (int)h.from,
	    url, six ? "[" : "", numbers, six ? "]" : "", url + h.to,
	    url[h.port_end] == '\0' ? "/" : "");
	(void)snprintf(s->host, sizeof(s->host), "%.*s",
	    (int)(h.port_end - h.from), url + h.from);
	return SPOOL_OK;
}

enum spool_result
webcam_set(struct spool *sp, int64_t printer, const char *url,
    const char *who)
{
	enum spool_result result;
	struct query q;

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
		result = event_add(sp, &(struct event_note){ .who = who,
		    .what = "printer.webcam", .printer_id = printer,
		    .new = url[0] != '\0' ? "set" : "none" });
	return spool_end(sp, result);
}

enum spool_result
webcam_names(struct spool *sp, bool all, struct webcam_name **list, int *n)
{
	enum spool_result result;
	struct webcam_name *one;
	char url[WEBCAM_SIZE];
	struct query q;
	struct host h;

	*list = NULL;
	*n = 0;
	query_begin(&q, sp, SQL_WEBCAM_LIST);
	query_int(&q, all);
	while ((result = query_row(&q)) == SPOOL_OK) {
		query_get_text(&q, 1, url, sizeof(url));
		if (!host_of_camera(url, &h) || h.numbers ||
		    strcmp(h.name, WEBCAM_HERE) == 0)
			continue;
		one = query_grow(list, n, sizeof(*one));
		if (one == NULL) {
			result = SPOOL_BROKEN;
			break;
		}
		one->printer = query_get_int(&q, 0);
		(void)memcpy(one->url, url, sizeof(one->url));
		(void)memcpy(one->name, h.name, sizeof(one->name));
		query_get_text(&q, 2, one->numbers, sizeof(one->numbers));
		one->looked = query_get_int(&q, 3) != 0;
	}
	query_end(&q);
	if (result == SPOOL_NONE)
		return SPOOL_OK;
	free(*list);
	*list = NULL;
	return result;
}

enum spool_result
webcam_found(struct spool *sp, const struct webcam_name *one,
    const char *numbers)
{
	struct query q;

	query_begin(&q, sp, SQL_WEBCAM_FOUND);
	query_text(&q, numbers);
	query_int(&q, one->printer);
	query_text(&q, one->url);
	return query_change(&q);
}
