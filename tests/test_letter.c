/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Letters: what people are written in both languages, and how a mail's subject
 * carries what is not ASCII.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>
#include <string.h>
#include <time.h>

#include "setup/french.h"
#include "setup/mail.h"

static struct notice
failed(const char *language)
{
	struct notice n = { .job_id = 12, .printer = "dagoma-1",
	    .label = "vase.g", .event = { .at_ms = 1795219200000,
	    .new = "failed", .why = "the printer does not answer" } };

	memcpy(n.language, language, strlen(language) + 1);
	return n;
}

static void
letter__languages__rows(void **state)
{
	static const struct {
		const char		*language;
		enum letter_language	 lab;
		const char		*tag, *subject, *text;
	} rows[] = {
		{ "en", LETTER_FRENCH, "en", "dagoma-1: failed",
		    "dagoma-1, vase.g: failed\n"
		    "the printer does not answer\n"
		    "Look at the printer; the job's page says more.\n"
		    "2026-11-21 00:00\n" },
		{ "fr", LETTER_ENGLISH, "fr",
		    "dagoma-1 : échec de l'impression",
		    "dagoma-1, vase.g : échec de l'impression\n"
		    "l'imprimante ne répond pas\n"
		    "Allez voir l'imprimante ; la page de la tâche en dit "
		    "plus.\n21/11/2026 à 00:00\n" },
		{ "", LETTER_FRENCH, "fr",
		    "dagoma-1 : échec de l'impression", NULL },
		{ "", LETTER_ENGLISH, "en", "dagoma-1: failed", NULL },
	};
	struct letter letter;
	struct notice n;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		n = failed(rows[i].language);
		letter_write(&n, rows[i].lab, &letter);
		assert_string_equal(letter.language, rows[i].tag);
		assert_string_equal(letter.subject, rows[i].subject);
		if (rows[i].text != NULL)
			assert_string_equal(letter.text, rows[i].text);
	}
}

static void
letter__fault__no_job(void **state)
{
	struct notice n = failed("fr");
	struct letter letter;

	(void)state;
	n.job_id = 0;
	n.label[0] = n.event.why[0] = '\0';
	letter_write(&n, LETTER_ENGLISH, &letter);
	assert_string_equal(letter_what(&n), "error");
	assert_string_equal(letter.subject,
	    "dagoma-1 : intervention nécessaire");
	assert_non_null(strstr(letter.text, "Réinitialiser"));
}

static void
french__sentences__rows(void **state)
{
	static const struct {
		const char	*english, *french;
	} rows[] = {
		{ "the cable was unplugged", "le câble a été débranché" },
		{ "stopped; heaters off, parked",
		    "arrêtée ; chauffe coupée, tête rangée" },
		{ "the file can't be printed: binary (line 7)",
		    "le fichier n'est pas imprimable : pas du texte "
		    "(ligne 7)" },
		{ "nozzle 0.40 mm", "buse 0,40 mm" },
		{ "300 °C (limit: 260 °C) is too hot for this printer's "
		    "nozzle: slice it for this printer.",
		    "300 °C (maximum : 260 °C), c'est trop chaud pour la "
		    "buse de cette imprimante : tranchez la pièce pour "
		    "elle." },
		{ "X -17.3…250.0 mm (limit: 200 × 200 mm) is outside of what "
		    "this printer reaches: move the piece, or slice it for "
		    "this printer.",
		    "X -17,3…250,0 mm (maximum : 200 × 200 mm), c'est hors de "
		    "ce que cette imprimante atteint : déplacez la pièce ou "
		    "tranchez-la pour cette imprimante." },
		{ "no answer to the line \"N1 M105*1\": this firmware can't "
		    "tell whether it was executed",
		    "pas de réponse à la ligne « N1 M105*1 » : ce "
		    "micrologiciel ne sait pas dire si elle a été exécutée" },
		{ "thermal runaway 2.1.3", "thermal runaway 2.1.3" },
		{ "Another machine answers here: 2.1.3 instead of 1.0.2. Put "
		    "the cables right, or forget this printer and adopt it "
		    "anew.", "Une autre machine répond ici : 2.1.3 au lieu de "
		    "1.0.2. Rebranchez les bons câbles, ou retirez cette "
		    "imprimante et adoptez-la de nouveau." },
		{ "", "" }, { "{why}", "{why}" },
	};
	char text[512];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		french_of(rows[i].english, text, sizeof(text));
		assert_string_equal(text, rows[i].french);
	}
}

/* Wherever it is cut, it is a string that ends there. */
static void
french__every_size__fits(void **state)
{
	static const char sentence[] = "stopped; heaters off, parked";
	char whole[128], text[128];
	size_t size;

	(void)state;
	french_of(sentence, whole, sizeof(whole));
	for (size = 1; size < sizeof(text); size++) {
		memset(text, 'x', sizeof(text));
		french_of(sentence, text, size);
		assert_true(strlen(text) < size);
		assert_memory_equal(text, whole, strlen(text));
	}
}

static void
mail_encode__subjects__rows(void **state)
{
	static const struct {
		const char	*line, *header;
	} rows[] = {
		{ "sim: finished", "sim: finished" },
		{ "", "" },
		{ "é", "=?utf-8?Q?=C3=A9?=" },
		{ "a =?b", "a =?b" },
		/* eighteen bytes fill a word; a letter is not split */
		{ "éééééééééé",
		    "=?utf-8?Q?=C3=A9=C3=A9=C3=A9=C3=A9=C3=A9"
		    "=C3=A9=C3=A9=C3=A9=C3=A9?=\n =?utf-8?Q?=C3=A9?=" },
	};
	char header[MAIL_SUBJECT_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		mail_encode(rows[i].line, header);
		assert_string_equal(header, rows[i].header);
	}
}

static void
mail_encode__longest_subject__whole(void **state)
{
	char line[512], header[MAIL_SUBJECT_SIZE], *word;

	(void)state;
	memset(line, 0xa9, sizeof(line) - 1);
	for (size_t i = 0; i + 1 < sizeof(line); i += 2)
		line[i] = (char)0xc3;
	line[sizeof(line) - 2] = 'z';
	line[sizeof(line) - 1] = '\0';
	mail_encode(line, header);
	assert_string_equal(header + strlen(header) - 5, "=7A?=");
	for (word = strtok(header, "\n"); word != NULL;
	    word = strtok(NULL, "\n"))
		assert_true(strlen(word) <= 76);	/* with its blank */
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(letter__languages__rows),
		cmocka_unit_test(letter__fault__no_job),
		cmocka_unit_test(french__sentences__rows),
		cmocka_unit_test(french__every_size__fits),
		cmocka_unit_test(mail_encode__subjects__rows),
		cmocka_unit_test(mail_encode__longest_subject__whole),
	};

	/* letters are dated by the lab's clock */
	if (setenv("TZ", "UTC", 1) != 0)
		return 1;
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
