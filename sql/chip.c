/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Chips: the list of those that autodetect knows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sql/chip.h"
#include "sql/event.h"
#include "sql/query.h"

#define DIGITS	"0123456789abcdefABCDEF"

static enum spool_result change(struct spool *, enum statement,
			    const struct chip *, const struct event_note *);

bool
chip_read(const char *text, struct chip *chip)
{
	if (strlen(text) != CHIP_SIZE - 1 || text[4] != ':' ||
	    strspn(text, DIGITS) != 4 || strspn(text + 5, DIGITS) != 4)
		return false;
	chip->vid = (int)strtol(text, NULL, 16);
	chip->pid = (int)strtol(text + 5, NULL, 16);
	return chip->vid != 0;
}

void
chip_write(const struct chip *chip, char text[CHIP_SIZE])
{
	(void)snprintf(text, CHIP_SIZE, "%04x:%04x",
	    (unsigned int)chip->vid & 0xffff,
	    (unsigned int)chip->pid & 0xffff);
}

enum spool_result
chip_allow(struct spool *sp, const struct chip *chip, const char *who)
{
	char name[CHIP_SIZE];

	chip_write(chip, name);
	return change(sp, SQL_CHIP_INSERT, chip, &(struct event_note){
	    .who = who, .what = "chip.allowed", .new = name });
}

enum spool_result
chip_deny(struct spool *sp, const struct chip *chip, const char *who)
{
	char name[CHIP_SIZE];

	chip_write(chip, name);
	return change(sp, SQL_CHIP_DELETE, chip, &(struct event_note){
	    .who = who, .what = "chip.denied", .old = name });
}

static enum spool_result
change(struct spool *sp, enum statement statement, const struct chip *chip,
    const struct event_note *note)
{
	enum spool_result result;
	struct query q;

	query_begin(&q, sp, statement);
	query_int(&q, chip->vid);
	query_int(&q, chip->pid);
	if (statement == SQL_CHIP_INSERT)
		query_int(&q, CHIPS_MAX);
	result = event_change(&q, note);
	return result == SPOOL_NONE ? SPOOL_REFUSED : result;
}

enum spool_result
chip_list(struct spool *sp, struct chip list[CHIPS_MAX], int *n)
{
	enum spool_result result;
	struct query q;

	*n = 0;
	query_begin(&q, sp, SQL_CHIP_LIST);
	while ((result = query_row(&q)) == SPOOL_OK && *n < CHIPS_MAX) {
		list[*n].vid = (int)query_get_int(&q, 0);
		list[(*n)++].pid = (int)query_get_int(&q, 1);
	}
	query_end(&q);
	return result == SPOOL_NONE ? SPOOL_OK : result;
}
