/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Chance for tests: numbers that look random and are the same in every run
 * and on every machine, so that a failure can be seen again.
 */
#ifndef TESTS_CHANCE_H
#define TESTS_CHANCE_H

#include <stddef.h>
#include <stdint.h>

/* The next number below a limit; *seed, never 0, is the state (xorshift). */
static inline size_t
chance(uint32_t *seed, size_t limit)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed % limit;
}

#endif
