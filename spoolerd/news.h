/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What happens in good order is logged as news; what should not have happened
 * by warn() and err().  The journal tells the two apart (`journalctl
 * -p warning`), in a file they look alike.
 */
#ifndef SPOOLERD_NEWS_H
#define SPOOLERD_NEWS_H

/* As warnx(), of the priority "info" where the journal listens
 * (sd-daemon(3); the units make the rest warnings). */
void	 news(const char *, ...) __attribute__((format(printf, 1, 2)));

#endif
