/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a guest of the live gateway says: calls of the control socket
 * (spoolerd/control.h).  set_monitor is answered here, for all guests share
 * one subscription; everything else goes to the daemon on behalf of the
 * guest, who can't say to be somebody else.
 */
#ifndef CGI_HEARING_H
#define CGI_HEARING_H

#include "cgi/desk.h"

/* [null, "event", "daemon", {"live": bool}] */
json_t	*hearing_daemon(const struct desk *);

#endif
