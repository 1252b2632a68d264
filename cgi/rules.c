/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Policies over HTTP: all of them are shown, and some of them are changed
 * together or not at all.
 */
#include <stdio.h>
#include <string.h>

#include "cgi/rules.h"
#include "sql/policy.h"

static json_t	*describe(struct http *, enum policy);
static json_t	*value_of(enum policy, int64_t);
static bool	 read_changes(const json_t *, struct policy_change *, int *);
static bool	 read_value(enum policy, const json_t *, int64_t *);
static void	 refuse_range(struct http *, const struct policy_change *);

void
rules_get(struct http *h)
{
	json_t *list = json_array(), *one;
	enum policy policy;

	for (policy = 0; policy < POLICY__MAX; policy++) {
		if ((one = describe(h, policy)) == NULL) {
			json_decref(list);
			return;
		}
		(void)json_array_append_new(list, one);
	}
	http_reply(h, 200, json_pack("{s:o}", "policies", list));
}

/* NULL: it failed, and that was answered. */
static json_t *
describe(struct http *h, enum policy policy)
{
	struct policy_range range = policy_range(policy);
	int64_t value;

	if (!http_good(h, policy_get(h->spool, policy, &value)))
		return NULL;
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:b, s:s}",
	    "name", policy_name(policy),
	    "value", value_of(policy, value),
	    "normal", value_of(policy, range.normal),
	    "least", range.hours ? json_null() : json_integer(range.least),
	    "most", range.hours ? json_null() : json_integer(range.most),
	    "hours", range.hours,
	    "help", policy_help(policy));
}

/* A number, or hours as text. */
static json_t *
value_of(enum policy policy, int64_t value)
{
	char text[POLICY_TEXT_SIZE];

	return policy_range(policy).hours ?
	    json_string(policy_format(policy, value, text)) :
	    json_integer(value);
}

void
rules_patch(struct http *h)
{
	struct policy_change changes[POLICY__MAX];
	json_t *body = http_body(h);
	enum spool_result result;
	int n, wrong = 0;
	bool stale, good;

	if (body == NULL)
		return;
	good = read_changes(json_object_get(body, "changes"), changes, &n);
	json_decref(body);
	if (!good) {
		http_refuse(h, REFUSAL_BAD_REQUEST, "Policies are changed by "
		    "{\"changes\": [{\"name\": \"...\", \"value\": ..., "
		    "\"was\": ...}]}, \"was\" being what was seen.");
		return;
	}
	result = policy_change(h->spool, changes, n, h->access.person.name,
	    &wrong, &stale);
	if (stale)
		http_refuse(h, REFUSAL_CHANGED, NULL);
	else if (result == SPOOL_REFUSED)
		refuse_range(h, &changes[wrong]);
	else if (http_good(h, result))
		rules_get(h);
}

static bool
read_changes(const json_t *list, struct policy_change *changes, int *n)
{
	const char *name;
	json_t *one, *was;
	size_t i;

	*n = 0;
	if (json_array_size(list) < 1 || json_array_size(list) > POLICY__MAX)
		return false;
	json_array_foreach(list, i, one) {
		struct policy_change *c = &changes[(*n)++];

		*c = (struct policy_change){ .policy = POLICY__MAX };
		name = json_string_value(json_object_get(one, "name"));
		was = json_object_get(one, "was");
		if (name != NULL)
			c->policy = policy_by_name(name);
		if (c->policy == POLICY__MAX || !read_value(c->policy,
		    json_object_get(one, "value"), &c->value))
			return false;
		c->knows_old = was != NULL;
		if (c->knows_old && !read_value(c->policy, was, &c->old))
			return false;
	}
	return true;
}

static bool
read_value(enum policy policy, const json_t *value, int64_t *n)
{
	if (policy_range(policy).hours)
		return json_is_string(value) && policy_parse(policy,
		    json_string_value(value), n);
	*n = json_integer_value(value);
	return json_is_integer(value);
}

static void
refuse_range(struct http *h, const struct policy_change *c)
{
	struct policy_range range = policy_range(c->policy);
	char sentence[256];

	(void)snprintf(sentence, sizeof(sentence), "%s is from %lld to %lld: "
	    "choose a value between these.", policy_name(c->policy),
	    (long long)range.least, (long long)range.most);
	http_refuse(h, REFUSAL_OUT_OF_RANGE, sentence);
}
