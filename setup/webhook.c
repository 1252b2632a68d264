/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The webhook's POST.
 */
#include <curl/curl.h>
#include <stdio.h>

#include "setup/webhook.h"

#define CONNECT_S	5L
#define WHOLE_S		15L

static size_t	 discard(char *, size_t, size_t, void *);

const char *
webhook_post(const char *url, const char *json)
{
	static char why[CURL_ERROR_SIZE];
	struct curl_slist *headers;
	CURLcode code = CURLE_OUT_OF_MEMORY;
	CURL *curl;
	long status = 0;

	curl = curl_easy_init();
	headers = curl_slist_append(NULL, "Content-Type: application/json");
	if (curl == NULL || headers == NULL)
		goto out;
	(void)curl_easy_setopt(curl, CURLOPT_URL, url);
	(void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	(void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	(void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, json);
	(void)curl_easy_setopt(curl, CURLOPT_USERAGENT, "connectprint");
	(void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_S);
	(void)curl_easy_setopt(curl, CURLOPT_TIMEOUT, WHOLE_S);
	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, discard);
	code = curl_easy_perform(curl);
	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
out:
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
	if (code != CURLE_OK)
		(void)snprintf(why, sizeof(why), "%s",
		    curl_easy_strerror(code));
	else if (status < 200 || status > 299)
		(void)snprintf(why, sizeof(why), "it answered %ld", status);
	else
		return NULL;
	return why;
}

static size_t
discard(char *bytes, size_t size, size_t n, void *arg)
{
	(void)bytes;
	(void)arg;
	return size * n;
}
