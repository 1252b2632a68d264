/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers of benches.
 */
#include <err.h>
#include <stdlib.h>

#include "tests/bench/tally.h"

static int	compare(const void *, const void *);

long
tally_number(const char *text, long most)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (*end != '\0' || n < 1 || n > most)
		errx(1, "'%s' is not a number from 1 to %ld", text, most);
	return n;
}

double
tally_percent(double *numbers, size_t n, unsigned int percent)
{
	qsort(numbers, n, sizeof(*numbers), compare);
	return numbers[(n * percent + 99) / 100 - 1];
}

double
tally_median(double *numbers, size_t n)
{
	return tally_percent(numbers, n, 50);
}

static int
compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}
