/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values of settings, of a printer and of a profile: read from JSON and told,
 * and what was refused becomes a sentence.
 */
#include <stdio.h>
#include <string.h>

#include "cgi/values.h"

static json_t	*one_value(enum setting, const struct setting_value *);
static bool	 read_value(enum setting, const json_t *,
		    struct setting_value *);
static void	 refuse_range(struct http *, enum setting);
static void	 refuse_command(struct http *, const struct setting_refusal *);

json_t *
values_object(const struct settings *s, bool owned)
{
	json_t *object = json_object();
	enum setting i;

	for (i = 0; i < SETTING__MAX; i++)
		if (s->of[i].own || !owned)
			(void)json_object_set_new(object,
			    setting_range(i).name,
			    one_value(i, &s->of[i]));
	return object;
}

static json_t *
one_value(enum setting i, const struct setting_value *v)
{
	if (!v->own)
		return json_null();
	return setting_range(i).number ? json_integer(v->number) :
	    json_string(v->text);
}

bool
values_read(json_t *object, struct setting_change *change)
{
	json_t *value;
	const char *name;
	enum setting i;

	json_object_foreach(object, name, value) {
		i = setting_by_name(name);
		if (i == SETTING__MAX || !read_value(i, value,
		    &change->to[i]))
			return false;
		change->set[i] = true;
	}
	return true;
}

static bool
read_value(enum setting i, const json_t *value, struct setting_value *v)
{
	if (json_is_null(value))
		return true;
	v->own = true;
	if (setting_range(i).number) {
		v->number = json_integer_value(value);
		return json_is_integer(value);
	}
	return values_text(value, v->text, sizeof(v->text));
}

bool
values_text(const json_t *value, char *text, size_t size)
{
	if (!json_is_string(value) || json_string_length(value) !=
	    strlen(json_string_value(value)))
		return false;
	/* no name, no reason, no moves are of control characters */
	(void)snprintf(text, size, "%s", json_string_length(value) < size ?
	    json_string_value(value) : "\001");
	return true;
}

void
values_refuse(struct http *h, const struct setting_refusal *r)
{
	static const enum refusal refusals[] = {
		[SETTING_GOOD]		= REFUSAL_REFUSED,
		[SETTING_STALE]		= REFUSAL_CHANGED,
		[SETTING_NOT_OWN]	= REFUSAL_UNKNOWN_VALUE,
		[SETTING_BAD_NAME]	= REFUSAL_BAD_PRINTER_NAME,
		[SETTING_NAME_TAKEN]	= REFUSAL_PRINTER_TAKEN,
		[SETTING_UNKNOWN]	= REFUSAL_UNKNOWN_VALUE,
		[SETTING_OUT_OF_RANGE]	= REFUSAL_OUT_OF_RANGE,
		[SETTING_BAD_TEXT]	= REFUSAL_BAD_TEXT,
		[SETTING_BAD_COMMAND]	= REFUSAL_BAD_COMMAND,
	};
	_Static_assert(sizeof(refusals) / sizeof(refusals[0]) ==
	    SETTING_FAULT__MAX, "every fault has its refusal");

	if (r->fault == SETTING_OUT_OF_RANGE)
		refuse_range(h, r->setting);
	else if (r->fault == SETTING_BAD_COMMAND && r->text[0] != '\001')
		refuse_command(h, r);
	else
		http_refuse(h, r->fault == SETTING_BAD_COMMAND ?
		    REFUSAL_BAD_TEXT : refusals[r->fault], NULL);
}

static void
refuse_range(struct http *h, enum setting setting)
{
	struct setting_range range = setting_range(setting);
	char sentence[256];

	(void)snprintf(sentence, sizeof(sentence), "%s is from %lld to %lld: "
	    "choose a value between these.", range.name,
	    (long long)range.least, (long long)range.most);
	http_refuse(h, REFUSAL_OUT_OF_RANGE, sentence);
}

static void
refuse_command(struct http *h, const struct setting_refusal *r)
{
	static const char *const why[] = {
	    "is not allowed when parking: G0 and G1 with X Y F, Z only up "
	    "(behind G91, and G90 after it), G28 X Y, G4, G27, M17, M18, M84, "
	    "M106, M107, M117, M300 and M400 are; all of Z homes only where "
	    "that can't hit the piece.",
	    "is not allowed in a pause: G0 and G1 with X Y F, G4, M117, M300 "
	    "and M400 are; the head was lifted before." };
	char sentence[MOVES_SIZE + 512];

	(void)snprintf(sentence, sizeof(sentence), "\"%s\" %s", r->text,
	    why[r->setting == SETTING_PAUSE]);
	http_refuse(h, REFUSAL_BAD_COMMAND, sentence);
}
