/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Faults of a cable.
 */
#include <stdlib.h>
#include <string.h>

#include "firmware/marlin/fault.h"

#define BURST_MOST	24	/* bytes */
#define LATE_US		INT64_C(7000000)

static size_t	strike(struct fault *, enum fault_way, char, char *);
static size_t	answer(struct fault *, int64_t, char *);
static bool	set_word(struct fault *, const char *, size_t);
static bool	set_rate(struct fault *, const char *, double);

static const char *const byte_names[FAULT__BYTES] = {
	"flip", "drop", "insert", "double", "burst",
};
static const char *const answer_names[FAULT__ANSWERS] = {
	"ok-lost", "ok-doubled", "ok-late",
};
static const char *const way_names[FAULT__WAYS] = { "to-", "from-" };

void
fault_init(struct fault *f, uint64_t seed)
{
	memset(f, 0, sizeof(*f));
	f->random = seed;
	f->late_us = LATE_US;
}

/* 0 <= x < 1, by splitmix64 (Steele, Lea, Flood 2014): every seed is a good
 * one. */
static double
chance(struct fault *f)
{
	uint64_t z = f->random += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	z ^= z >> 31;
	return (double)(z >> 11) / 9007199254740992.0;	/* 2^53 */
}

bool
fault_set(struct fault *f, const char *words)
{
	struct fault changed = *f;
	size_t n;

	while (*words != '\0') {
		n = strcspn(words, ",");
		if (!set_word(&changed, words, n))
			return false;
		words += n + (words[n] == ',');
	}
	*f = changed;
	return true;
}

static bool
set_word(struct fault *f, const char *word, size_t n)
{
	char name[32];
	const char *equals = memchr(word, '=', n);
	char *end;
	double value;

	if (n == 4 && strncmp(word, "none", n) == 0) {
		memset(f->bytes, 0, sizeof(f->bytes));
		memset(f->answers, 0, sizeof(f->answers));
		f->silent = false;
		return true;
	}
	if (equals == NULL || equals - word >= (ptrdiff_t)sizeof(name))
		return false;
	memcpy(name, word, (size_t)(equals - word));
	name[equals - word] = '\0';
	value = strtod(equals + 1, &end);
	if (end != word + n || end == equals + 1 || !(value >= 0))
		return false;
	if (strcmp(name, "seed") == 0) {
		f->random = (uint64_t)value;
		return true;
	}
	if (strcmp(name, "late-ms") == 0) {
		f->late_us = (int64_t)(value * 1000);
		return true;
	}
	return value <= 1 && set_rate(f, name, value);
}

/* Of what is done to one in so many. */
static bool
set_rate(struct fault *f, const char *name, double value)
{
	const char *at;
	size_t i, way;
	bool all, found = false;

	if (strcmp(name, "silent") == 0) {
		f->silent = value > 0;
		return true;
	}
	for (i = 0; i < FAULT__ANSWERS; i++)
		if (strcmp(name, answer_names[i]) == 0) {
			f->answers[i] = value;
			return true;
		}
	for (way = 0; way < FAULT__WAYS; way++) {
		at = name;
		all = strncmp(name, "to-", 3) != 0 &&
		    strncmp(name, "from-", 5) != 0;
		if (strncmp(name, way_names[way],
		    strlen(way_names[way])) == 0)
			at += strlen(way_names[way]);
		else if (!all)
			continue;
		for (i = 0; i < FAULT__BYTES; i++)
			if (strcmp(at, byte_names[i]) == 0) {
				f->bytes[way][i] = value;
				found = true;
			}
	}
	return found;
}

size_t
fault_to_machine(struct fault *f, const char *bytes, size_t n, char *out)
{
	size_t i, used = 0;

	for (i = 0; i < n && !f->silent; i++)
		used += strike(f, TO_MACHINE, bytes[i], out + used);
	return used;
}

size_t
fault_from_machine(struct fault *f, int64_t now_us, const char *bytes,
    size_t n, char *out)
{
	size_t i, j, used = 0;
	unsigned int k = 0;

	while (k < f->late_n) {
		if (f->late[k].due_us > now_us) {
			k++;
			continue;
		}
		for (j = 0; j < f->late[k].length; j++)
			used += strike(f, FROM_MACHINE, f->late[k].text[j],
			    out + used);
		f->late[k] = f->late[--f->late_n];
	}
	for (i = 0; i < n && !f->silent; i++) {
		f->line[f->line_used++] = bytes[i];
		if (bytes[i] == '\n' || f->line_used == FAULT_LINE)
			used += answer(f, now_us, out + used);
	}
	return used;
}

int64_t
fault_next(const struct fault *f)
{
	int64_t next_us = INT64_MAX;
	unsigned int i;

	for (i = 0; i < f->late_n; i++)
		if (f->late[i].due_us < next_us)
			next_us = f->late[i].due_us;
	return next_us;
}

/* A whole line of the machine's: an ok may be held back, or come twice. */
static size_t
answer(struct fault *f, int64_t now_us, char *out)
{
	size_t i, n = f->line_used, used = 0;
	bool is_ok = n >= 3 && memcmp(f->line, "ok", 2) == 0;
	int times = 1;

	f->line_used = 0;
	if (is_ok && chance(f) < f->answers[FAULT_OK_LOST])
		times = 0;
	else if (is_ok && chance(f) < f->answers[FAULT_OK_DOUBLED])
		times = 2;
	else if (is_ok && f->late_n < FAULT_LATE &&
	    chance(f) < f->answers[FAULT_OK_LATE]) {
		memcpy(f->late[f->late_n].text, f->line, n);
		f->late[f->late_n].length = n;
		f->late[f->late_n++].due_us = now_us + f->late_us;
		times = 0;
	}
	f->struck += times != 1;
	while (times-- > 0)
		for (i = 0; i < n; i++)
			used += strike(f, FROM_MACHINE, f->line[i],
			    out + used);
	return used;
}

/* One byte of the cable: becomes none, one or two. */
static size_t
strike(struct fault *f, enum fault_way way, char c, char *out)
{
	const double *rate = f->bytes[way];
	double dice = chance(f);
	size_t n = 0;

	if (f->burst[way] == 0 && rate[FAULT_BURST] > 0 &&
	    chance(f) < rate[FAULT_BURST])
		f->burst[way] = 1 + (unsigned int)(chance(f) *
		    BURST_MOST);
	if (f->burst[way] > 0) {
		f->burst[way]--;
		f->struck++;
		out[n++] = (char)(c ^ (int)(chance(f) * 256));
		return n;
	}
	if ((dice -= rate[FAULT_DROP]) < 0) {
		f->struck++;
		return 0;
	}
	if ((dice -= rate[FAULT_FLIP]) < 0) {
		f->struck++;
		c = (char)(c ^ (1 << (int)(chance(f) * 8)));
	} else if ((dice -= rate[FAULT_INSERT]) < 0) {
		f->struck++;
		out[n++] = (char)(chance(f) * 256);
	} else if (dice - rate[FAULT_DOUBLE] < 0) {
		f->struck++;
		out[n++] = c;
	}
	out[n++] = c;
	return n;
}
