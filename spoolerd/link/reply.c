/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Replies: one line from a printer, classified by a table of prefixes, and by
 * one of words that may be anywhere.  The spellings are those of Marlin,
 * Repetier, Teacup, Prusa, Smoothie, RepRapFirmware and Klipper; all
 * comparisons ignore case where one of them does.
 */
#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "spoolerd/link/reply.h"

static enum reply_kind	 kind_of(const char *);
static bool		 is_prefix(const char *, const char *);
static void		 read_ok(const char *, struct reply *);
static uint64_t		 last_line(const char *);
static uint64_t		 ok_number(const char *);
static int		 ok_count(const char *, const char *);
static bool		 read_heat(const char *, struct reply_heat *);
static const char	*find_word(const char *, const char *);
static bool		 read_degrees(const char **, int32_t *);
static const char	*next_key(const char *, size_t *);

/* The first row that fits wins. */
static const struct {
	const char	*prefix;
	enum reply_kind	 kind;
} prefixes[] = {
	{ "ok",					REPLY_OK },
	{ "Resend:",				REPLY_RESEND },
	{ "rs ",				REPLY_RESEND },
	{ "echo:Marlin ",			REPLY_START },
	{ "echo:Marlin1",			REPLY_START },
	{ "Marlin ",				REPLY_START },
	{ "Smoothie",				REPLY_START },
	{ "RepRapFirmware for",			REPLY_START },
	{ "// Klipper state: Ready",		REPLY_START },
	{ "skip ",				REPLY_SKIP },
	{ "echo:busy:",				REPLY_BUSY },
	{ "busy:",				REPLY_BUSY },
	{ "Error:Line Number is not",		REPLY_LINE_ERROR },
	{ "Error:checksum mismatch",		REPLY_LINE_ERROR },
	{ "Error:No Checksum with line number",	REPLY_LINE_ERROR },
	{ "Error:No Line Number with checksum",	REPLY_LINE_ERROR },
	{ "Error:Wrong checksum",		REPLY_LINE_ERROR },
	{ "Error:Missing checksum",		REPLY_LINE_ERROR },
	{ "Error:expected line",		REPLY_LINE_ERROR },
	{ "Error:Format error",			REPLY_LINE_ERROR },
	{ "Error:incorrect checksum",		REPLY_LINE_ERROR },
	{ "Error:receive buffer overrun",	REPLY_LINE_ERROR },
	{ "Error:too many parts",		REPLY_LINE_ERROR },
	{ "Error:invalid part",			REPLY_LINE_ERROR },
	{ "Error:bad escape sequence",		REPLY_LINE_ERROR },
	{ "Error:missing linenumber",		REPLY_LINE_ERROR },
	{ "Error:Printer halted",		REPLY_KILLED },
	{ "Error:Printer stopped",		REPLY_KILLED },
	{ "echo:Printer stopped",		REPLY_KILLED },
	{ "fatal:",				REPLY_KILLED },
	{ "!!",					REPLY_KILLED },
	{ "error:Alarm lock",			REPLY_KILLED },
	{ "Entering Alarm/Halt state",		REPLY_KILLED },
	{ "Emergency Stop!",			REPLY_KILLED },
	{ "// Klipper state: Shutdown",		REPLY_KILLED },
	{ "// Klipper state: Disconnect",	REPLY_KILLED },
	{ "echo:Home X",			REPLY_UNDONE },
	{ "echo:Home Y",			REPLY_UNDONE },
	{ "echo:Home Z",			REPLY_UNDONE },
	{ "Error:",				REPLY_ERROR },
	{ "//action:",				REPLY_ACTION },
	{ "// action:",				REPLY_ACTION },
	{ "FIRMWARE_NAME:",			REPLY_FIRMWARE },
	{ "Cap:",				REPLY_CAPABILITY },
	{ "echo:Unknown command",		REPLY_UNKNOWN_COMMAND },
	{ "Unknown command:",			REPLY_UNKNOWN_COMMAND },
	{ "// Unknown command:",		REPLY_UNKNOWN_COMMAND },
	{ "E: Bad command",			REPLY_UNKNOWN_COMMAND },
	{ "Unknown M code:",			REPLY_UNKNOWN_COMMAND },
};

/* These are whole lines, or else somebody's prose.  Why a board was reset is
 * said behind "start", which the cable may have changed. */
static const struct {
	const char	*line;
	enum reply_kind	 kind;
} wholes[] = {
	{ "wait",			REPLY_WAIT },
	{ "start",			REPLY_START },
	{ "APrinter",			REPLY_START },
	{ "PowerUp",			REPLY_START },
	{ "External Reset",		REPLY_START },
	{ "Brown out Reset",		REPLY_START },
	{ "Watchdog Reset",		REPLY_START },
	{ "Software Reset",		REPLY_START },
	{ "Info:PowerUp",		REPLY_START },
	{ "Info:External Reset",	REPLY_START },
	{ "Info:Brown out Reset",	REPLY_START },
	{ "Info:Watchdog Reset",	REPLY_START },
	{ "Info:Software Reset",	REPLY_START },
};

/* Anywhere in a line that is none of the above, or an ok, or an error. */
static const struct {
	const char	*words;
	enum reply_kind	 kind;
} anywhere[] = {
	{ "use M999",			REPLY_KILLED },
	{ "with M999",			REPLY_KILLED },
	{ "M999 required",		REPLY_KILLED },
	{ "cold extrusion prevented",	REPLY_UNDONE },
	{ "too long extrusion prevented", REPLY_UNDONE },
	{ "Invalid extruder",		REPLY_UNDONE },
	{ "Probing Failed",		REPLY_UNDONE },
	{ "Error:WaitTimedOut",		REPLY_UNDONE },
};

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

struct reply
reply_read(const char *line)
{
	struct reply r = { .number = REPLY_NO_NUMBER, .free_blocks = -1,
	    .free_slots = -1 };

	while (*line == ' ' || *line == '\t')
		line++;
	if (strcmp(line, "ok") == 0) {	/* as nearly all answers */
		r.kind = REPLY_OK;
		return r;
	}
	r.kind = kind_of(line);
	if (r.kind == REPLY_RESEND)
		r.number = reply_number(line);
	else if (r.kind == REPLY_LINE_ERROR)
		r.number = last_line(line);
	else if (r.kind == REPLY_OK)
		read_ok(line + 2, &r);
	if (r.kind == REPLY_OK || r.kind == REPLY_OTHER)
		r.has_heat = read_heat(line, &r.heat);
	return r;
}

void
reply_field(const char *line, const char *key, char value[REPLY_TEXT])
{
	size_t wanted = strlen(key), length, n;
	const char *at, *end;

	value[0] = '\0';
	for (at = next_key(line, &length); at != NULL;
	    at = next_key(at + length + 1, &length))
		if (length == wanted && strncmp(at, key, wanted) == 0)
			break;
	if (at == NULL)
		return;
	at += length + 1;
	end = next_key(at, &length);
	n = end != NULL ? (size_t)(end - at) : strlen(at);
	while (n > 0 && at[n - 1] == ' ')
		n--;
	if (n >= REPLY_TEXT)
		n = REPLY_TEXT - 1;
	memcpy(value, at, n);
	value[n] = '\0';
}

bool
reply_capable(const char *line, const char *name)
{
	size_t n = strlen(name);

	return strncmp(line, "Cap:", 4) == 0 &&
	    strncmp(line + 4, name, n) == 0 && strcmp(line + 4 + n, ":1") == 0;
}

static enum reply_kind
kind_of(const char *line)
{
	enum reply_kind kind = REPLY_OTHER;
	size_t i;

	for (i = 0; i < COUNT(wholes); i++)
		if (strcmp(line, wholes[i].line) == 0)
			return wholes[i].kind;
	for (i = 0; i < COUNT(prefixes); i++)
		if (is_prefix(line, prefixes[i].prefix)) {
			kind = prefixes[i].kind;
			break;
		}
	if (kind == REPLY_OK && isalnum((unsigned char)line[2]))
		kind = REPLY_OTHER;
	if (kind != REPLY_OTHER && kind != REPLY_OK && kind != REPLY_ERROR)
		return kind;
	for (i = 0; i < COUNT(anywhere); i++)
		if (strstr(line, anywhere[i].words) != NULL)
			return anywhere[i].kind;
	return kind;
}

/* The next KEY: (capitals, digits, _) that begins a word; *length is KEY's. */
static const char *
next_key(const char *s, size_t *length)
{
	bool begin = true;
	size_t n;

	for (; *s != '\0'; s++) {
		if (begin && isupper((unsigned char)*s)) {
			n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "0123456789_");
			if (s[n] == ':') {
				*length = n;
				return s;
			}
		}
		begin = *s == ' ';
	}
	return NULL;
}

static bool
is_prefix(const char *line, const char *prefix)
{
	return strncasecmp(line, prefix, strlen(prefix)) == 0;
}

/* The first run of digits; a number too big to be one of ours is none. */
uint64_t
reply_number(const char *s)
{
	s += strcspn(s, "0123456789");
	if (*s == '\0' || strspn(s, "0123456789") > 18)
		return REPLY_NO_NUMBER;
	return strtoull(s, NULL, 10);
}

/* "Last Line: 8", behind what else is said. */
static uint64_t
last_line(const char *s)
{
	s = strstr(s, "Last Line:");
	return s != NULL ? reply_number(s) : REPLY_NO_NUMBER;
}

/* "ok 5" and "ok N5 P15 B3" name their line; "ok T:20.0" and "ok 0.5" do
 * not. */
static uint64_t
ok_number(const char *s)
{
	size_t n;

	if (*s != ' ')
		return REPLY_NO_NUMBER;
	s += 1 + (s[1] == 'N');
	n = strspn(s, "0123456789");
	if (n == 0 || (s[n] != '\0' && s[n] != ' '))
		return REPLY_NO_NUMBER;
	return reply_number(s);
}

/* Behind "ok": "N5 P15 B3", of Marlin's ADVANCED_OK, or other words, such as
 * APrinter's "FIRMWARE_NAME:APrinter". */
static void
read_ok(const char *s, struct reply *r)
{
	r->number = ok_number(s);
	r->free_blocks = ok_count(s, "P");
	r->free_slots = ok_count(s, "B");
	r->names = strstr(s, "FIRMWARE_NAME:") != NULL;
}

/* The small number of a word such as "P15"; -1: it is not there. */
static int
ok_count(const char *line, const char *key)
{
	const char *s = find_word(line, key);
	size_t n = s != NULL ? strspn(s, "0123456789") : 0;

	if (n == 0 || n > 3 || (s[n] != '\0' && s[n] != ' '))
		return -1;
	return (int)strtol(s, NULL, 10);
}

/* T0: is taken only where T: is missing (Smoothie, tools of Marlin). */
static const struct {
	const char	*key;
	size_t		 actual, target;	/* members of reply_heat */
} heaters[] = {
	{ "T:",  offsetof(struct reply_heat, hotend_dC),
	    offsetof(struct reply_heat, hotend_target_dC) },
	{ "T0:", offsetof(struct reply_heat, hotend_dC),
	    offsetof(struct reply_heat, hotend_target_dC) },
	{ "B:",  offsetof(struct reply_heat, bed_dC),
	    offsetof(struct reply_heat, bed_target_dC) },
};

/* Temperatures as Marlin, Repetier and Prusa print them, a target behind a
 * slash: "T:210.0 /210.0 B:60.1 /60.0 @:64". */
static bool
read_heat(const char *line, struct reply_heat *heat)
{
	const char *s;
	int32_t *actual, *target;
	bool found = false;
	size_t i;

	*heat = (struct reply_heat){ REPLY_NO_TEMPERATURE,
	    REPLY_NO_TEMPERATURE, REPLY_NO_TEMPERATURE, REPLY_NO_TEMPERATURE };
	if (strchr(line, ':') == NULL)
		return false;
	for (i = 0; i < COUNT(heaters); i++) {
		actual = (int32_t *)(void *)((char *)heat + heaters[i].actual);
		target = (int32_t *)(void *)((char *)heat + heaters[i].target);
		s = find_word(line, heaters[i].key);
		if (s == NULL || *actual != REPLY_NO_TEMPERATURE ||
		    !read_degrees(&s, actual))
			continue;
		found = true;
		if (*s == '/') {
			s++;
			(void)read_degrees(&s, target);
		}
	}
	return found;
}

/* Behind the first `key` that begins a word, or NULL. */
static const char *
find_word(const char *line, const char *key)
{
	const char *s;

	for (s = strstr(line, key); s != NULL; s = strstr(s + 1, key))
		if (s == line || s[-1] == ' ')
			return s + strlen(key);
	return NULL;
}

/* A number such as " 210.04 " as tenths; *at is left behind its blanks. */
static bool
read_degrees(const char **at, int32_t *dC)
{
	const char *s = *at;
	bool negative;
	long value;
	int digits;

	s += strspn(s, " ");
	negative = *s == '-';
	s += negative;
	for (value = 0, digits = 0; isdigit((unsigned char)*s); s++, digits++)
		if (digits < 6)
			value = value * 10 + (*s - '0');
	if (digits == 0 || digits > 6)
		return false;
	value *= 10;
	if (*s == '.') {
		s++;
		if (isdigit((unsigned char)*s))
			value += *s - '0';
		s += strspn(s, "0123456789");
	}
	if (*s == ' ' && s[1] == '/')
		s++;
	*dC = (int32_t)(negative ? -value : value);
	*at = s;
	return true;
}
