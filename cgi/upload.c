/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Receiving an upload.  What the client sends reaches struct upload only
 * through the table of fields below and through the part named "file"; there
 * is no other way in, so that nothing it invents can look like ours.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cgi/form.h"
#include "cgi/label.h"
#include "cgi/upload.h"
#include "sql/content.h"
#include "sql/policy.h"
#include "sql/valid.h"

#define BUFFER_BYTES	(64 << 10)
#define FORM_OVERHEAD	(256 << 10)	/* of a form's other parts, at most */
#define LOOK_BYTES	(8 << 20)	/* how often free space is looked at */

enum field { FIELD_FILE, FIELD_PRINTER, FIELD_PRINT, FIELD_TO_PRINT,
	FIELD_TO_QUEUE, FIELD_OTHER };

struct receiver {
	struct spool			*spool;
	const char			*dir;
	const struct upload_source	*source;
	struct upload			*upload;
	struct content			*content;	/* NULL: no file yet */
	enum refusal			 refusal;	/* why it was stopped */
	int64_t				 most, keep_free;	/* policies */
	int64_t				 next_look;	/* at the free space */
	int64_t				 received;	/* of the body */
	/* The part that is being read. */
	enum field			 field;
	bool				 seen[FIELD_OTHER];
	char				 value[UPLOAD_FIELD + 1];
	size_t				 value_length;
	struct form			 form;
	char				 buffer[BUFFER_BYTES];
};

static bool		 may_go_on(enum refusal);
static enum refusal	 begin(struct receiver *);
static enum refusal	 room(const struct receiver *, int64_t);
static enum refusal	 receive_form(struct receiver *);
static enum refusal	 receive_raw(struct receiver *);
static enum refusal	 raw_name(struct receiver *);
static size_t		 read_some(struct receiver *);
static enum refusal	 commit(struct receiver *);
static enum refusal	 begin_file(struct receiver *, const char *, size_t);
static enum refusal	 add(struct receiver *, const char *, size_t);
static enum refusal	 set_printer(struct receiver *, const char *);
static enum refusal	 set_print(struct receiver *, const char *);
static bool		 on_part(void *, const struct form_part *);
static bool		 on_data(void *, const char *, size_t);
static bool		 on_end(void *);

/* The parts of a form that mean something besides the file. */
static const struct {
	const char	*name;
	enum field	 field;
	enum refusal	(*set)(struct receiver *, const char *);
} fields[] = {
	{ "printer",	FIELD_PRINTER,	set_printer },
	{ "print",	FIELD_PRINT,	set_print },
	{ "to_print",	FIELD_TO_PRINT,	set_print },
	{ "to_queue",	FIELD_TO_QUEUE,	set_print },
};
#define N_FIELDS	(sizeof(fields) / sizeof(fields[0]))

static const struct form_events events = { on_part, on_data, on_end };

enum refusal
upload_receive(struct spool *spool, const char *dir,
    const struct upload_source *source, struct upload *upload)
{
	enum refusal refusal;
	struct receiver *r;

	memset(upload, 0, sizeof(*upload));
	r = malloc(sizeof(*r));
	if (r == NULL)
		return REFUSAL_BROKEN;
	/* The buffer stays untouched until it is used. */
	memset(r, 0, offsetof(struct receiver, buffer));
	r->spool = spool;
	r->dir = dir;
	r->source = source;
	r->upload = upload;
	refusal = begin(r);
	if (refusal == REFUSAL_NONE)
		refusal = source->content_type != NULL &&
		    form_is_multipart(source->content_type) ?
		    receive_form(r) : receive_raw(r);
	if (refusal == REFUSAL_NONE)
		refusal = commit(r);
	if (source->resume != NULL && may_go_on(refusal))
		content_leave(r->content);
	else
		content_abort(r->content);
	free(r);
	return refusal;
}

/* What comes again, or is made room for, need not come from its beginning. */
static bool
may_go_on(enum refusal refusal)
{
	return refusal == REFUSAL_INCOMPLETE || refusal == REFUSAL_NO_SPACE ||
	    refusal == REFUSAL_OTHER_OFFSET;
}

/* The limits, and what they say before a byte was read. */
static enum refusal
begin(struct receiver *r)
{
	int64_t length = r->source->length;
	enum spool_result result;

	result = policy_get(r->spool, POLICY_UPLOAD_BYTES, &r->most);
	if (result == SPOOL_OK)
		result = policy_get(r->spool, POLICY_FREE_BYTES,
		    &r->keep_free);
	if (result != SPOOL_OK)
		return refusal_of_spool(result);
	if (length > r->most + FORM_OVERHEAD)
		return REFUSAL_TOO_BIG;
	if (r->source->printer != NULL) {
		r->upload->printer = *r->source->printer;
		r->upload->has_printer = true;
	}
	return room(r, length > 0 ? length : 0);
}

/* Is there room for so many bytes more? */
static enum refusal
room(const struct receiver *r, int64_t bytes)
{
	int64_t free_bytes = content_free_bytes(r->dir);

	if (free_bytes == -1)
		return REFUSAL_BROKEN;
	return free_bytes - bytes < r->keep_free ? REFUSAL_NO_SPACE :
	    REFUSAL_NONE;
}

static enum refusal
receive_form(struct receiver *r)
{
	enum form_state state = FORM_IN_PREAMBLE;
	size_t n;

	if (!form_begin(&r->form, r->source->content_type, &events, r))
		return REFUSAL_BROKEN_FORM;
	while (state < FORM_STOPPED && (n = read_some(r)) > 0)
		state = form_feed(&r->form, r->buffer, n);
	if (state == FORM_STOPPED)
		return r->refusal;
	if (state == FORM_BROKEN)
		return REFUSAL_BROKEN_FORM;
	if (r->received < r->source->length)
		return REFUSAL_INCOMPLETE;
	if (state != FORM_CLOSED)
		return r->source->length == -1 ? REFUSAL_INCOMPLETE :
		    REFUSAL_BROKEN_FORM;
	return REFUSAL_NONE;
}

/* A body cut off and a chunked one that ended look the same: only a declared
 * length tells them apart. */
static enum refusal
receive_raw(struct receiver *r)
{
	enum refusal refusal = REFUSAL_NONE;
	size_t n;

	if (r->source->length == -1)
		return REFUSAL_NO_LENGTH;
	if (r->source->length > r->most)
		return REFUSAL_TOO_BIG;
	refusal = raw_name(r);
	while (refusal == REFUSAL_NONE && (n = read_some(r)) > 0)
		refusal = add(r, r->buffer, n);
	if (refusal != REFUSAL_NONE)
		return refusal;
	return r->received < r->source->length ? REFUSAL_INCOMPLETE :
	    REFUSAL_NONE;
}

static enum refusal
raw_name(struct receiver *r)
{
	char name[FORM_FILENAME], printer[UPLOAD_FIELD];
	enum refusal refusal = REFUSAL_NONE;
	enum form_query found;

	if (r->source->name != NULL)
		return begin_file(r, r->source->name, strlen(r->source->name));
	found = form_query(r->source->query, "name", name, sizeof(name));
	if (found == FORM_MALFORMED || form_query(r->source->query,
	    "printer", printer, sizeof(printer)) == FORM_MALFORMED)
		return REFUSAL_BAD_REQUEST;
	if (found == FORM_ABSENT)
		return REFUSAL_NO_FILE;
	if (printer[0] != '\0')
		refusal = set_printer(r, printer);
	if (refusal == REFUSAL_NONE)
		refusal = begin_file(r, name, strlen(name));
	return refusal;
}

static size_t
read_some(struct receiver *r)
{
	size_t n = r->source->read(r->source->arg, r->buffer,
	    sizeof(r->buffer));

	r->received += (int64_t)n;
	return n;
}

static enum refusal
commit(struct receiver *r)
{
	struct file *f = &r->upload->file;
	struct content *content = r->content;

	if (content == NULL)
		return REFUSAL_NO_FILE;
	if (content_bytes(content) == 0)
		return REFUSAL_EMPTY;
	r->upload->connect = r->seen[FIELD_TO_PRINT] || r->seen[FIELD_TO_QUEUE];
	memcpy(f->label, r->upload->label, sizeof(f->label));
	(void)snprintf(f->who, sizeof(f->who), "%s", r->source->who);
	r->content = NULL;	/* committing frees it in every case */
	return refusal_of_spool(content_commit(content, r->spool, f));
}

/* --- the file --- */

static enum refusal
begin_file(struct receiver *r, const char *name, size_t length)
{
	enum content_result result;

	if (!label_of(name, length, r->upload->label))
		return REFUSAL_WRONG_EXTENSION;
	result = r->source->resume != NULL ?
	    content_resume(r->dir, r->source->resume, &r->content) :
	    content_begin(r->dir, &r->content);
	if (result == CONTENT_FULL)
		return REFUSAL_NO_SPACE;
	if (result == CONTENT_FAILED)
		return errno == EWOULDBLOCK ? REFUSAL_BUSY : REFUSAL_BROKEN;
	return content_bytes(r->content) == r->source->offset ?
	    REFUSAL_NONE : REFUSAL_OTHER_OFFSET;
}

static enum refusal
add(struct receiver *r, const char *bytes, size_t n)
{
	int64_t have = content_bytes(r->content);
	enum content_result result;

	if ((int64_t)n > r->most - have)
		return REFUSAL_TOO_BIG;
	if (memchr(bytes, '\0', n) != NULL)
		return REFUSAL_BINARY;
	/* Others write to this disk, too. */
	if (have >= r->next_look) {
		r->next_look = have + LOOK_BYTES;
		if (room(r, (int64_t)n) != REFUSAL_NONE)
			return REFUSAL_NO_SPACE;
	}
	result = content_add(r->content, bytes, n);
	if (result == CONTENT_FULL)
		return REFUSAL_NO_SPACE;
	return result == CONTENT_OK ? REFUSAL_NONE : REFUSAL_BROKEN;
}

/* --- the other fields --- */

static enum refusal
set_printer(struct receiver *r, const char *name)
{
	enum spool_result result = SPOOL_NONE;

	/* The choice "none" of a form; or the address said which. */
	if (name[0] == '\0' || r->source->printer != NULL ||
	    r->source->addressed)
		return REFUSAL_NONE;
	if (strcmp(name, "any") == 0) {
		r->upload->printer = (struct printer){ .name = "any" };
		result = SPOOL_OK;
	} else if (valid_printer_name(name))
		result = printer_by_name(r->spool, name, &r->upload->printer);
	if (result == SPOOL_NONE)
		return REFUSAL_NO_PRINTER;
	r->upload->has_printer = result == SPOOL_OK;
	return refusal_of_spool(result);
}

static enum refusal
set_print(struct receiver *r, const char *value)
{
	if (upload_is_true(value))
		r->upload->print = true;
	return REFUSAL_NONE;
}

bool
upload_is_true(const char *value)
{
	static const char *const words[] = { "true", "yes", "y", "1" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(value, words[i]) == 0)
			return true;
	return false;
}

/* --- what the form says --- */

/* Which field is this?  Two of a kind leave open which one is meant. */
static bool
on_part(void *arg, const struct form_part *part)
{
	struct receiver *r = arg;
	size_t i;

	r->field = FIELD_OTHER;
	r->value_length = 0;
	if (strcmp(part->name, r->source->part != NULL ? r->source->part :
	    "file") == 0)
		r->field = FIELD_FILE;
	for (i = 0; i < N_FIELDS; i++)
		if (strcmp(part->name, fields[i].name) == 0)
			r->field = fields[i].field;
	if (r->field == FIELD_OTHER)
		return true;
	if (r->seen[r->field])
		r->refusal = REFUSAL_BROKEN_FORM;
	else if (r->field == FIELD_FILE)
		/* A browser sends an empty name when none was chosen. */
		r->refusal = !part->is_file || part->filename_length == 0 ?
		    REFUSAL_NO_FILE : begin_file(r, part->filename,
		    part->filename_length);
	r->seen[r->field] = true;
	return r->refusal == REFUSAL_NONE;
}

static bool
on_data(void *arg, const char *bytes, size_t n)
{
	struct receiver *r = arg;

	if (r->field == FIELD_FILE)
		r->refusal = add(r, bytes, n);
	else if (n > UPLOAD_FIELD - r->value_length)
		r->refusal = REFUSAL_BROKEN_FORM;
	else {
		memcpy(r->value + r->value_length, bytes, n);
		r->value_length += n;
	}
	return r->refusal == REFUSAL_NONE;
}

static bool
on_end(void *arg)
{
	struct receiver *r = arg;
	size_t i;

	r->value[r->value_length] = '\0';
	if (strlen(r->value) != r->value_length && r->field != FIELD_FILE)
		r->refusal = REFUSAL_BROKEN_FORM;
	for (i = 0; i < N_FIELDS && r->refusal == REFUSAL_NONE; i++)
		if (fields[i].field == r->field)
			r->refusal = fields[i].set(r, r->value);
	return r->refusal == REFUSAL_NONE;
}
