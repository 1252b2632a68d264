/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes on the control socket: each whole line is taken once, as the same
 * JSON however the bytes arrive, and can be said again.
 */
#include <string.h>

#include "spoolerd/control.h"
#include "tests/fuzz/fuzz.h"

static size_t	take(struct control_buffer *, size_t *);
static void	say_again(const json_t *);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct control_buffer b;
	size_t piece, at, part, lines = 0, newlines = 0, arrays[2];

	for (at = 0; at < n; at++)
		newlines += bytes[at] == '\n';
	for (piece = 0; piece < 2; piece++) {
		b.used = 0;
		lines = arrays[piece] = 0;
		for (at = 0; at < n; at += part) {
			part = piece == 0 ? sizeof(b.data) - b.used : 5;
			if (part > n - at)
				part = n - at;
			if (part > sizeof(b.data) - b.used)
				part = sizeof(b.data) - b.used;
			memcpy(b.data + b.used, bytes + at, part);
			b.used += part;
			lines += take(&b, &arrays[piece]);
			if (b.used == sizeof(b.data))
				return 0;	/* cut off */
		}
		MUST(lines == newlines);
	}
	MUST(arrays[0] == arrays[1]);
	return 0;
}

/* All the whole lines at hand. */
static size_t
take(struct control_buffer *b, size_t *arrays)
{
	json_t *value;
	size_t lines = 0, before;
	int got;

	for (;; lines++) {
		before = b->used;
		got = control_next(b, &value);
		if (got != 1) {
			MUST(value == NULL && b->used == before);
			MUST((got == -1) == (b->used == sizeof(b->data)));
			return lines;
		}
		MUST(b->used < before);
		if (value == NULL)
			continue;
		MUST(json_is_array(value));
		++*arrays;
		say_again(value);
		json_decref(value);
	}
}

static void
say_again(const json_t *value)
{
	static struct control_buffer b;
	json_t *heard;
	size_t length;
	char *line;

	line = control_line(value, &length);
	if (line == NULL)
		return;		/* it grew too long */
	MUST(length <= sizeof(b.data) && line[length - 1] == '\n');
	MUST(memchr(line, '\n', length) == line + length - 1);
	memcpy(b.data, line, length);
	b.used = length;
	MUST(control_next(&b, &heard) == 1 && heard != NULL && b.used == 0);
	MUST(json_array_size(heard) == json_array_size(value));
	json_decref(heard);
	free(line);
}
