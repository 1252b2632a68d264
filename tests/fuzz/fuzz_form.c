/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as a form.  The first line is the content type and, behind a NUL
 * or not, a query string; the rest is the body.  However the body is cut into
 * pieces, the same parts with the same bytes come out.
 */
#include <string.h>

#include "cgi/form.h"
#include "tests/fuzz/fuzz.h"

struct sum {			/* of all that the callbacks were told */
	uint64_t	hash;
	int		parts, open;
	bool		done;
};

static bool	on_part(void *, const struct form_part *);
static bool	on_data(void *, const char *, size_t);
static bool	on_end(void *);
static void	mix(struct sum *, const void *, size_t);
static void	check_query(const char *);

static const struct form_events events = { on_part, on_data, on_end };

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const size_t pieces[] = { SIZE_MAX, 1, 7 };
	static struct form form;
	static char type[512];
	struct sum sums[3] = { { 0 } };
	enum form_state states[3] = { FORM_BROKEN };
	const uint8_t *newline = n > 0 ? memchr(bytes, '\n', n) : NULL;
	size_t i, at, part, first;

	first = newline != NULL ? (size_t)(newline - bytes) : n;
	if (first >= sizeof(type))
		return 0;
	if (first > 0)
		memcpy(type, bytes, first);
	type[first] = '\0';
	check_query(type);
	first += newline != NULL;
	for (i = 0; i < 3; i++) {
		if (!form_begin(&form, type, &events, &sums[i]))
			return 0;
		MUST(form_is_multipart(type));
		states[i] = form.state;
		for (at = first; at < n; at += part) {
			part = n - at < pieces[i] ? n - at : pieces[i];
			states[i] = form_feed(&form, (const char *)bytes + at,
			    part);
		}
		MUST(sums[i].parts <= FORM_PARTS);
		MUST(states[i] != FORM_CLOSED || !sums[i].open);
		MUST(states[i] == states[0] && sums[i].parts == sums[0].parts);
		MUST(sums[i].hash == sums[0].hash || states[i] == FORM_BROKEN);
	}
	return 0;
}

static bool
on_part(void *arg, const struct form_part *part)
{
	struct sum *sum = arg;

	MUST(!sum->open);
	sum->open = 1;
	sum->parts++;
	MUST(part->name[0] != '\0' && strlen(part->name) < FORM_NAME);
	MUST(part->filename_length < FORM_FILENAME);
	MUST(part->is_file || part->filename_length == 0);
	mix(sum, part->name, strlen(part->name) + 1);
	mix(sum, part->filename, part->filename_length);
	return true;
}

static bool
on_data(void *arg, const char *bytes, size_t n)
{
	struct sum *sum = arg;

	MUST(sum->open && n > 0);
	mix(sum, bytes, n);
	return true;
}

static bool
on_end(void *arg)
{
	struct sum *sum = arg;

	MUST(sum->open);
	sum->open = 0;
	mix(sum, "end", 3);
	return true;
}

/* FNV-1a: the order counts, the pieces do not. */
static void
mix(struct sum *sum, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	for (; n > 0; p++, n--)
		sum->hash = (sum->hash ^ *p) * UINT64_C(0x100000001b3) + 1;
}

static void
check_query(const char *query)
{
	char value[16];
	enum form_query result;

	result = form_query(query, "name", value, sizeof(value));
	MUST(memchr(value, '\0', sizeof(value)) != NULL);
	MUST(result == FORM_PRESENT || value[0] == '\0');
}
