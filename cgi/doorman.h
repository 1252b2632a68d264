/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The door of the live gateway: the head of a request for a WebSocket, and
 * the answer to one that is turned away, as HTTP.
 */
#ifndef CGI_DOORMAN_H
#define CGI_DOORMAN_H

#include <libwebsockets.h>

#include "cgi/desk.h"

/* Show the desk what the head of a request says. */
enum refusal	doorman_ask(struct desk *, struct lws *, struct guest **);
/* Answer with a refusal, as the other programs do.  Returns what the callback
 * of libwebsockets must return. */
int		doorman_refuse(struct lws *, enum refusal);

#endif
