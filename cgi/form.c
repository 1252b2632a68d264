/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The reader of multipart forms, and of query strings.
 *
 *	IN_PREAMBLE --delimiter--> AFTER_DELIMITER <--delimiter-- IN_DATA
 *	AFTER_DELIMITER --"\r"--> AFTER_RETURN --"\n"--> IN_HEADER
 *	AFTER_DELIMITER --"-"--> AFTER_DASH --"-"--> CLOSED
 *	IN_HEADER --empty line--> IN_DATA
 *
 * The delimiter begins with the only CR that is in it, so bytes that turn out
 * not to be one never hide the beginning of another.
 */
#include <string.h>
#include <strings.h>

#include "cgi/form.h"
#include "cgi/parameter.h"

typedef const char *(stepper)(struct form *, const char *, const char *);

static stepper	 step_body, step_turn, step_header;
static const char *candidate(const struct form *, const char *,
		    const char *);
static void	 give(struct form *, const char *, size_t);
static void	 delimited(struct form *);
static void	 begin_header(struct form *);
static bool	 read_header(struct form *);
static bool	 read_disposition(struct form_part *, const char *,
		    const char *);
static bool	 take(struct form_part *, const struct parameter *, bool *);

static stepper *const steppers[] = {
	[FORM_IN_PREAMBLE]	= step_body,
	[FORM_IN_DATA]		= step_body,
	[FORM_AFTER_DELIMITER]	= step_turn,
	[FORM_AFTER_DASH]	= step_turn,
	[FORM_AFTER_BLANK]	= step_turn,
	[FORM_AFTER_RETURN]	= step_turn,
	[FORM_IN_HEADER]	= step_header,
};
_Static_assert(sizeof(steppers) / sizeof(steppers[0]) == FORM_CLOSED,
    "every state that reads has its stepper");

/* What may follow a delimiter, byte by byte; all else breaks the form. */
static const struct {
	enum form_state	 state;
	char		 byte;
	enum form_state	 next;
} turns[] = {
	{ FORM_AFTER_DELIMITER,	'-',	FORM_AFTER_DASH },
	{ FORM_AFTER_DELIMITER,	'\r',	FORM_AFTER_RETURN },
	{ FORM_AFTER_DELIMITER,	' ',	FORM_AFTER_BLANK },
	{ FORM_AFTER_DELIMITER,	'\t',	FORM_AFTER_BLANK },
	{ FORM_AFTER_BLANK,	' ',	FORM_AFTER_BLANK },
	{ FORM_AFTER_BLANK,	'\t',	FORM_AFTER_BLANK },
	{ FORM_AFTER_BLANK,	'\r',	FORM_AFTER_RETURN },
	{ FORM_AFTER_DASH,	'-',	FORM_CLOSED },
	{ FORM_AFTER_RETURN,	'\n',	FORM_IN_HEADER },
};

static const char multipart[] = "multipart/form-data";

bool
form_is_multipart(const char *type)
{
	const size_t n = sizeof(multipart) - 1;

	return strncasecmp(type, multipart, n) == 0 &&
	    (type[n] == '\0' || strchr("; \t", type[n]) != NULL);
}

bool
form_begin(struct form *f, const char *type, const struct form_events *events,
    void *arg)
{
	static const char allowed[] = "'()+_,-./:=? 0123456789"
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const char *at = type + sizeof(multipart) - 1;
	const char *end = type + strlen(type);
	struct parameter p;
	size_t n;

	if (!form_is_multipart(type))
		return false;
	do
		if (parameter_next(&at, end, &p) != PARAMETER_OK)
			return false;
	while (strcasecmp(p.name, "boundary") != 0);
	n = p.length;
	if (n == 0 || n > FORM_BOUNDARY || strspn(p.value, allowed) != n ||
	    p.value[n - 1] == ' ')
		return false;
	memset(f, 0, sizeof(*f));
	f->events = events;
	f->arg = arg;
	memcpy(f->delimiter, "\r\n--", 4);
	memcpy(f->delimiter + 4, p.value, n);
	f->delimiter_length = n + 4;
	/* The first delimiter needs no line before it. */
	f->matched = 2;
	return true;
}

enum form_state
form_feed(struct form *f, const char *bytes, size_t n)
{
	const char *at = bytes, *end = bytes + n;

	while (at < end && f->state < FORM_CLOSED)
		at = steppers[f->state](f, at, end);
	return f->state;
}

/* Data, or what is before the first part. */
static const char *
step_body(struct form *f, const char *at, const char *end)
{
	const char *from = at;
	size_t n;

	if (f->matched == 0) {
		at = candidate(f, at, end);
		give(f, from, (size_t)(at - from));
		if (at == end || f->state >= FORM_CLOSED)
			return at;
	}
	if (*at == f->delimiter[f->matched]) {
		if (++f->matched == f->delimiter_length)
			delimited(f);
		return at + 1;
	}
	n = f->matched;
	f->matched = 0;
	give(f, f->delimiter, n);
	return at;
}

/* Where the next delimiter may begin, as far as these bytes tell. */
static const char *
candidate(const struct form *f, const char *at, const char *end)
{
	size_t n;

	for (;; at++) {
		at = memchr(at, '\r', (size_t)(end - at));
		if (at == NULL)
			return end;
		n = (size_t)(end - at);
		if (n > f->delimiter_length)
			n = f->delimiter_length;
		if (memcmp(at, f->delimiter, n) == 0)
			return at;
	}
}

static void
give(struct form *f, const char *bytes, size_t n)
{
	if (f->state == FORM_IN_PREAMBLE) {
		f->preamble += n;
		if (f->preamble > FORM_PREAMBLE)
			f->state = FORM_BROKEN;
	} else if (n > 0 && !f->events->data(f->arg, bytes, n))
		f->state = FORM_STOPPED;
}

static void
delimited(struct form *f)
{
	bool in_part = f->state == FORM_IN_DATA;

	f->matched = 0;
	f->state = FORM_AFTER_DELIMITER;
	if (in_part && !f->events->end(f->arg))
		f->state = FORM_STOPPED;
}

static const char *
step_turn(struct form *f, const char *at, const char *end)
{
	enum form_state next = FORM_BROKEN;
	size_t i;

	(void)end;
	for (i = 0; i < sizeof(turns) / sizeof(turns[0]); i++)
		if (turns[i].state == f->state && turns[i].byte == *at)
			next = turns[i].next;
	f->state = next;
	if (next == FORM_IN_HEADER)
		begin_header(f);
	return at + 1;
}

static void
begin_header(struct form *f)
{
	/* As if the line of the delimiter were the header's first. */
	memcpy(f->header, "\r\n", 2);
	f->header_length = 2;
	if (++f->parts > FORM_PARTS)
		f->state = FORM_BROKEN;
}

static const char *
step_header(struct form *f, const char *at, const char *end)
{
	size_t n;

	while (at < end) {
		if (f->header_length == sizeof(f->header))
			goto broken;
		f->header[f->header_length++] = *at++;
		n = f->header_length;
		if (n < 4 || memcmp(f->header + n - 4, "\r\n\r\n", 4) != 0)
			continue;
		if (!read_header(f))
			goto broken;
		f->state = FORM_IN_DATA;
		/* An empty part has its delimiter right here. */
		f->matched = 0;
		if (!f->events->part(f->arg, &f->part))
			f->state = FORM_STOPPED;
		return at;
	}
	return at;
broken:
	f->state = FORM_BROKEN;
	return end;
}

/* The lines of a header; only Content-Disposition says anything to us. */
static bool
read_header(struct form *f)
{
	static const char name[] = "Content-Disposition:";
	const size_t n = sizeof(name) - 1;
	const char *at = f->header + 2, *end = f->header + f->header_length;
	const char *line_end, *found = NULL, *found_end = NULL;

	for (; at < end; at = line_end + 2) {
		line_end = memmem(at, (size_t)(end - at), "\r\n", 2);
		if (line_end == NULL)
			return false;
		if ((size_t)(line_end - at) < n ||
		    strncasecmp(at, name, n) != 0)
			continue;
		if (found != NULL)
			return false;
		found = at + n;
		found_end = line_end;
	}
	return found != NULL &&
	    read_disposition(&f->part, found, found_end);
}

/* form-data; name="file"; filename="a.g"; filename*=UTF-8''a.g */
static bool
read_disposition(struct form_part *part, const char *at, const char *end)
{
	static const char type[] = "form-data";
	enum parameter_result result;
	bool extended = false;
	struct parameter p;

	memset(part, 0, sizeof(*part));
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	if ((size_t)(end - at) < sizeof(type) - 1 ||
	    strncasecmp(at, type, sizeof(type) - 1) != 0)
		return false;
	at += sizeof(type) - 1;
	while ((result = parameter_next(&at, end, &p)) == PARAMETER_OK)
		if (!take(part, &p, &extended))
			return false;
	return result == PARAMETER_END && part->name[0] != '\0';
}

/* One parameter; filename* wins over filename, whichever comes first.  false:
 * it is there twice, or can't be what it says. */
static bool
take(struct form_part *part, const struct parameter *p, bool *extended)
{
	bool is_extended = strcasecmp(p->name, "filename*") == 0;

	if (strcasecmp(p->name, "name") == 0) {
		if (part->name[0] != '\0' || p->length >= FORM_NAME ||
		    strlen(p->value) != p->length)
			return false;
		memcpy(part->name, p->value, p->length + 1);
		return true;
	}
	if (!is_extended && strcasecmp(p->name, "filename") != 0)
		return true;
	if (is_extended ? *extended : part->is_file && !*extended)
		return false;
	part->is_file = true;
	if (*extended)
		return true;
	*extended = is_extended;
	if (is_extended)
		return parameter_extended(p, part->filename,
		    sizeof(part->filename), &part->filename_length);
	memcpy(part->filename, p->value, p->length + 1);
	part->filename_length = p->length;
	return true;
}

enum form_query
form_query(const char *query, const char *name, char *value, size_t size)
{
	enum form_query result = FORM_ABSENT;
	size_t wanted = strlen(name), n, length;
	const char *at;
	long decoded;

	value[0] = '\0';
	for (at = query; at != NULL && *at != '\0'; at += n + (at[n] == '&')) {
		n = strcspn(at, "&");
		if (n < wanted || strncmp(at, name, wanted) != 0 ||
		    (n > wanted && at[wanted] != '='))
			continue;
		length = n > wanted ? n - wanted - 1 : 0;
		decoded = parameter_percent(at + n - length, length, true,
		    value, size);
		if (decoded == -1 || strlen(value) != (size_t)decoded ||
		    result == FORM_PRESENT) {
			value[0] = '\0';
			return FORM_MALFORMED;
		}
		result = FORM_PRESENT;
	}
	return result;
}
