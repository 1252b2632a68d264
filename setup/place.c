/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Places: replaces @NAMES@ in arguments and templates.  The table is all there
 * is to know; a template that names anything else is refused, so that a typing
 * error never becomes a half-working configuration.
 */
#include <ctype.h>
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "setup/place.h"

static int		 expand_file(const struct place *, const char *,
			    const char *);
static const char	*value_of(const struct place *, const char *, size_t);
static size_t		 name_length(const char *);

static const struct {
	const char	*name;
	size_t		 offset;	/* of a char array in struct place */
} names[] = {
	{ "RUN", offsetof(struct place, run) },
	{ "BIN", offsetof(struct place, bin) },
	{ "SOURCE", offsetof(struct place, source) },
	{ "NGINX", offsetof(struct place, nginx) },
	{ "PORT", offsetof(struct place, port) },
	{ "SPEED", offsetof(struct place, speed) },
	{ "USER", offsetof(struct place, user) },
	{ "SITE", offsetof(struct place, site) },
	{ "HTTPS", offsetof(struct place, https) },
	{ "PLAIN", offsetof(struct place, plain) },
};

int
place_expand(const struct place *p, const char *text, char *out, size_t size)
{
	const char	*value;
	size_t		 used = 0, length, name;

	while (*text != '\0') {
		if ((name = name_length(text)) == 0) {
			value = text;
			length = 1;
		} else {
			if ((value = value_of(p, text + 1, name)) == NULL) {
				errno = EINVAL;
				return -1;
			}
			length = strlen(value);
		}
		if (used + length >= size) {
			errno = ENAMETOOLONG;
			return -1;
		}
		(void)memcpy(out + used, value, length);
		used += length;
		text += name == 0 ? 1 : name + 2;
	}
	out[used] = '\0';
	return 0;
}

/* Line by line.  0, or -1 after having said why. */
static int
expand_file(const struct place *p, const char *from, const char *to)
{
	FILE	*in, *out = NULL;
	char	*line = NULL, expanded[2 * PLACE_PATH];
	size_t	 size = 0;
	int	 status = -1, number = 0;

	if ((in = fopen(from, "re")) == NULL ||
	    (out = fopen(to, "we")) == NULL) {
		warn("%s", in == NULL ? from : to);
		goto out;
	}
	while (getline(&line, &size, in) != -1) {
		number++;
		if (place_expand(p, line, expanded, sizeof(expanded)) == -1) {
			warnx("%s, line %d: %s", from, number,
			    errno == EINVAL ? "no @NAME@ of the table in "
			    "setup/place.c" : strerror(errno));
			goto out;
		}
		(void)fputs(expanded, out);
	}
	if (ferror(in) || ferror(out) || fflush(out) == EOF) {
		warn("%s", to);
		goto out;
	}
	status = 0;
out:
	free(line);
	if (in != NULL)
		(void)fclose(in);
	if (out != NULL)
		(void)fclose(out);
	return status;
}

int
place_render_all(const struct place *p, const char *from, const char *to)
{
	char		 source[PLACE_PATH], target[PLACE_PATH];
	struct dirent	*entry;
	DIR		*dir;
	size_t		 length;
	int		 status = 0;

	if ((dir = opendir(from)) == NULL || place_make(to, 0755) == -1) {
		warn("%s", dir == NULL ? from : to);
		if (dir != NULL)
			(void)closedir(dir);
		return -1;
	}
	while (status == 0 && (entry = readdir(dir)) != NULL) {
		length = strlen(entry->d_name);
		if (length < 4 ||
		    strcmp(entry->d_name + length - 3, ".in") != 0)
			continue;
		if (snprintf(source, sizeof(source), "%s/%s", from,
		    entry->d_name) >= (int)sizeof(source) ||
		    snprintf(target, sizeof(target), "%s/%.*s", to,
		    (int)length - 3, entry->d_name) >= (int)sizeof(target)) {
			warnx("%s: path too long", entry->d_name);
			status = -1;
		} else
			status = expand_file(p, source, target);
	}
	(void)closedir(dir);
	return status;
}

int
place_make(const char *path, unsigned int mode)
{
	char	 copy[PLACE_PATH], *at;

	if (snprintf(copy, sizeof(copy), "%s", path) >= (int)sizeof(copy)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	for (at = copy + 1; *at != '\0'; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		if (mkdir(copy, 0755) == -1 && errno != EEXIST)
			return -1;
		*at = '/';
	}
	return mkdir(copy, mode) == -1 && errno != EEXIST ? -1 : 0;
}

/* The length of NAME in "@NAME@...", 0 when text does not begin like that. */
static size_t
name_length(const char *text)
{
	size_t	n = 0;

	if (*text != '@')
		return 0;
	while (isupper((unsigned char)text[1 + n]) || text[1 + n] == '_')
		n++;
	return text[1 + n] == '@' ? n : 0;
}

static const char *
value_of(const struct place *p, const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strncmp(names[i].name, name, length) == 0 &&
		    names[i].name[length] == '\0')
			return (const char *)p + names[i].offset;
	return NULL;
}
