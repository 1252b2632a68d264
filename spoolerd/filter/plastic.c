/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plastics.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "spoolerd/filter/plastic.h"

/* Grams a cubic centimeter, as makers of filament name them. */
static const struct {
	const char	*kind;
	double		 density;
} densities[] = {
	{ "ABS", 1.04 }, { "ASA", 1.07 }, { "HIPS", 1.04 }, { "PA", 1.14 },
	{ "PC", 1.20 }, { "PCTG", 1.23 }, { "PET", 1.33 }, { "PETG", 1.27 },
	{ "PLA", 1.24 }, { "PP", 0.90 }, { "PVA", 1.23 }, { "TPU", 1.21 },
};

/* What people call it, and what it is. */
static const struct {
	const char	*word, *kind;
} materials[] = {
	{ "ABS", "ABS" }, { "ASA", "ASA" }, { "BVOH", "BVOH" },
	{ "CPE", "CPE" }, { "FLEX", "TPU" }, { "HIPS", "HIPS" },
	{ "NYLON", "PA" }, { "PA", "PA" }, { "PA6", "PA" }, { "PA12", "PA" },
	{ "PC", "PC" }, { "PCTG", "PCTG" }, { "PEEK", "PEEK" },
	{ "PEI", "PEI" }, { "PET", "PET" }, { "PETG", "PETG" },
	{ "PLA", "PLA" }, { "PP", "PP" }, { "PVA", "PVA" }, { "PVB", "PVB" },
	{ "TPE", "TPE" }, { "TPU", "TPU" },
};

#define PI	3.141592653589793

static const char	*kind_of(const char *, size_t);
static bool		 holds(const char *, const char *);

void
plastic_name(const char *text, char *name, size_t size)
{
	const char *word = text, *kind;
	size_t used = 0, n;

	name[0] = '\0';
	for (; *word != '\0'; word += n > 0 ? n : 1) {
		for (n = 0; isalnum((unsigned char)word[n]); n++)
			continue;
		kind = kind_of(word, n);
		if (kind == NULL || holds(name, kind) ||
		    used + strlen(kind) + 3 > size)
			continue;
		used += (size_t)snprintf(name + used, size - used, "%s%s",
		    used > 0 ? ", " : "", kind);
	}
	if (used > 0)
		return;
	for (n = 0; n + 1 < size && text[n] != '\0'; n++)
		continue;
	/* not in the middle of a character */
	while (n > 0 && (text[n] & 0xc0) == 0x80)
		n--;
	memcpy(name, text, n);
	name[n] = '\0';
}

double
plastic_weight(const char *name, double mm, double diameter)
{
	double mm3 = mm * diameter * diameter * PI / 4;
	size_t i;

	for (i = 0; i < sizeof(densities) / sizeof(densities[0]); i++)
		if (strcmp(densities[i].kind, name) == 0)
			return mm3 * densities[i].density / 1000;
	return 0;
}

static const char *
kind_of(const char *word, size_t n)
{
	size_t i;

	for (i = 0; i < sizeof(materials) / sizeof(materials[0]); i++)
		if (strlen(materials[i].word) == n &&
		    strncasecmp(materials[i].word, word, n) == 0)
			return materials[i].kind;
	return NULL;
}

/* Is it among the kinds that a name has? */
static bool
holds(const char *name, const char *kind)
{
	const size_t n = strlen(kind);

	for (; *name != '\0'; name += strcspn(name, " "), name += *name == ' ')
		if (strncmp(name, kind, n) == 0 && (name[n] == ',' ||
		    name[n] == '\0'))
			return true;
	return false;
}
