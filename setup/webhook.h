/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One POST of JSON, by libcurl.
 */
#ifndef SETUP_WEBHOOK_H
#define SETUP_WEBHOOK_H

/*
 * Post and wait for the answer, some seconds at most.  Redirects are not
 * followed.  NULL when the status is 2xx, or a sentence that says why not (the
 * URL, which may hold a secret, is not in it), borrowed until the next call.
 */
const char	*webhook_post(const char *url, const char *json);

#endif
