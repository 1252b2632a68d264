/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Frames: one command, its number and its checksum.
 */
#include <string.h>

#include "spoolerd/link/frame.h"

#define DIGITS	20			/* of the biggest number */
#define TAIL	sizeof("*255\n")	/* its NUL included */

static size_t	put_number(char *, uint64_t);
static unsigned char sum_of(const char *, size_t);

size_t
frame_make(char frame[FRAME_SIZE], uint64_t number, const char *command,
    size_t length)
{
	size_t used = 0;

	frame[used++] = 'N';
	used += put_number(frame + used, number);
	frame[used++] = ' ';
	if (length + used + TAIL > FRAME_SIZE)
		return 0;
	memcpy(frame + used, command, length);
	used += length;
	number = sum_of(frame, used);
	frame[used++] = '*';
	used += put_number(frame + used, number);
	frame[used++] = '\n';
	frame[used] = '\0';
	return used;
}

static size_t
put_number(char *out, uint64_t number)
{
	char digits[DIGITS], *at = digits + sizeof(digits);
	size_t n;

	do {
		*--at = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	n = (size_t)(digits + sizeof(digits) - at);
	memcpy(out, at, n);
	return n;
}

static unsigned char
sum_of(const char *s, size_t n)
{
	unsigned char sum = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (s[i] == '\\' && ++i == n)
			break;
		sum ^= (unsigned char)s[i];
	}
	return sum;
}
