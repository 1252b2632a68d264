/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Orders of people: checked against the job they mean, stored, then granted.
 */
#ifndef SPOOLERD_KEEPER_ORDER_H
#define SPOOLERD_KEEPER_ORDER_H

struct keeper;
struct message;

void	order_want(struct keeper *, const struct message *);

#endif
