/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of refusals and the choice of a language.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "cgi/refusal.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Status and code of cgi/API.md. */
static const struct {
	enum refusal	 refusal;
	int		 status;
	const char	*code;
} promised[] = {
	{ REFUSAL_NO_FILE,		400,	"no-file" },
	{ REFUSAL_BROKEN_FORM,		400,	"broken-form" },
	{ REFUSAL_INCOMPLETE,		400,	"incomplete" },
	{ REFUSAL_BAD_REQUEST,		400,	"bad-request" },
	{ REFUSAL_WRONG_KEY,		401,	"wrong-key" },
	{ REFUSAL_WRONG_PASSWORD,	401,	"wrong-password" },
	{ REFUSAL_NO_RIGHT,		403,	"no-right" },
	{ REFUSAL_FOREIGN_PAGE,		403,	"foreign-page" },
	{ REFUSAL_NAMELESS,		401,	"nameless" },
	{ REFUSAL_STRANGER,		403,	"stranger" },
	{ REFUSAL_OTHER_LOGIN,		409,	"other-login" },
	{ REFUSAL_NO_ACCOUNT,		403,	"no-account" },
	{ REFUSAL_NEEDS_PASSWORD,	403,	"needs-password" },
	{ REFUSAL_NOT_YOUR_PASSWORD,	403,	"not-your-password" },
	{ REFUSAL_CHOOSE_PASSWORD,	403,	"choose-password" },
	{ REFUSAL_OVER_LIMIT,		403,	"over-limit" },
	{ REFUSAL_NO_PRINTER,		404,	"no-printer" },
	{ REFUSAL_NOT_FOUND,		404,	"not-found" },
	{ REFUSAL_BAD_METHOD,		405,	"bad-method" },
	{ REFUSAL_OTHER_JOB,		409,	"other-job" },
	{ REFUSAL_REFUSED,		409,	"refused" },
	{ REFUSAL_UNPRINTABLE,		409,	"refused" },
	{ REFUSAL_CLEANED,		409,	"cleaned" },
	{ REFUSAL_OFFLINE,		409,	"offline" },
	{ REFUSAL_OTHER_OFFSET,		409,	"other-offset" },
	{ REFUSAL_CHANGED,		409,	"changed" },
	{ REFUSAL_LAST_ADMIN,		409,	"last-admin" },
	{ REFUSAL_NAME_TAKEN,		409,	"name-taken" },
	{ REFUSAL_TOO_MANY_KEYS,	409,	"too-many-keys" },
	{ REFUSAL_PRINTER_TAKEN,	409,	"printer-taken" },
	{ REFUSAL_HOLDS_JOB,		409,	"holds-job" },
	{ REFUSAL_TOO_MANY_CHIPS,	409,	"too-many-chips" },
	{ REFUSAL_PROFILE_SHIPPED,	409,	"profile-shipped" },
	{ REFUSAL_PROFILE_IN_USE,	409,	"profile-in-use" },
	{ REFUSAL_PROFILE_TAKEN,	409,	"profile-taken" },
	{ REFUSAL_MACHINE_TAKEN,	409,	"machine-taken" },
	{ REFUSAL_PRINTER_BUSY,		409,	"printer-busy" },
	{ REFUSAL_OUT_OF_SERVICE,	409,	"out-of-service" },
	{ REFUSAL_TOO_COLD,		409,	"too-cold" },
	{ REFUSAL_PIECE_ON_BED,		409,	"piece-on-bed" },
	{ REFUSAL_NOT_IN_PAUSE,		409,	"not-in-pause" },
	{ REFUSAL_NO_WAY_BACK,		409,	"no-way-back" },
	{ REFUSAL_TOO_HOT,		422,	"too-hot" },
	{ REFUSAL_TOO_FAR,		422,	"too-far" },
	{ REFUSAL_BAD_LINE,		422,	"bad-line" },
	{ REFUSAL_FORBIDDEN_LINE,	422,	"forbidden-line" },
	{ REFUSAL_REFUSED_LINE,		422,	"refused-line" },
	{ REFUSAL_NO_PRINT,		409,	"no-print" },
	{ REFUSAL_NOT_KNOWN,		409,	"not-known" },
	{ REFUSAL_TOO_COOL,		422,	"too-cool" },
	{ REFUSAL_TOO_SHIFTED,		422,	"too-shifted" },
	{ REFUSAL_NO_LENGTH,		411,	"no-length" },
	{ REFUSAL_TOO_BIG,		413,	"too-big" },
	{ REFUSAL_WRONG_EXTENSION,	415,	"wrong-extension" },
	{ REFUSAL_BINARY,		415,	"binary" },
	{ REFUSAL_EMPTY,		415,	"empty" },
	{ REFUSAL_TOO_OFTEN,		429,	"too-often" },
	{ REFUSAL_CROWDED,		429,	"crowded" },
	{ REFUSAL_OBJECTION,		422,	"objection" },
	{ REFUSAL_BAD_NAME,		422,	"bad-name" },
	{ REFUSAL_WEAK_PASSWORD,	422,	"weak-password" },
	{ REFUSAL_OUT_OF_RANGE,		422,	"out-of-range" },
	{ REFUSAL_BAD_WEBCAM,		422,	"bad-webcam" },
	{ REFUSAL_BAD_PRINTER_NAME,	422,	"bad-printer-name" },
	{ REFUSAL_BAD_PROFILE_NAME,	422,	"bad-profile-name" },
	{ REFUSAL_UNKNOWN_VALUE,	422,	"unknown-value" },
	{ REFUSAL_BAD_TEXT,		422,	"bad-text" },
	{ REFUSAL_BAD_COMMAND,		422,	"bad-command" },
	{ REFUSAL_BAD_CHIP,		422,	"bad-chip" },
	{ REFUSAL_BROKEN,		500,	"broken" },
	{ REFUSAL_NO_PICTURE,		502,	"no-picture" },
	{ REFUSAL_BUSY,			503,	"busy" },
	{ REFUSAL_NO_DAEMON,		503,	"no-daemon" },
	{ REFUSAL_NO_SPACE,		507,	"no-space" },
};
_Static_assert(COUNT(promised) == REFUSAL__MAX - 1, "every refusal");

static void
refusal__each__as_the_api_says(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(promised); i++) {
		assert_int_equal(refusal_status(promised[i].refusal),
		    promised[i].status);
		assert_string_equal(refusal_code(promised[i].refusal),
		    promised[i].code);
	}
}

static void
refusal__each__has_two_different_sentences(void **state)
{
	const char *english, *french;
	unsigned int i;

	(void)state;
	for (i = REFUSAL_NONE + 1; i < REFUSAL__MAX; i++) {
		english = refusal_sentence(i, REFUSAL_ENGLISH);
		french = refusal_sentence(i, REFUSAL_FRENCH);
		assert_true(strlen(english) > 20 && strlen(french) > 20);
		assert_string_not_equal(english, french);
		assert_int_equal(english[strlen(english) - 1], '.');
		assert_int_equal(french[strlen(french) - 1], '.');
	}
}

static const struct {
	const char	*code;
	enum refusal	 refusal;
} codes[] = {
	{ "bad-request",	REFUSAL_BAD_REQUEST },
	{ "no-right",		REFUSAL_NO_RIGHT },
	{ "no-printer",		REFUSAL_NO_PRINTER },
	{ "other-job",		REFUSAL_OTHER_JOB },
	{ "refused",		REFUSAL_REFUSED },
	{ "offline",		REFUSAL_OFFLINE },
	{ "busy",		REFUSAL_BUSY },
	{ "broken",		REFUSAL_BROKEN },
	{ "no-daemon",		REFUSAL_NO_DAEMON },
	{ "timeout",		REFUSAL_NO_DAEMON },
	{ "no-function",	REFUSAL_BROKEN },
	{ "",			REFUSAL_BROKEN },
	{ NULL,			REFUSAL_BROKEN },
};

static void
refusal__codes_of_the_daemon__known(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(codes); i++)
		assert_int_equal(refusal_by_code(codes[i].code),
		    codes[i].refusal);
}

static const struct {
	const char		*header;
	enum refusal_tongue	 tongue;
} languages[] = {
	{ NULL,					REFUSAL_ENGLISH },
	{ "",					REFUSAL_ENGLISH },
	{ "fr",					REFUSAL_FRENCH },
	{ "FR-ca",				REFUSAL_FRENCH },
	{ "fr-FR,fr;q=0.9,en;q=0.8",		REFUSAL_FRENCH },
	{ "en-US,en;q=0.9,fr;q=0.8",		REFUSAL_ENGLISH },
	{ "en;q=0.3, fr;q=0.7",			REFUSAL_FRENCH },
	{ "fr;q=0.3, en; q=0.7",		REFUSAL_ENGLISH },
	{ "de, fr;q=0.1",			REFUSAL_FRENCH },
	{ "fr;q=0",				REFUSAL_ENGLISH },
	{ "fr;q=x",				REFUSAL_ENGLISH },
	{ "frx",				REFUSAL_ENGLISH },
	{ "de",					REFUSAL_ENGLISH },
	{ "*",					REFUSAL_ENGLISH },
	{ ",,, ,",				REFUSAL_ENGLISH },
	{ "fr;;q=1",				REFUSAL_FRENCH },
};

static void
tongue__headers__preference_wins(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(languages); i++)
		assert_int_equal(refusal_tongue(languages[i].header),
		    languages[i].tongue);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refusal__each__as_the_api_says),
		cmocka_unit_test(refusal__each__has_two_different_sentences),
		cmocka_unit_test(refusal__codes_of_the_daemon__known),
		cmocka_unit_test(tongue__headers__preference_wins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
