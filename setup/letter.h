/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The mail that tells a person of a notice, in the person's language.  Pure,
 * but for the time zone.
 */
#ifndef SETUP_LETTER_H
#define SETUP_LETTER_H

#include "sql/notice.h"

/* As the policy notify-language counts them. */
enum letter_language { LETTER_ENGLISH, LETTER_FRENCH, LETTER_LANGUAGE__MAX };

struct letter {
	const char	*language;	/* "en", "fr" */
	char		 subject[512];	/* UTF-8, one line */
	char		 text[8192];	/* UTF-8 */
};

/* What happened, in one word for programs: "finished", ..., "error". */
const char	*letter_what(const struct notice *);

/* In the language of the notice's person, or of the lab. */
void		 letter_write(const struct notice *, enum letter_language lab,
		    struct letter *);

#endif
