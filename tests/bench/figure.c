/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers of benches.
 */
#include <err.h>
#include <stdlib.h>

#include "tests/bench/figure.h"

static int	compare(const void *, const void *);

long
figure_number(const char *text, long most)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (*end != '\0' || n < 1 || n > most)
		errx(1, "'%s' is not a number from 1 to %ld", text, most);
	return n;
}

double
figure_percent(double *numbers, size_t n, unsigned int percent)
{
	qsort(numbers, n, sizeof(*numbers), compare);
	return numbers[(n * percent + 99) / 100 - 1];
}

double
figure_median(double *numbers, size_t n)
{
	return figure_percent(numbers, n, 50);
}

static int
compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}
