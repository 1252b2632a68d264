/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pairs.
 */
#include <stdbool.h>
#include <string.h>

#include "spoolerd/filter/pair.h"
#include "spoolerd/filter/text.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

static void	add(struct pairs *, const char *, size_t, const char *,
		    size_t);

/* The `key = value` lines of PrusaSlicer and its kin that tell a person what
 * will be printed; hundreds of others don't. */
static const char *const settings[] = {
	"bed_temperature",
	"estimated printing time (normal mode)",
	"filament used [g]",
	"filament used [mm]",
	"filament_settings_id",
	"filament_type",
	"fill_density",
	"fill_pattern",
	"first_layer_temperature",
	"layer_height",
	"nozzle_diameter",
	"perimeters",
	"printer_model",
	"printer_settings_id",
	"support_material",
	"temperature",
	"total filament used [g]",
};

void
pairs_header(struct pairs *p, const char *s, size_t n)
{
	const char *colon;
	size_t key, i;
	bool words = false;

	if (text_starts(s, n, "- "))
		s += 2, n -= 2;
	colon = memchr(s, ':', n);
	key = colon != NULL ? (size_t)(colon - s) : n;
	for (i = 0; i < key; i++) {
		words = words || s[i] == ' ';
		if (s[i] == '.' || s[i] == ',')
			colon = NULL;
	}
	if (key == 0 || key >= PAIR_KEY)
		colon = NULL;
	if (colon != NULL && words && key + 1 < n && s[key + 1] != ' ' &&
	    s[key + 1] != '\r')
		colon = NULL;
	if (colon == NULL)
		add(p, "", 0, s, n);
	else
		add(p, s, key, colon + 1, n - key - 1);
}

void
pairs_setting(struct pairs *p, const char *s, size_t n)
{
	static const char equals[] = " = ";
	const char *value = memmem(s, n, equals, strlen(equals));
	size_t i, key, value_n;

	if (value == NULL)
		return;
	key = (size_t)(value - s);
	value += strlen(equals);
	value_n = n - key - strlen(equals);
	/* one that is not set says nothing */
	if (value_n == 0 || text_starts(value, value_n, "\"\"") ||
	    *value == '\r')
		return;
	for (i = 0; i < COUNT(settings); i++)
		if (key == strlen(settings[i]) &&
		    text_starts(s, n, settings[i]))
			add(p, s, key, value, value_n);
}

static void
add(struct pairs *p, const char *key, size_t key_n, const char *value,
    size_t value_n)
{
	struct pair *pair = &p->pair[p->n];

	if (p->n == PAIRS_MOST)
		return;
	text_copy(pair->key, sizeof(pair->key), key, key_n);
	text_copy(pair->value, sizeof(pair->value), value, value_n);
	p->n += pair->key[0] != '\0' || pair->value[0] != '\0';
}
