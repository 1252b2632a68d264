/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Refusals: every way in which a request can be answered with "no", with its
 * status and a sentence, in two languages, that says what to do.  One table;
 * pure.
 */
#ifndef CGI_REFUSAL_H
#define CGI_REFUSAL_H

#include "sql/spool.h"

enum refusal {
	REFUSAL_NONE,		/* it is no refusal */
	REFUSAL_NO_FILE, REFUSAL_BROKEN_FORM, REFUSAL_INCOMPLETE,
	REFUSAL_BAD_REQUEST,
	REFUSAL_WRONG_KEY, REFUSAL_WRONG_PASSWORD,
	REFUSAL_NO_RIGHT, REFUSAL_FOREIGN_PAGE,
	REFUSAL_NAMELESS, REFUSAL_STRANGER, REFUSAL_OTHER_LOGIN,
	REFUSAL_NO_ACCOUNT, REFUSAL_NEEDS_PASSWORD, REFUSAL_NOT_YOUR_PASSWORD,
	REFUSAL_CHOOSE_PASSWORD, REFUSAL_OVER_LIMIT,
	REFUSAL_NO_PRINTER, REFUSAL_NOT_FOUND,
	REFUSAL_BAD_METHOD,
	REFUSAL_OTHER_OFFSET,
	REFUSAL_OTHER_JOB, REFUSAL_REFUSED, REFUSAL_UNPRINTABLE,
	REFUSAL_CLEANED, REFUSAL_OFFLINE,
	REFUSAL_CHANGED, REFUSAL_LAST_ADMIN, REFUSAL_NAME_TAKEN,
	REFUSAL_TOO_MANY_KEYS, REFUSAL_PRINTER_TAKEN, REFUSAL_HOLDS_JOB,
	REFUSAL_TOO_MANY_CHIPS,
	REFUSAL_NO_LENGTH,
	REFUSAL_TOO_BIG,
	REFUSAL_WRONG_EXTENSION, REFUSAL_BINARY, REFUSAL_EMPTY,
	REFUSAL_TOO_OFTEN, REFUSAL_CROWDED,
	REFUSAL_OBJECTION, REFUSAL_BAD_NAME, REFUSAL_WEAK_PASSWORD,
	REFUSAL_OUT_OF_RANGE, REFUSAL_BAD_PRINTER_NAME, REFUSAL_UNKNOWN_VALUE,
	REFUSAL_BAD_TEXT, REFUSAL_BAD_COMMAND, REFUSAL_BAD_CHIP,
	REFUSAL_BROKEN,
	REFUSAL_BUSY, REFUSAL_NO_DAEMON,
	REFUSAL_NO_SPACE,
	REFUSAL__MAX
};

enum refusal_tongue { REFUSAL_ENGLISH, REFUSAL_FRENCH, REFUSAL_TONGUE__MAX };

int			 refusal_status(enum refusal);
const char		*refusal_code(enum refusal);
const char		*refusal_sentence(enum refusal, enum refusal_tongue);

/* The refusal that a code of the control socket means; REFUSAL_BROKEN when
 * there is no such code (or none at all: NULL). */
enum refusal		 refusal_by_code(const char *);
/* REFUSAL_NONE for SPOOL_OK. */
enum refusal		 refusal_of_spool(enum spool_result);

/* Which language an Accept-Language header (NULL: none) prefers. */
enum refusal_tongue	 refusal_tongue(const char *);

#endif
