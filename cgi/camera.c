/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cameras of printers.
 */
#include <string.h>

#include "cgi/camera.h"
#include "cgi/submit.h"
#include "sql/valid.h"
#include "sql/webcam.h"

void
camera_get(struct http *h)
{
	char url[WEBCAM_SIZE];
	struct printer printer;

	if (submit_printer(h, h->path.name, &printer) &&
	    http_good(h, webcam_get(h->spool, printer.id, url)))
		http_fetch(h, "/webcam-source", url);
}

void
camera_post(struct http *h)
{
	struct printer printer;
	json_t *body, *said;
	const char *url;

	if (!submit_printer(h, h->path.name, &printer) ||
	    (body = http_body(h)) == NULL)
		return;
	said = json_object_get(body, "url");
	url = json_string_value(said);
	if (url == NULL || strlen(url) != json_string_length(said) ||
	    (url[0] != '\0' && !valid_webcam(url)))
		http_refuse(h, REFUSAL_BAD_WEBCAM, NULL);
	else if (http_good(h, webcam_set(h->spool, printer.id, url,
	    h->access.person.name)))
		http_reply(h, 200, json_pack("{s:s}", "url", url));
	json_decref(body);
}

bool
camera_known(struct http *h, int64_t printer, bool *known)
{
	enum spool_result result;
	char url[WEBCAM_SIZE];

	result = webcam_get(h->spool, printer, url);
	*known = result == SPOOL_OK;
	return result == SPOOL_NONE || http_good(h, result);
}
