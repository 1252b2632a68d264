/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers of benches: from words, and out of many.
 */
#ifndef TESTS_BENCH_FIGURE_H
#define TESTS_BENCH_FIGURE_H

#include <stddef.h>

/* From 1 to most; else the program ends with a sentence. */
long	figure_number(const char *, long most);
/* The smallest that so many percent (1 to 100) do not exceed.  Sorts the n
 * numbers. */
double	figure_percent(double *numbers, size_t n, unsigned int percent);
double	figure_median(double *numbers, size_t n);

#endif
