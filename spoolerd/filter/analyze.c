/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The analysis of a print file: its lines, and who understands them.
 */
#include <stddef.h>
#include <string.h>

#include "spoolerd/filter/analyze.h"
#include "spoolerd/filter/quick.h"

static void	note(struct analyze *);
static double	moved(const struct analyze *);
static int64_t	layer(const struct analyze *);
static struct survey_now now(const struct analyze *);
static const char *take_moves(struct analyze *, const char *, const char *);
static const char *take_part(struct analyze *, const char *, const char *,
		    bool);
static void	keep(struct analyze *, const char *, size_t);
static void	take_line(struct analyze *, const char *, size_t);
static void	refuse(struct analyze *, const char *);
static void	take_comment(struct analyze *, const char *, size_t);

void
analyze_begin(struct analyze *a)
{
	memset(a, 0, offsetof(struct analyze, thumbnail));
	thumbnail_begin(&a->thumbnail);
	a->refused = "";
	a->number = 1;
	a->in_header = true;
	walk_begin(&a->walk, &motion_dagoma);
	survey_begin(&a->survey);
}

void
analyze_add(struct analyze *a, const char *bytes, size_t n)
{
	const bool nul = memchr(bytes, '\0', n) != NULL;
	const char *end = bytes + n;

	while (bytes < end) {
		if (!nul && a->used == 0)
			bytes = take_moves(a, bytes, end);
		if (bytes < end)
			bytes = take_part(a, bytes, end, nul);
	}
}

/* The plain moves that follow each other; returns what is behind them. */
static const char *
take_moves(struct analyze *a, const char *bytes, const char *end)
{
	struct words words;
	size_t n;

	while ((n = quick_read(bytes, end, &words)) > 0) {
		walk_move(&a->walk, &words);
		a->commands++;
		note(a);
		a->number++;
		a->in_header = false;
		thumbnail_break(&a->thumbnail);
		bytes += n + 1;
	}
	return bytes;
}

/* Up to the next newline; returns what is behind it. */
static const char *
take_part(struct analyze *a, const char *bytes, const char *end, bool nul)
{
	const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
	size_t part = (size_t)((newline != NULL ? newline : end) - bytes);

	a->nul = a->nul || (nul && memchr(bytes, '\0', part) != NULL);
	if (newline == NULL) {
		keep(a, bytes, part);
		return end;
	}
	if (a->used == 0) {
		take_line(a, bytes, part);
	} else {
		keep(a, bytes, part);
		take_line(a, a->line, a->used);
	}
	return newline + 1;
}

void
analyze_end(struct analyze *a)
{
	struct survey_now end;

	if (a->used > 0)
		take_line(a, a->line, a->used);
	walk_end(&a->walk);
	a->layers = a->remark.layer_count > 0 ? a->remark.layer_count :
	    a->remark.layer_marks;
	if (a->layers == 0)
		a->layers = a->walk.layers.n;
	end = now(a);
	end.layer = a->layers;
	end.move_s = a->walk.seconds;	/* those that were ahead, too */
	survey_end(&a->survey, &end);
	if (a->commands == 0 && a->refused[0] == '\0')
		a->refused = "empty";
}

static void
note(struct analyze *a)
{
	struct survey_now here;

	if (survey_goes_on(&a->survey, a->commands, layer(a),
	    a->walk.layers.z, moved(a), a->walk.waits.seconds))
		return;
	here = now(a);
	survey_note(&a->survey, &here);
}

/* When a machine that is as the analysis thinks answers this command. */
static double
moved(const struct analyze *a)
{
	return a->walk.seconds + a->walk.motion.begun;
}

/* The comments count its layers, if they do, else the heights. */
static int64_t
layer(const struct analyze *a)
{
	return a->remark.layer_marks > 0 ? a->remark.layer_marks :
	    a->walk.layers.n;
}

static struct survey_now
now(const struct analyze *a)
{
	return (struct survey_now){ .commands = a->commands,
	    .layer = layer(a),
	    .z = a->walk.layers.z,
	    .move_s = moved(a),
	    .rests = a->walk.motion.count == 0,
	    .wait_s = a->walk.waits.seconds };
}

/* As much of a line as feed_clean() looks at. */
static void
keep(struct analyze *a, const char *bytes, size_t n)
{
	size_t room = sizeof(a->line) - a->used;

	if (n > room)
		n = room;
	memcpy(a->line + a->used, bytes, n);
	a->used += n;
}

static void
take_line(struct analyze *a, const char *raw, size_t n)
{
	char command[FEED_LINE];
	enum feed_result result;
	size_t length, comment;

	result = feed_clean(raw, n, command, &length);
	if (result == FEED_CONTROL || a->nul)
		refuse(a, "binary");
	else if (result == FEED_TOO_LONG)
		refuse(a, "long-line");
	if (length > 0) {
		a->commands++;
		walk_command(&a->walk, command, length, a->number);
		note(a);
	}
	if (n > sizeof(a->line))
		n = sizeof(a->line);
	comment = length > 0 ? n : feed_comment(raw, n);
	if (comment < n) {
		take_comment(a, raw + comment + 1, n - comment - 1);
	} else {
		a->in_header = false;
		thumbnail_break(&a->thumbnail);
	}
	a->used = 0;
	a->nul = false;
	a->number++;
}

/* The first reason counts. */
static void
refuse(struct analyze *a, const char *why)
{
	if (a->refused[0] != '\0')
		return;
	a->refused = why;
	a->refused_line = a->number;
}

/* A line that is nothing but a comment; s is behind its `;`. */
static void
take_comment(struct analyze *a, const char *s, size_t n)
{
	while (n > 0 && (*s == ' ' || *s == '\t'))
		s++, n--;
	if (thumbnail_take(&a->thumbnail, s, n))
		return;
	remark_take(&a->remark, s, n);
	if (a->remark.layer_marks == 1)
		survey_restart(&a->survey);
	a->walk.layers.said_mm = a->remark.layer_mm;
	if (a->in_header)
		pairs_header(&a->pairs, s, n);
	else
		pairs_setting(&a->pairs, s, n);
}
