/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one door for domain values.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sql/valid.h"

#define NAME_MAX_LENGTH		32
#define LABEL_CHARACTERS	255
#define REPLACEMENT		0xfffdu

static size_t		decode(const unsigned char *, size_t, uint32_t *);
static size_t		encode(uint32_t, char *);
static bool		is_shown(uint32_t);

static const char *const endings[] = {
	".g", ".gcode", ".gco", ".nc", ".ngc",
};

/* Characters that steer how other text is shown, first to last of a range:
 * controls, line separators, and the marks that turn the reading direction. */
static const struct {
	uint32_t first, last;
} hidden[] = {
	{ 0x00, 0x1f }, { 0x7f, 0x9f }, { 0x61c, 0x61c }, { 0x200b, 0x200f },
	{ 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0xfeff, 0xfeff },
	{ 0xfff9, 0xfffb }, { 0xe0000, 0xe007f },
};

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

bool
valid_printer_name(const char *name)
{
	size_t n = strlen(name);

	return n >= 1 && n <= NAME_MAX_LENGTH && strcmp(name, "any") != 0 &&
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
}

void
valid_label(const char *name, size_t length, char *label, size_t size)
{
	const unsigned char *s = (const unsigned char *)name;
	size_t begin = 0, used = 0, i, n, characters = 0;
	uint32_t c;

	length = strnlen(name, length);
	for (i = 0; i < length; i++)
		if (s[i] == '/' || s[i] == '\\')
			begin = i + 1;
	for (i = begin; i < length && characters < LABEL_CHARACTERS; i += n) {
		n = decode(s + i, length - i, &c);
		if (!is_shown(c))
			continue;
		if (used + 4 >= size)
			break;
		used += encode(c, label + used);
		characters++;
	}
	while (used > 0 && label[used - 1] == ' ')
		used--;
	label[used] = '\0';
	if (used == 0 || strcmp(label, ".") == 0 || strcmp(label, "..") == 0)
		(void)memcpy(label, "unnamed", sizeof("unnamed"));
}

bool
valid_gcode_label(const char *label)
{
	const char *dot = strrchr(label, '.');
	size_t i;

	if (dot == NULL || dot == label)
		return false;
	for (i = 0; i < COUNT(endings); i++)
		if (strcasecmp(dot, endings[i]) == 0)
			return true;
	return false;
}

bool
valid_line(const char *line)
{
	const unsigned char *s = (const unsigned char *)line;
	size_t length = strlen(line), i, n;
	uint32_t c;

	for (i = 0; i < length; i += n) {
		n = decode(s + i, length - i, &c);
		if (c == REPLACEMENT || !is_shown(c))
			return false;
	}
	return true;
}

bool
valid_number(const char *s, int64_t min, int64_t max, int64_t *n)
{
	size_t digits = strspn(s, "0123456789");
	int64_t value;

	if (digits < 1 || digits > 18 || s[digits] != '\0')
		return false;
	value = strtoll(s, NULL, 10);
	if (value < min || value > max)
		return false;
	*n = value;
	return true;
}

bool
valid_port_path(const char *path)
{
	size_t i;

	if (path[0] != '/' || strlen(path) >= 256)
		return false;
	for (i = 0; path[i] != '\0'; i++)
		if (path[i] <= ' ' || path[i] > '~')
			return false;
	return strstr(path, "/../") == NULL &&
	    (i < 3 || strcmp(path + i - 3, "/..") != 0);
}

bool
valid_email(const char *s)
{
	const char *at = strchr(s, '@');
	size_t i;

	for (i = 0; s[i] != '\0'; i++)
		if (s[i] <= ' ' || s[i] > '~' ||
		    strchr("\"'(),:;<>[\\]`|", s[i]) != NULL)
			return false;
	return at != NULL && at != s && at[1] != '\0' && s[0] != '-' &&
	    strchr(at + 1, '@') == NULL && i <= 254;
}

bool
valid_url(const char *s)
{
	size_t i;

	if (strncmp(s, "http://", 7) != 0 && strncmp(s, "https://", 8) != 0)
		return false;
	for (i = 0; s[i] != '\0'; i++)
		if (s[i] <= ' ' || s[i] > '~')
			return false;
	return strchr(s, '/')[2] != '\0' && i <= 1000;
}

char *
valid_text(char *text)
{
	char *s;

	for (s = text; *s != '\0'; s++)
		if (*s < ' ' || *s > '~')
			*s = '?';
	return text;
}

static bool
is_shown(uint32_t c)
{
	size_t i;

	for (i = 0; i < COUNT(hidden); i++)
		if (c >= hidden[i].first && c <= hidden[i].last)
			return false;
	return true;
}

/*
 * One character of UTF-8 (RFC 3629: shortest form, no surrogates, up to
 * U+10FFFF).  A wrong byte is one U+FFFD.  Returns the bytes taken.
 */
static size_t
decode(const unsigned char *s, size_t left, uint32_t *c)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n, i;

	*c = s[0];
	if (s[0] < 0x80)
		return 1;
	n = s[0] >= 0xf0 && s[0] <= 0xf4 ? 4 : s[0] >= 0xe0 && s[0] < 0xf0 ?
	    3 : s[0] >= 0xc2 && s[0] < 0xe0 ? 2 : 0;
	if (n == 0 || n > left)
		goto wrong;
	*c = s[0] & (0xffu >> (n + 1));
	for (i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			goto wrong;
		*c = *c << 6 | (s[i] & 0x3fu);
	}
	if (*c >= least[n] && *c <= 0x10ffff && (*c < 0xd800 || *c > 0xdfff))
		return n;
wrong:
	*c = REPLACEMENT;
	return 1;
}

static size_t
encode(uint32_t c, char *out)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}
