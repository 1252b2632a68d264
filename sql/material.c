/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Materials and nozzles.  What comes in was written by strangers.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sql/material.h"

#define BLANKS		" \t\r\n\""
#define BETWEEN		";,"
#define ITEM_SIZE	64
#define UM		1000.0

static const char	*next_item(const char *, char [ITEM_SIZE]);

bool
material_read(const char *text, char material[MATERIAL_SIZE])
{
	size_t n = 0;

	text += strspn(text, BLANKS);
	if (*text != '\0' && !isalpha((unsigned char)*text))
		return false;
	for (; isalnum((unsigned char)*text) ||
	    (*text != '\0' && strchr("+-.", *text) != NULL); text++) {
		if (n == MATERIAL_SIZE - 1)
			return false;
		material[n++] = (char)toupper((unsigned char)*text);
	}
	material[n] = '\0';
	if (strcmp(material, "PET") == 0)
		(void)snprintf(material, MATERIAL_SIZE, "PETG");
	return text[strspn(text, BLANKS)] == '\0';
}

void
material_of_list(const char *list, char material[MATERIAL_SIZE])
{
	char item[ITEM_SIZE], one[MATERIAL_SIZE];

	material[0] = '\0';
	while (list != NULL) {
		list = next_item(list, item);
		if (!material_read(item, one) || (material[0] != '\0' &&
		    strcmp(material, one) != 0)) {
			material[0] = '\0';
			return;
		}
		memcpy(material, one, sizeof(one));
	}
}

int64_t
material_nozzle_of_list(const char *list)
{
	int64_t um = 0, one;
	char item[ITEM_SIZE], *end;
	double mm;

	while (list != NULL) {
		list = next_item(list, item);
		mm = strtod(item, &end);
		if (end == item || end[strspn(end, BLANKS)] != '\0' ||
		    !(mm > 0 && mm * UM <= MATERIAL_NOZZLE_MAX))
			return 0;
		one = (int64_t)(mm * UM + 0.5);
		if (um != 0 && um != one)
			return 0;
		um = one;
	}
	return um;
}

/* NULL: it was the last one.  What is cut is no name of a material. */
static const char *
next_item(const char *list, char item[ITEM_SIZE])
{
	size_t n = strcspn(list, BETWEEN), kept = n;

	if (kept > ITEM_SIZE - 1)
		kept = ITEM_SIZE - 1;
	memcpy(item, list, kept);
	item[kept] = '\0';
	return list[n] == '\0' ? NULL : list + n + 1;
}
