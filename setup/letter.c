/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Letters: one table of what happened and what to do, in every language.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "setup/french.h"
#include "setup/letter.h"
#include "sql/valid.h"

static const struct {
	const char	*tag;
	const char	*colon;
} languages[] = {
	[LETTER_ENGLISH] = { "en", ": " },
	[LETTER_FRENCH]	 = { "fr", " : " },
};
_Static_assert(sizeof(languages) / sizeof(languages[0]) ==
    LETTER_LANGUAGE__MAX, "every language has its row");

static const struct {
	const char	*what;		/* as letter_what() says it */
	const char	*said[LETTER_LANGUAGE__MAX];
	const char	*advice[LETTER_LANGUAGE__MAX];
} rows[] = {
	{ "finished", { "finished", "impression terminée" },
	    { "Take it off the bed, then press Printer cleaned.",
	    "Retirez la pièce du plateau, puis appuyez sur « Imprimante "
	    "nettoyée »." } },
	{ "stopped", { "stopped", "impression arrêtée" },
	    { "Look at the bed, then press Printer cleaned.",
	    "Regardez le plateau, puis appuyez sur « Imprimante nettoyée »."
	    } },
	{ "failed", { "failed", "échec de l'impression" },
	    { "Look at the printer; the job's page says more.",
	    "Allez voir l'imprimante ; la page de la tâche en dit plus." } },
	{ "interrupted", { "interrupted", "impression interrompue" },
	    { "It waits for a person: resume it or give it up on its page.",
	    "Elle attend quelqu'un : reprenez-la ou abandonnez-la sur sa "
	    "page." } },
	{ "error", { "error", "intervention nécessaire" },
	    { "It does nothing until a person has found the reason and "
	    "pressed reset.",
	    "Elle ne fait plus rien tant que personne n'a trouvé la cause et "
	    "appuyé sur « Réinitialiser l'imprimante »." } },
};

static enum letter_language	 language_of(const struct notice *,
				    enum letter_language);
static void			 write_when(int64_t,
				    enum letter_language, char *, size_t);

const char *
letter_what(const struct notice *n)
{
	return n->job_id == 0 ? "error" : n->event.new;
}

void
letter_write(const struct notice *n, enum letter_language lab,
    struct letter *letter)
{
	enum letter_language	 l = language_of(n, lab);
	const char		*colon = languages[l].colon;
	const char		*said = letter_what(n), *advice = "";
	char			 why[2 * SPOOL_TEXT_SIZE], when[64];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].what, letter_what(n)) == 0) {
			said = rows[i].said[l];
			advice = rows[i].advice[l];
		}
	if (l == LETTER_FRENCH)
		french_of(n->event.why, why, sizeof(why));
	else
		(void)snprintf(why, sizeof(why), "%s", n->event.why);
	write_when(n->event.at_ms, l, when, sizeof(when));
	letter->language = languages[l].tag;
	(void)snprintf(letter->subject, sizeof(letter->subject), "%s%s%s",
	    n->printer, colon, said);
	if (!valid_line(letter->subject))
		(void)valid_text(letter->subject);
	(void)snprintf(letter->text, sizeof(letter->text),
	    "%s%s%s%s%s\n%s%s%s\n%s\n", n->printer,
	    n->job_id != 0 ? ", " : "", n->label, colon, said, why,
	    why[0] != '\0' ? "\n" : "", advice, when);
}

static enum letter_language
language_of(const struct notice *n, enum letter_language lab)
{
	unsigned int i;

	for (i = 0; i < LETTER_LANGUAGE__MAX; i++)
		if (strcmp(languages[i].tag, n->language) == 0)
			return i;
	return lab;
}

/* By the lab's clock. */
static void
write_when(int64_t at_ms, enum letter_language l, char *text, size_t size)
{
	time_t		at = (time_t)(at_ms / 1000);
	struct tm	parts;
	size_t		length = 0;

	if (localtime_r(&at, &parts) != NULL)
		length = l == LETTER_FRENCH ?
		    strftime(text, size, "%d/%m/%Y à %H:%M", &parts) :
		    strftime(text, size, "%Y-%m-%d %H:%M", &parts);
	if (length == 0)
		text[0] = '\0';
}
