/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading what a filter said.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spoolerd/course.h"
#include "spoolerd/keeper/reading.h"

static bool	number(const json_t *, const char *, int64_t *);
static void	keep_header(const json_t *, char [FILE_HEADER_SIZE]);
static bool	is_pair(const json_t *);
static void	keep_facts(const json_t *, struct file *);
static void	keep_words(const json_t *, struct file *);
static bool	keep_rest(const json_t *, const char *, size_t,
		    struct reading_rest *);
static bool	keep_image(const struct reading_bytes *, struct file *);

bool
reading_take(const char *text, size_t length, struct file *f,
    struct reading_rest *rest)
{
	const char *newline = memchr(text, '\n', length);
	size_t used = newline != NULL ? (size_t)(newline + 1 - text) : length;
	json_t *root = json_loadb(text, used, 0, NULL);
	const char *refused;
	int64_t line;
	enum file_refusal r;
	bool good = false;

	if (!json_is_object(root) ||
	    !number(root, "commands", &f->commands) ||
	    !number(root, "seconds", &f->seconds) ||
	    !number(root, "layers", &f->layers) ||
	    !number(root, "refused_line", &line))
		goto out;
	refused = json_string_value(json_object_get(root, "refused"));
	for (r = FILE_PRINTABLE; r < FILE_REFUSAL__MAX; r++)
		if (refused != NULL && strcmp(refused,
		    file_refusal_name(r)) == 0)
			break;
	if (r == FILE_REFUSAL__MAX)
		goto out;
	f->refused = r;
	f->refused_line = line;
	keep_header(json_object_get(root, "header"), f->header);
	keep_facts(root, f);
	keep_words(json_object_get(root, "said"), f);
	good = keep_rest(root, text + used, length - used, rest) &&
	    keep_image(&rest->image, f);
out:
	json_decref(root);
	return good;
}

static bool
number(const json_t *root, const char *key, int64_t *n)
{
	const json_t *value = json_object_get(root, key);

	*n = json_integer_value(value);
	return json_is_integer(value) && *n >= 0;
}

/* As many pairs of strings as there is room for. */
static void
keep_header(const json_t *pairs, char header[FILE_HEADER_SIZE])
{
	json_t *kept = json_array();
	char *text = NULL;
	size_t i;

	(void)snprintf(header, FILE_HEADER_SIZE, "[]");
	for (i = 0; i < json_array_size(pairs); i++) {
		if (!is_pair(json_array_get(pairs, i)))
			continue;
		(void)json_array_append(kept, json_array_get(pairs, i));
		text = json_dumps(kept, JSON_COMPACT);
		if (text == NULL || strlen(text) >= FILE_HEADER_SIZE)
			break;
		(void)snprintf(header, FILE_HEADER_SIZE, "%s", text);
		free(text);
		text = NULL;
	}
	free(text);
	json_decref(kept);
}

static bool
is_pair(const json_t *pair)
{
	return json_array_size(pair) == 2 &&
	    json_is_string(json_array_get(pair, 0)) &&
	    json_is_string(json_array_get(pair, 1));
}

/* What isn't there, or is no number, is 0. */
static void
keep_facts(const json_t *root, struct file *f)
{
	const json_t *facts = json_object_get(root, "facts");
	const json_t *findings = json_object_get(root, "findings");
	char *text;
	unsigned int i;

	for (i = 0; i < FILE_FACT__MAX; i++)
		f->facts[i] = json_integer_value(json_object_get(facts,
		    file_fact_name(i)));
	f->findings[0] = '\0';
	text = json_is_array(findings) ?
	    json_dumps(findings, JSON_COMPACT) : NULL;
	if (text != NULL && strlen(text) < sizeof(f->findings))
		(void)snprintf(f->findings, sizeof(f->findings), "%s", text);
	free(text);
}

/* One that is too long for its place says nothing. */
static void
keep_words(const json_t *said, struct file *f)
{
	const struct {
		const char	*key;
		char		*to;
		size_t		 size;
	} words[] = {
		{ "material", f->material, sizeof(f->material) },
		{ "slicer", f->slicer, sizeof(f->slicer) },
		{ "currency", f->currency, sizeof(f->currency) },
	};
	const char *word;
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		word = json_string_value(json_object_get(said, words[i].key));
		(void)snprintf(words[i].to, words[i].size, "%s",
		    word != NULL && strlen(word) < words[i].size ? word : "");
	}
}

/* false: there are not as many bytes as the line says, or that is no course. */
static bool
keep_rest(const json_t *root, const char *bytes, size_t n,
    struct reading_rest *rest)
{
	static struct course course;	/* 40 kB are no stack's */
	int64_t image, stops;

	*rest = (struct reading_rest){ .image.n = 0 };
	image = json_integer_value(json_object_get(root, "thumbnail"));
	stops = json_integer_value(json_object_get(root, "course"));
	if (image < 0 || stops < 0 || (size_t)image > n ||
	    (size_t)stops != n - (size_t)image)
		return false;
	rest->image = (struct reading_bytes){ bytes, (size_t)image };
	rest->course = (struct reading_bytes){ bytes + image, (size_t)stops };
	return stops == 0 ||
	    course_take(&course, rest->course.bytes, rest->course.n);
}

/* false: it is no picture that is kept here. */
static bool
keep_image(const struct reading_bytes *image, struct file *f)
{
	(void)snprintf(f->thumbnail, sizeof(f->thumbnail), "%s",
	    image_type(image->bytes, image->n));
	return (image->n == 0) == (f->thumbnail[0] == '\0');
}
