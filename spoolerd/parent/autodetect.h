/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Autodetect: a port that is plugged in now, of a kind that an admin listed,
 * is adopted by itself, if the policy says so.  What was there before, when
 * the daemon began or the policy was changed, is left alone: opening a port
 * resets most boards.
 */
#ifndef SPOOLERD_PARENT_AUTODETECT_H
#define SPOOLERD_PARENT_AUTODETECT_H

struct message_autodetect;
struct parent;

/* The keeper says what the policy is. */
void	autodetect_policy(struct parent *, const struct message_autodetect *);
/* Begin to adopt the ports that are new, each once. */
void	autodetect_tick(struct parent *);

#endif
