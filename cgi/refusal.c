/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of refusals, and the choice of its language.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cgi/refusal.h"

static double	quality(const char *, size_t);

static const struct row {
	int		 status;
	const char	*code;
	const char	*sentence[REFUSAL_TONGUE__MAX];
} rows[] = {
	[REFUSAL_NONE] = { 200, "", { "", "" } },
	[REFUSAL_NO_FILE] = { 400, "no-file", {
	    "There is no file in this upload: choose one and send it again.",
	    "Cet envoi ne contient aucun fichier : choisissez-en un et "
	    "recommencez." } },
	[REFUSAL_BROKEN_FORM] = { 400, "broken-form", {
	    "The form of this upload can't be read: send one file as "
	    "multipart/form-data, or its bytes alone with ?name=.",
	    "Le formulaire de cet envoi est illisible : envoyez un seul "
	    "fichier en multipart/form-data, ou ses octets seuls avec "
	    "?name=." } },
	[REFUSAL_INCOMPLETE] = { 400, "incomplete", {
	    "The upload stopped before its end and nothing was kept: send "
	    "the file again.",
	    "L'envoi s'est arrêté avant la fin et rien n'a été conservé : "
	    "renvoyez le fichier." } },
	[REFUSAL_BAD_REQUEST] = { 400, "bad-request", {
	    "This request can't be understood: compare it with the API's "
	    "description.",
	    "Cette requête n'est pas compréhensible : comparez-la à la "
	    "description de l'API." } },
	[REFUSAL_WRONG_KEY] = { 401, "wrong-key", {
	    "This API key is not valid: check it, or ask an administrator "
	    "for a new one.",
	    "Cette clé d'API n'est pas valable : vérifiez-la ou demandez-en "
	    "une nouvelle à un administrateur." } },
	[REFUSAL_WRONG_PASSWORD] = { 401, "wrong-password", {
	    "The name or the password is wrong: check both, or ask an "
	    "administrator for a new password.",
	    "Le nom ou le mot de passe est faux : vérifiez-les ou demandez "
	    "un nouveau mot de passe à un administrateur." } },
	[REFUSAL_NO_RIGHT] = { 403, "no-right", {
	    "You may not do this: log in, or use an API key, of somebody who "
	    "may, or ask an administrator.",
	    "Vous n'avez pas ce droit : connectez-vous, ou utilisez une clé "
	    "d'API, avec un compte qui l'a, ou adressez-vous à un "
	    "administrateur." } },
	[REFUSAL_FOREIGN_PAGE] = { 403, "foreign-page", {
	    "This request comes from a page of another site: use the pages "
	    "of this server.",
	    "Cette requête vient d'une page d'un autre site : utilisez les "
	    "pages de ce serveur." } },
	[REFUSAL_NAMELESS] = { 401, "nameless", {
	    "This server was not told who you are: log in when the browser "
	    "asks, or use an API key.",
	    "Ce serveur ne sait pas qui vous êtes : connectez-vous quand le "
	    "navigateur le demande ou utilisez une clé d'API." } },
	[REFUSAL_STRANGER] = { 403, "stranger", {
	    "Your password is right, but you are not let in here: ask an "
	    "administrator.",
	    "Votre mot de passe est juste, mais vous n'avez pas accès à ce "
	    "service : adressez-vous à un administrateur." } },
	[REFUSAL_OTHER_LOGIN] = { 409, "other-login", {
	    "Here the web server asks for names and passwords: log in when "
	    "the browser asks.",
	    "Ici, c'est le serveur web qui demande nom et mot de passe : "
	    "connectez-vous quand le navigateur le demande." } },
	[REFUSAL_NO_ACCOUNT] = { 403, "no-account", {
	    "Nobody is logged in: log in first.",
	    "Personne n'est connecté : connectez-vous d'abord." } },
	[REFUSAL_NEEDS_PASSWORD] = { 403, "needs-password", {
	    "Say your own password once more: it is asked for whenever a "
	    "secret is made.",
	    "Redonnez votre propre mot de passe : il est demandé chaque fois "
	    "qu'un secret est créé." } },
	[REFUSAL_NOT_YOUR_PASSWORD] = { 403, "not-your-password", {
	    "This is not your password: type it again.",
	    "Ce n'est pas votre mot de passe : tapez-le de nouveau." } },
	[REFUSAL_CHOOSE_PASSWORD] = { 403, "choose-password", {
	    "You came with a one-time password: choose your own one first, "
	    "on the page of your account.",
	    "Vous êtes entré avec un mot de passe provisoire : choisissez "
	    "d'abord le vôtre, sur la page de votre compte." } },
	[REFUSAL_OVER_LIMIT] = { 403, "over-limit", {
	    "This is more than this lab allows one person: wait, or ask an "
	    "administrator.",
	    "C'est plus que ce que ce labo permet à une personne : attendez "
	    "ou adressez-vous à un administrateur." } },
	[REFUSAL_NO_PRINTER] = { 404, "no-printer", {
	    "There is no printer of this name: look at the fleet overview "
	    "for those there are.",
	    "Aucune imprimante ne porte ce nom : choisissez-en une dans la "
	    "vue d'ensemble du parc." } },
	[REFUSAL_NOT_FOUND] = { 404, "not-found", {
	    "There is nothing here: check the address.",
	    "Il n'y a rien ici : vérifiez l'URL." } },
	[REFUSAL_BAD_METHOD] = { 405, "bad-method", {
	    "This address doesn't know that method: the Allow header lists "
	    "those it knows.",
	    "Cette URL ne connaît pas cette méthode : l'en-tête Allow donne "
	    "les méthodes connues." } },
	[REFUSAL_OTHER_OFFSET] = { 409, "other-offset", {
	    "More or less of this upload has arrived: ask how much, and go on "
	    "from there.",
	    "Cet envoi n'en est pas là : demandez où il en est et continuez "
	    "à partir de là." } },
	[REFUSAL_OTHER_JOB] = { 409, "other-job", {
	    "The printer holds another job by now: reload the page before "
	    "you decide.",
	    "L'imprimante s'occupe maintenant d'un autre travail : rechargez "
	    "la page avant de décider." } },
	[REFUSAL_REFUSED] = { 409, "refused", {
	    "This is not possible in the present state: reload the page to "
	    "see it.",
	    "Ce n'est pas possible dans l'état actuel : rechargez la page "
	    "pour le voir." } },
	[REFUSAL_UNPRINTABLE] = { 409, "refused", {
	    "The file was read and can't be printed: its page says why; "
	    "slice it again.",
	    "Le fichier a été analysé et n'est pas imprimable : sa page dit "
	    "pourquoi ; tranchez-le de nouveau." } },
	[REFUSAL_CLEANED] = { 409, "cleaned", {
	    "The file had its time and was cleaned from the archive: upload "
	    "it again, then print it.",
	    "Le fichier a fait son temps et a été retiré des archives : "
	    "envoyez-le de nouveau, puis imprimez-le." } },
	[REFUSAL_OFFLINE] = { 409, "offline", {
	    "The printer is not connected: check its cable and its power. "
	    "If it moves, cut its power.",
	    "L'imprimante n'est pas connectée : vérifiez son câble et son "
	    "alimentation. Si elle bouge, coupez son alimentation." } },
	[REFUSAL_CHANGED] = { 409, "changed", {
	    "Somebody else changed this meanwhile: look at it as it is now, "
	    "then decide again.",
	    "Quelqu'un d'autre a modifié ceci entre-temps : regardez ce qu'il "
	    "en est maintenant, puis décidez de nouveau." } },
	[REFUSAL_LAST_ADMIN] = { 409, "last-admin", {
	    "This is the last administrator: make another one first.",
	    "C'est le dernier administrateur : nommez-en d'abord un autre." } },
	[REFUSAL_NAME_TAKEN] = { 409, "name-taken", {
	    "There is a person of this name already: choose another name.",
	    "Quelqu'un porte déjà ce nom : choisissez-en un autre." } },
	[REFUSAL_TOO_MANY_KEYS] = { 409, "too-many-keys", {
	    "You have as many keys as one person can have: revoke one that "
	    "is not used any more.",
	    "Vous avez autant de clés qu'une personne peut en avoir : "
	    "révoquez-en une qui ne sert plus." } },
	[REFUSAL_PRINTER_TAKEN] = { 409, "printer-taken", {
	    "Another printer has this name: choose a different one.",
	    "Une autre imprimante porte ce nom : choisissez-en un "
	    "différent." } },
	[REFUSAL_HOLDS_JOB] = { 409, "holds-job", {
	    "A job holds this printer: wait for its end, or stop it first.",
	    "Une tâche occupe cette imprimante : attendez sa fin ou "
	    "arrêtez-la d'abord." } },
	[REFUSAL_TOO_MANY_CHIPS] = { 409, "too-many-chips", {
	    "The list has no room for more kinds of chip: take one off that "
	    "is not used any more.",
	    "La liste n'a plus de place pour d'autres puces : retirez-en une "
	    "qui ne sert plus." } },
	[REFUSAL_PROFILE_SHIPPED] = { 409, "profile-shipped", {
	    "This profile comes with Connectprint and stays as it is: copy "
	    "it, and change the copy.",
	    "Ce profil est fourni avec Connectprint et reste tel quel : "
	    "copiez-le, puis modifiez votre profil." } },
	[REFUSAL_PROFILE_IN_USE] = { 409, "profile-in-use", {
	    "Printers have this profile: choose another one in their "
	    "settings first.",
	    "Des imprimantes ont ce profil : choisissez-en d'abord un autre "
	    "dans leurs réglages." } },
	[REFUSAL_PROFILE_TAKEN] = { 409, "profile-taken", {
	    "Another profile has this name: choose a different one.",
	    "Un autre profil porte ce nom : choisissez-en un différent." } },
	[REFUSAL_MACHINE_TAKEN] = { 409, "machine-taken", {
	    "Another profile of this lab is for this machine type already: "
	    "take it away there first.",
	    "Un autre profil de ce labo vaut déjà pour ce type de machine : "
	    "retirez-le d'abord là-bas." } },
	[REFUSAL_PRINTER_BUSY] = { 409, "printer-busy", {
	    "A job holds this printer: control by hand is for one that is "
	    "free, or paused.",
	    "Un travail occupe cette imprimante : la commande manuelle "
	    "attend qu'elle soit libre ou en pause." } },
	[REFUSAL_OUT_OF_SERVICE] = { 409, "out-of-service", {
	    "The printer has a fault or is out of service: see to that "
	    "first.",
	    "L'imprimante est en défaut ou hors service : réglez cela "
	    "d'abord." } },
	[REFUSAL_TOO_COLD] = { 409, "too-cold", {
	    "The nozzle is too cold to move filament: heat it first.",
	    "La buse est trop froide pour pousser ou retirer du filament : "
	    "chauffez-la d'abord." } },
	[REFUSAL_PIECE_ON_BED] = { 409, "piece-on-bed", {
	    "A piece may still be on the bed, and the nozzle would hit it: "
	    "look first, then say that you are sure.",
	    "Une pièce est peut-être encore sur le plateau et la buse la "
	    "heurterait : regardez d'abord, puis confirmez." } },
	[REFUSAL_NOT_IN_PAUSE] = { 409, "not-in-pause", {
	    "In a pause the printer heats, extrudes and moves sideways; "
	    "anything else would spoil the print.",
	    "En pause, l'imprimante chauffe, extrude et se déplace de côté ; "
	    "tout le reste gâcherait l'impression." } },
	[REFUSAL_NO_WAY_BACK] = { 409, "no-way-back", {
	    "This pause doesn't know the way back to the piece, so nothing "
	    "may change before the print goes on.",
	    "Cette pause ne connaît pas le chemin du retour vers la pièce : "
	    "rien ne doit changer avant la reprise." } },
	[REFUSAL_TOO_HOT] = { 422, "too-hot", {
	    "This is hotter than the printer's profile allows: choose less.",
	    "C'est plus chaud que ce que permet le profil de l'imprimante : "
	    "choisissez moins." } },
	[REFUSAL_TOO_FAR] = { 422, "too-far", {
	    "This is too much for one step: choose less.",
	    "C'est trop pour une seule fois : choisissez moins." } },
	[REFUSAL_BAD_LINE] = { 422, "bad-line", {
	    "This is no single G-code command: a letter G or M, its number "
	    "and its values, in plain ASCII, without line number and "
	    "checksum.",
	    "Ce n'est pas une commande G-code unique : une lettre G ou M, "
	    "son numéro et ses valeurs, en ASCII, sans numéro de ligne ni "
	    "somme de contrôle." } },
	[REFUSAL_FORBIDDEN_LINE] = { 422, "forbidden-line", {
	    "This command would come between the spooler and the printer: "
	    "use the buttons for what it does.",
	    "Cette commande s'interposerait entre le spouleur et "
	    "l'imprimante : utilisez les boutons prévus." } },
	[REFUSAL_REFUSED_LINE] = { 422, "refused-line", {
	    "This command changes the printer for everybody: ask an "
	    "administrator.",
	    "Cette commande modifie l'imprimante pour tout le monde : "
	    "adressez-vous à un administrateur." } },
	[REFUSAL_NO_LENGTH] = { 411, "no-length", {
	    "The length of this upload is not declared: send a "
	    "Content-Length, or use multipart/form-data.",
	    "La longueur de cet envoi n'est pas déclarée : envoyez un "
	    "Content-Length ou utilisez multipart/form-data." } },
	[REFUSAL_TOO_BIG] = { 413, "too-big", {
	    "The file is larger than this server accepts: slice it more "
	    "coarsely, or ask an administrator to raise the limit.",
	    "Le fichier est plus gros que ce que ce serveur accepte : "
	    "tranchez-le plus grossièrement ou demandez à un administrateur "
	    "d'en accepter de plus gros." } },
	[REFUSAL_WRONG_EXTENSION] = { 415, "wrong-extension", {
	    "This is not a G-code file: its name must end in .g, .gcode, "
	    ".gco, .nc or .ngc.",
	    "Ce n'est pas un fichier G-code : son nom doit finir par .g, "
	    ".gcode, .gco, .nc ou .ngc." } },
	[REFUSAL_BINARY] = { 415, "binary", {
	    "The file is not text: export plain G-code from the slicer.",
	    "Le fichier n'est pas du texte : exportez du G-code simple "
	    "depuis le trancheur." } },
	[REFUSAL_EMPTY] = { 415, "empty", {
	    "The file is empty: export it again from the slicer.",
	    "Le fichier est vide : exportez-le de nouveau depuis le "
	    "trancheur." } },
	[REFUSAL_TOO_OFTEN] = { 429, "too-often", {
	    "There were too many wrong passwords: wait five minutes and try "
	    "again.",
	    "Il y a eu trop de mots de passe faux : attendez cinq minutes et "
	    "recommencez." } },
	[REFUSAL_CROWDED] = { 429, "crowded", {
	    "Too many live connections are open: close some pages or scripts "
	    "that watch, or ask an administrator to allow more.",
	    "Trop de connexions en direct sont ouvertes : fermez des pages ou "
	    "des scripts qui regardent, ou demandez à un administrateur d'en "
	    "autoriser plus." } },
	[REFUSAL_OBJECTION] = { 422, "objection", {
	    "This file may not be printed on this printer: its page says why "
	    "and in which lines.",
	    "Ce fichier ne peut pas être imprimé sur cette imprimante : sa "
	    "page dit pourquoi et à quelles lignes." } },
	[REFUSAL_BAD_NAME] = { 422, "bad-name", {
	    "A name is 1 to 64 letters, digits and . _ - @ without blanks or "
	    "accents, and not \"visitor\" or \"spooler\".",
	    "Un nom a de 1 à 64 lettres, chiffres et . _ - @ sans blancs ni "
	    "accents, et n'est ni « visitor » ni « spooler »." } },
	[REFUSAL_WEAK_PASSWORD] = { 422, "weak-password", {
	    "A password has 10 to 256 characters and is not the one before: "
	    "a few words in a row are easy to remember.",
	    "Un mot de passe a de 10 à 256 caractères et n'est pas le "
	    "précédent : quelques mots à la suite se retiennent "
	    "facilement." } },
	[REFUSAL_OUT_OF_RANGE] = { 422, "out-of-range", {
	    "This value is too small or too large: choose another one.",
	    "Cette valeur est trop petite ou trop grande : choisissez-en une "
	    "autre." } },
	[REFUSAL_BAD_WEBCAM] = { 422, "bad-webcam", {
	    "This is no camera's address: http:// or https://, the name of a "
	    "host or its numbers, and no password before an @.",
	    "Ce n'est pas l'adresse d'une caméra : http:// ou https://, le "
	    "nom d'un hôte ou ses chiffres, et pas de mot de passe devant "
	    "un @." } },
	[REFUSAL_BAD_PRINTER_NAME] = { 422, "bad-printer-name", {
	    "A printer's name has 1 to 32 of a-z, 0-9 and -, and is not "
	    "\"any\".",
	    "Le nom d'une imprimante a de 1 à 32 caractères parmi a-z, 0-9 "
	    "et -, et n'est pas « any »." } },
	[REFUSAL_BAD_PROFILE_NAME] = { 422, "bad-profile-name", {
	    "A profile's name has 1 to 32 of a-z, 0-9 and -, and is not "
	    "\"any\".",
	    "Le nom d'un profil a de 1 à 32 caractères parmi a-z, 0-9 et -, "
	    "et n'est pas « any »." } },
	[REFUSAL_UNKNOWN_VALUE] = { 422, "unknown-value", {
	    "There is no such choice here: reload the page and choose "
	    "another one.",
	    "Ce choix n'existe pas ici : rechargez la page et faites-en un "
	    "autre." } },
	[REFUSAL_BAD_TEXT] = { 422, "bad-text", {
	    "This text is empty, too long (255 bytes at most) or holds "
	    "control characters: write it in one plain line.",
	    "Ce texte est vide, trop long (255 octets au plus) ou contient "
	    "des caractères de contrôle : écrivez-le en une ligne simple." } },
	[REFUSAL_BAD_COMMAND] = { 422, "bad-command", {
	    "One of these commands is not allowed there.",
	    "L'une de ces commandes n'y est pas autorisée." } },
	[REFUSAL_BAD_CHIP] = { 422, "bad-chip", {
	    "A kind of chip is written as 0403:6001, four hexadecimal digits "
	    "each: the list of ports shows it.",
	    "Un type de puce s'écrit comme 0403:6001, quatre chiffres "
	    "hexadécimaux chacun : la liste des ports le montre." } },
	[REFUSAL_BROKEN] = { 500, "broken", {
	    "Something is broken in the server: its log says what; tell an "
	    "administrator.",
	    "Le serveur est en panne : son journal dit pourquoi ; prévenez "
	    "un administrateur." } },
	[REFUSAL_NO_PICTURE] = { 502, "no-picture", {
	    "Nobody knows where this camera is just now: its name is looked "
	    "up every minute; see that it is on and its name is right.",
	    "Personne ne sait où est cette caméra : son nom est redemandé "
	    "chaque minute ; vérifiez qu'elle est allumée et que son nom est "
	    "juste." } },
	[REFUSAL_BUSY] = { 503, "busy", {
	    "The server is busy: try again in a moment.",
	    "Le serveur est occupé : réessayez dans un instant." } },
	[REFUSAL_NO_DAEMON] = { 503, "no-daemon", {
	    "The spooler does not run or does not answer, so no order "
	    "reaches a printer: tell an administrator. If a printer must "
	    "stop now, cut its power.",
	    "Le spouleur ne tourne pas ou ne répond pas, aucun ordre "
	    "n'atteint donc une imprimante : prévenez un administrateur. Si "
	    "une imprimante doit s'arrêter, coupez son alimentation." } },
	[REFUSAL_NO_SPACE] = { 507, "no-space", {
	    "There is no space left on the server, so nothing was kept of "
	    "this: ask an administrator to make room.",
	    "Il n'y a plus de place sur le serveur, rien n'en a donc été "
	    "gardé : demandez à un administrateur d'en libérer." } },
};
_Static_assert(sizeof(rows) / sizeof(rows[0]) == REFUSAL__MAX,
    "every refusal has its row");

static const char *const tags[] = {
	[REFUSAL_ENGLISH] = "en",
	[REFUSAL_FRENCH]  = "fr",
};
_Static_assert(sizeof(tags) / sizeof(tags[0]) == REFUSAL_TONGUE__MAX,
    "every tongue has its tag");

/* What the control socket says in words of its own. */
static const struct {
	const char	*code;
	enum refusal	 refusal;
} aliases[] = {
	{ "timeout", REFUSAL_NO_DAEMON },
};

int
refusal_status(enum refusal refusal)
{
	return rows[refusal].status;
}

const char *
refusal_code(enum refusal refusal)
{
	return rows[refusal].code;
}

const char *
refusal_sentence(enum refusal refusal, enum refusal_tongue tongue)
{
	return rows[refusal].sentence[tongue];
}

enum refusal
refusal_by_code(const char *code)
{
	size_t i;

	if (code == NULL)
		return REFUSAL_BROKEN;
	for (i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
		if (strcmp(aliases[i].code, code) == 0)
			return aliases[i].refusal;
	for (i = REFUSAL_NONE + 1; i < REFUSAL__MAX; i++)
		if (strcmp(rows[i].code, code) == 0)
			return (enum refusal)i;
	return REFUSAL_BROKEN;
}

enum refusal
refusal_of_spool(enum spool_result result)
{
	static const enum refusal meaning[] = {
		[SPOOL_OK]	= REFUSAL_NONE,
		[SPOOL_NONE]	= REFUSAL_NOT_FOUND,
		[SPOOL_REFUSED]	= REFUSAL_REFUSED,
		[SPOOL_BUSY]	= REFUSAL_BUSY,
		[SPOOL_FULL]	= REFUSAL_NO_SPACE,
		[SPOOL_BROKEN]	= REFUSAL_BROKEN,
	};
	_Static_assert(sizeof(meaning) / sizeof(meaning[0]) == SPOOL__MAX,
	    "every result has its meaning");

	return meaning[result];
}

const char *
refusal_tongue_tag(enum refusal_tongue tongue)
{
	return tags[tongue];
}

/* "fr-CH, fr;q=0.9, en;q=0.8": the first of the best of ours wins. */
enum refusal_tongue
refusal_tongue(const char *header)
{
	enum refusal_tongue best = REFUSAL_ENGLISH;
	double best_quality = 0, q;
	size_t length, i;
	const char *s;

	for (s = header; s != NULL && *s != '\0'; s += length) {
		s += strspn(s, ", \t");
		length = strcspn(s, ",");
		for (i = 0; i < REFUSAL_TONGUE__MAX; i++) {
			if (length < 2 || strncasecmp(s, tags[i], 2) != 0 ||
			    (length > 2 && strchr("-; \t", s[2]) == NULL))
				continue;
			q = quality(s, length);
			if (q > best_quality) {
				best_quality = q;
				best = (enum refusal_tongue)i;
			}
		}
	}
	return best;
}

/* The q of one entry; 1 when it has none. */
static double
quality(const char *entry, size_t length)
{
	const char *semicolon = memchr(entry, ';', length);

	if (semicolon == NULL)
		return 1;
	semicolon += 1 + strspn(semicolon + 1, " \t");
	if (strncasecmp(semicolon, "q=", 2) != 0)
		return 1;
	return strtod(semicolon + 2, NULL);
}
