/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Timetables.
 */
#include <string.h>

#include "cgi/timetable.h"
#include "sql/instant.h"
#include "sql/outlook.h"

#define TOLD		50	/* jobs; nobody plans beyond */
#define PERMILLE	1000

static int64_t	free_ms(const json_t *);
static bool	tell(struct http *, json_t *, int64_t, int64_t *);
static json_t	*time_or_null(int64_t);

bool
timetable_add(struct http *h, int64_t printer, json_t *object, json_t *queue)
{
	int64_t pace, at_ms;
	json_t *job;
	size_t i;

	if (!http_good(h, outlook_pace(h->spool, printer, &pace)))
		return false;
	(void)json_object_set_new(object, "pace", pace == 0 ? json_null() :
	    json_real((double)pace / PERMILLE));
	at_ms = free_ms(object);
	json_array_foreach(queue, i, job)
		if (!tell(h, job, pace == 0 ? PERMILLE : pace,
		    i < TOLD ? &at_ms : &(int64_t){ 0 }))
			return false;
	return true;
}

/* When the next one can start; 0: nobody knows. */
static int64_t
free_ms(const json_t *object)
{
	const char *view = json_string_value(json_object_get(object, "view"));
	const json_t *left = json_object_get(json_object_get(object, "live"),
	    "left_ms");

	if (view != NULL && strcmp(view, "free") == 0)
		return instant_now();
	if (view == NULL || strcmp(view, "printing") != 0 ||
	    json_integer_value(left) < 0 || !json_is_integer(left))
		return 0;
	return instant_now() + json_integer_value(left);
}

/* From *at_ms on, which becomes its end. */
static bool
tell(struct http *h, json_t *job, int64_t pace, int64_t *at_ms)
{
	int64_t starts_ms = *at_ms, seconds = 0;

	if (!json_is_string(json_object_get(job, "printer")) ||
	    strcmp(json_string_value(json_object_get(job, "printer")),
	    "any") == 0)
		starts_ms = 0;
	if (starts_ms != 0 && !http_good(h, outlook_job(h->spool,
	    json_integer_value(json_object_get(job, "id")), &seconds)))
		return false;
	*at_ms = seconds > 0 ? starts_ms + seconds * pace : 0;
	(void)json_object_set_new(job, "starts", time_or_null(starts_ms));
	(void)json_object_set_new(job, "ends", time_or_null(*at_ms));
	return true;
}

static json_t *
time_or_null(int64_t ms)
{
	char buffer[INSTANT_SIZE];

	return ms != 0 ? json_string(instant_format(ms, buffer)) :
	    json_null();
}
