/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cameras of printers.
 */
#include <string.h>

#include "cgi/camera.h"
#include "cgi/submit.h"
#include "sql/webcam.h"

void
camera_get(struct http *h)
{
	struct webcam_source source;
	struct printer printer;

	if (!submit_printer(h, h->path.name, &printer) || !http_good(h,
	    webcam_source(h->spool, printer.id, &source)))
		return;
	if (source.url[0] == '\0')
		http_refuse(h, REFUSAL_NO_PICTURE, NULL);
	else
		http_fetch(h, "/webcam-source", source.url, source.host);
}

void
camera_post(struct http *h)
{
	struct printer printer;
	json_t *body, *said;
	const char *url;
	struct host host;

	if (!submit_printer(h, h->path.name, &printer) ||
	    (body = http_body(h)) == NULL)
		return;
	said = json_object_get(body, "url");
	url = json_string_value(said);
	if (url == NULL || strlen(url) != json_string_length(said) ||
	    (url[0] != '\0' && !host_of_camera(url, &host)))
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
