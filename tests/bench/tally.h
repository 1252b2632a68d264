/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers of benches: from words, and out of many.
 */
#ifndef TESTS_BENCH_TALLY_H
#define TESTS_BENCH_TALLY_H

#include <stddef.h>

/* From 1 to most; else the program ends with a sentence. */
long	tally_number(const char *, long most);
/* The smallest that so many percent (1 to 100) do not exceed.  Sorts the n
 * numbers. */
double	tally_percent(double *numbers, size_t n, unsigned int percent);
double	tally_median(double *numbers, size_t n);

#endif
