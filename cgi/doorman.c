/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The head of a request.
 */
#include <stdio.h>
#include <string.h>

#include "cgi/doorman.h"

#define HEADER	2048	/* the longest of those that we look at */
#define ANSWER	2048

static const char *header(struct lws *, enum lws_token_indexes, char[HEADER]);
static const char *custom(struct lws *, const char *, char[HEADER]);

enum refusal
doorman_ask(struct desk *d, struct lws *wsi, struct guest **g)
{
	static char text[11][HEADER];
	const char *way = custom(wsi, "x-connectprint-auth:", text[7]);
	const char *tls = custom(wsi, "x-connectprint-https:", text[8]);
	const struct desk_caller caller = {
		.named = way != NULL && strcmp(way, "nginx") == 0,
		.https = tls != NULL && strcmp(tls, "on") == 0,
		.name = custom(wsi, "x-connectprint-user:", text[9]),
		.path = custom(wsi, "x-connectprint-path:", text[10]),
		.key = custom(wsi, "x-api-key:", text[0]),
		.cookies = header(wsi, WSI_TOKEN_HTTP_COOKIE, text[1]),
		.origin = header(wsi, WSI_TOKEN_ORIGIN, text[2]),
		.fetch_site = custom(wsi, "sec-fetch-site:", text[3]),
		.host = header(wsi, WSI_TOKEN_HOST, text[4]),
		.language = header(wsi, WSI_TOKEN_HTTP_ACCEPT_LANGUAGE,
		    text[5]),
		.address = header(wsi, WSI_TOKEN_HTTP_X_REAL_IP, text[6]),
	};

	return desk_welcome(d, &caller, g);
}

/* NULL: there is none.  One that is too long is none of ours: "?". */
static const char *
header(struct lws *wsi, enum lws_token_indexes token, char text[HEADER])
{
	int length = lws_hdr_total_length(wsi, token);

	if (length <= 0)
		return NULL;
	if (lws_hdr_copy(wsi, text, HEADER, token) < 0)
		return "?";
	return text;
}

static const char *
custom(struct lws *wsi, const char *name, char text[HEADER])
{
	int n = (int)strlen(name);

	if (lws_hdr_custom_length(wsi, name, n) <= 0)
		return NULL;
	if (lws_hdr_custom_copy(wsi, text, HEADER, name, n) < 0)
		return "?";
	return text;
}

int
doorman_refuse(struct lws *wsi, enum refusal refusal)
{
	unsigned char answer[LWS_PRE + ANSWER], *p = answer + LWS_PRE;
	unsigned char *begin = p, *end = answer + sizeof(answer) - 1;
	enum refusal_tongue tongue;
	char language[HEADER], body[1024];
	int n;

	tongue = refusal_tongue(header(wsi, WSI_TOKEN_HTTP_ACCEPT_LANGUAGE,
	    language));
	n = snprintf(body, sizeof(body), "{\"error\":\"%s\",\"message\":"
	    "\"%s\"}", refusal_code(refusal),
	    refusal_sentence(refusal, tongue));
	if (n < 0 || n >= (int)sizeof(body) || lws_add_http_common_headers(wsi,
	    (unsigned int)refusal_status(refusal), "application/json",
	    (lws_filepos_t)n, &p, end) != 0 ||
	    lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_CACHE_CONTROL,
	    (const unsigned char *)"no-store", 8, &p, end) != 0 ||
	    lws_finalize_http_header(wsi, &p, end) != 0 ||
	    p + n > end)
		return -1;
	memcpy(p, body, (size_t)n);
	p += n;
	if (lws_write(wsi, begin, (size_t)(p - begin),
	    LWS_WRITE_HTTP_HEADERS) < 0)
		return -1;
	return 1;
}
