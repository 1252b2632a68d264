/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parameters and %-writing: where a client's bytes become
 * names and values.
 */
#include <string.h>
#include <strings.h>

#include "cgi/parameter.h"

static const char *skip_blanks(const char *, const char *);
static const char *read_value(const char *, const char *,
		    struct parameter *);
static bool	 latin_to_utf8(char *, size_t, size_t *);
static int	 hex(char);

enum parameter_result
parameter_next(const char **at, const char *end, struct parameter *p)
{
	const char *s = skip_blanks(*at, end);
	size_t n = 0;

	while (s < end && *s == ';')
		s = skip_blanks(s + 1, end);
	if (s == end)
		return PARAMETER_END;
	/* Nothing but a ';' may stand before a parameter. */
	if (s[-1] != ';' && s[-1] != ' ' && s[-1] != '\t')
		return PARAMETER_BROKEN;
	while (s < end && *s != '=' && *s != ';' && n + 1 < sizeof(p->name))
		p->name[n++] = *s++;
	p->name[n] = '\0';
	if (n == 0 || s == end || *s != '=' || strlen(p->name) != n)
		return PARAMETER_BROKEN;
	s = read_value(s + 1, end, p);
	if (s == NULL)
		return PARAMETER_BROKEN;
	*at = s;
	return PARAMETER_OK;
}

static const char *
skip_blanks(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	return s;
}

/* A token or a quoted string; returns what is behind it, or NULL. */
static const char *
read_value(const char *s, const char *end, struct parameter *p)
{
	bool quoted = s < end && *s == '"', closed = false;

	p->length = 0;
	for (s += quoted; s < end && !closed; s++) {
		if (quoted && *s == '"') {
			closed = true;
			continue;
		}
		if (!quoted && strchr("; \t", *s) != NULL && *s != '\0')
			break;
		if (quoted && *s == '\\' && s + 1 < end &&
		    (s[1] == '"' || s[1] == '\\'))
			s++;
		if (p->length + 1 == sizeof(p->value))
			return NULL;
		p->value[p->length++] = *s;
	}
	p->value[p->length] = '\0';
	if (quoted != closed)
		return NULL;
	/* Behind a value the next ';' comes, or the end. */
	s = skip_blanks(s, end);
	return s == end || *s == ';' ? s : NULL;
}

bool
parameter_extended(const struct parameter *p, char *text, size_t size,
    size_t *length)
{
	const char *language, *bytes, *end = p->value + p->length;
	long n;

	language = memchr(p->value, '\'', p->length);
	if (language == NULL)
		return false;
	bytes = memchr(language + 1, '\'', (size_t)(end - language - 1));
	if (bytes == NULL)
		return false;
	bytes++;
	n = parameter_percent(bytes, (size_t)(end - bytes), false, text, size);
	if (n == -1)
		return false;
	*length = (size_t)n;
	if (strncasecmp(p->value, "UTF-8'", 6) == 0)
		return true;
	return strncasecmp(p->value, "ISO-8859-1'", 11) == 0 &&
	    latin_to_utf8(text, size, length);
}

/* In place, from the end: each byte from 0x80 on becomes two. */
static bool
latin_to_utf8(char *text, size_t size, size_t *length)
{
	size_t from = *length, to = *length, i;
	unsigned char c;

	for (i = 0; i < *length; i++)
		to += (unsigned char)text[i] >= 0x80;
	if (to >= size)
		return false;
	*length = to;
	text[to] = '\0';
	while (from > 0) {
		c = (unsigned char)text[--from];
		if (c >= 0x80) {
			text[--to] = (char)(0x80 | (c & 0x3f));
			c = (unsigned char)(0xc0 | c >> 6);
		}
		text[--to] = (char)c;
	}
	return true;
}

long
parameter_percent(const char *s, size_t n, bool plus, char *text, size_t size)
{
	size_t i, used = 0;
	int high, low;
	char c;

	for (i = 0; i < n; i++) {
		c = plus && s[i] == '+' ? ' ' : s[i];
		if (s[i] == '%') {
			if (n - i < 3 || (high = hex(s[i + 1])) == -1 ||
			    (low = hex(s[i + 2])) == -1)
				return -1;
			c = (char)(high << 4 | low);
			i += 2;
		}
		if (used + 1 >= size)
			return -1;
		text[used++] = c;
	}
	text[used] = '\0';
	return (long)used;
}

static int
hex(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = memchr(digits, c, sizeof(digits) - 1);

	return at == NULL ? -1 : (int)((at - digits) & 15);
}
