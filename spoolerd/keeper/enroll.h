/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Printers that are adopted and forgotten: stored, then granted.
 */
#ifndef SPOOLERD_KEEPER_ENROLL_H
#define SPOOLERD_KEEPER_ENROLL_H

struct keeper;
struct message;

void	enroll_adopt(struct keeper *, const struct message *);
void	enroll_forget(struct keeper *, const struct message *);

#endif
