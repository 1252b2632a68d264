/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the drain of a machine says, and what follows from it.
 */
#ifndef SPOOLERD_PARENT_HEAR_H
#define SPOOLERD_PARENT_HEAR_H

#include <stdint.h>

/* For cable_init(): the drain of a machine, arg, said something or died. */
void	hear_drain(void *arg, uint32_t events);

#endif
