/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading an nginx configuration: words, ';', '{' and '}', and a stack of
 * blocks, of which each knows its own limit or takes that of the one around.
 */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "setup/nginxconf.h"

#define WORDS		8	/* of a directive; more are not looked at */
#define WORD_SIZE	256
#define BLOCKS		16	/* one in the other */
#define INCLUDES	4	/* one in the other */
#define USUAL_LIMIT	(INT64_C(1) << 20)	/* nginx's own */

struct block {
	int64_t	limit;		/* -1: as around it */
	bool	uploads;	/* it, or one in it without a limit of its
				 * own, takes uploads */
};

struct reader {
	struct nginxconf	*conf;
	const char		*root, *dir;
	struct block		 blocks[BLOCKS];
	int			 depth;		/* of blocks */
	int			 includes;	/* that we are in */
	char			 words[WORDS][WORD_SIZE];
	int			 n_words;
};

typedef void	 (directive_handler)(struct reader *);

static int	 read_file(struct reader *, const char *);
static int	 next(FILE *, char *);
static void	 directive(struct reader *);
static void	 open_block(struct reader *);
static void	 close_block(struct reader *);
static int64_t	 size_of(const char *);
static directive_handler on_limit, on_listen, on_pass, on_include, on_set,
		 on_deny;

static const struct {
	const char		*name;
	directive_handler	*handler;
} directives[] = {
	{ "client_max_body_size",	on_limit },
	{ "listen",			on_listen },
	{ "fastcgi_pass",		on_pass },
	{ "include",			on_include },
	{ "set",			on_set },
	{ "deny",			on_deny },
};

int
nginxconf_read(const char *root, const char *dir, const char *path,
    struct nginxconf *conf)
{
	struct reader r = { .conf = conf, .root = root, .dir = dir };

	memset(conf, 0, sizeof(*conf));
	conf->upload_bytes = NGINXCONF_UNLIMITED;
	r.blocks[0].limit = -1;
	if (read_file(&r, path) == -1)
		return -1;
	if (r.blocks[0].limit == -1)
		r.blocks[0].limit = USUAL_LIMIT;
	r.depth = 0;
	close_block(&r);
	return 0;
}

static int
read_file(struct reader *r, const char *path)
{
	char whole[4096], word[WORD_SIZE];
	FILE *f;
	int c;

	if (snprintf(whole, sizeof(whole), "%s%s%s%s", r->root,
	    path[0] == '/' ? "" : r->dir, path[0] == '/' ? "" : "/", path) >=
	    (int)sizeof(whole)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	f = fopen(whole, "re");
	if (f == NULL)
		return -1;
	r->n_words = 0;
	while ((c = next(f, word)) != EOF) {
		if (c == 0) {
			if (r->n_words < WORDS)
				memcpy(r->words[r->n_words++], word,
				    sizeof(word));
			continue;
		}
		if (c == ';')
			directive(r);
		else if (c == '{')
			open_block(r);
		else
			close_block(r);
		r->n_words = 0;
	}
	(void)fclose(f);
	return 0;
}

/* 0 and the next word, cut to its size; or ';', '{', '}', EOF. */
static int
next(FILE *f, char *word)
{
	size_t n = 0;
	int c, last = 0, quote = 0;

	do {
		c = getc(f);
		if (c == '#')
			while (c != '\n' && c != EOF)
				c = getc(f);
	} while (c == ' ' || c == '\t' || c == '\n' || c == '\r');
	if (c == EOF || c == ';' || c == '{' || c == '}')
		return c;
	if (c == '"' || c == '\'') {
		quote = c;
		c = getc(f);
	}
	/* ${name} is of the word, and so is what is behind a backslash */
	for (; c != EOF && c != quote && (quote != 0 ||
	    (strchr(" \t\r\n;", c) == NULL && (c != '{' || last == '$')));
	    c = getc(f)) {
		if (c == '\\' && (c = getc(f)) == EOF)
			break;
		if (n + 1 < WORD_SIZE)
			word[n++] = (char)c;
		last = c;
	}
	if (quote == 0 && c != EOF)
		(void)ungetc(c, f);
	word[n] = '\0';
	return 0;
}

static void
directive(struct reader *r)
{
	size_t i;

	for (i = 0; i < sizeof(directives) / sizeof(directives[0]); i++)
		if (r->n_words > 1 &&
		    strcmp(directives[i].name, r->words[0]) == 0) {
			directives[i].handler(r);
			return;
		}
}

static void
open_block(struct reader *r)
{
	if (r->depth + 1 < BLOCKS)
		r->depth++;
	r->blocks[r->depth] = (struct block){ .limit = -1 };
}

/* What it accepts is its own word, or that of the block around it, which may
 * still be said. */
static void
close_block(struct reader *r)
{
	const struct block *b = &r->blocks[r->depth];

	if (b->uploads && b->limit != -1) {
		r->conf->has_uploads = true;
		if (b->limit < r->conf->upload_bytes)
			r->conf->upload_bytes = b->limit;
	}
	if (r->depth == 0)
		return;
	r->depth--;
	if (b->uploads && b->limit == -1)
		r->blocks[r->depth].uploads = true;
}

static void
on_limit(struct reader *r)
{
	r->blocks[r->depth].limit = size_of(r->words[1]);
}

/* 10m, 64k, 0 for no limit. */
static int64_t
size_of(const char *word)
{
	char *end;
	long long n = strtoll(word, &end, 10);

	if (n <= 0 || n > INT64_MAX >> 30)
		return NGINXCONF_UNLIMITED;
	switch (*end) {
	case 'k':
	case 'K':
		return n << 10;
	case 'm':
	case 'M':
		return n << 20;
	case 'g':
	case 'G':
		return n << 30;
	default:
		return n;
	}
}

static void
on_listen(struct reader *r)
{
	static const char *const ours[] = { "127.", "localhost", "[::1]",
	    "unix:" };
	size_t i;

	for (i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (strncasecmp(r->words[1], ours[i], strlen(ours[i])) == 0)
			return;
	r->conf->is_public = true;
	(void)snprintf(r->conf->listen, sizeof(r->conf->listen), "%.63s",
	    r->words[1]);
}

static void
on_pass(struct reader *r)
{
	if (strstr(r->words[1], "connectprint_files") != NULL)
		r->blocks[r->depth].uploads = true;
}

/* What a part of our site says of itself. */
static void
on_set(struct reader *r)
{
	if (r->n_words < 3)
		return;
	if (strcmp(r->words[1], "$connectprint_tls") == 0)
		r->conf->is_https = strcmp(r->words[2], "off") != 0;
	if (strcmp(r->words[1], "$connectprint_auth") == 0)
		r->conf->is_named = strcmp(r->words[2], "nginx") == 0;
}

static void
on_deny(struct reader *r)
{
	if (strcmp(r->words[1], "all") == 0)
		r->conf->is_fenced = true;
}

static void
on_include(struct reader *r)
{
	char pattern[4096], path[WORD_SIZE];
	glob_t found;
	size_t i;

	if (r->includes == INCLUDES)
		return;
	memcpy(path, r->words[1], sizeof(path));
	(void)snprintf(pattern, sizeof(pattern), "%s%s%s%s", r->root,
	    path[0] == '/' ? "" : r->dir, path[0] == '/' ? "" : "/", path);
	if (glob(pattern, 0, NULL, &found) != 0)
		return;
	r->includes++;
	for (i = 0; i < found.gl_pathc; i++)
		(void)read_file(r, found.gl_pathv[i] + strlen(r->root));
	r->includes--;
	globfree(&found);
}
