/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * People, roles and keys.
 */
#include <sys/random.h>

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "sql/event.h"
#include "sql/instant.h"
#include "sql/person.h"
#include "sql/query.h"

#define KEY_BYTES	32

static bool	hash_key(const char *, char[SPOOL_HASH_SIZE]);
static void	to_hex(const unsigned char *, size_t, char *);
static bool	make_key(char[PERSON_KEY_SIZE]);

/* The look-up compares hashes of 256 random bits: its time tells nothing
 * about a key. */
enum spool_result
person_by_key(struct spool *sp, const char *key, struct person *p)
{
	char hash[SPOOL_HASH_SIZE], role[16];
	enum spool_result result;
	struct query q;

	memset(p, 0, sizeof(*p));
	if (!hash_key(key, hash))
		return SPOOL_BROKEN;
	query_begin(&q, sp, SQL_PERSON_BY_KEY);
	query_text(&q, hash);
	result = query_row(&q);
	if (result == SPOOL_OK) {
		p->id = query_get_int(&q, 0);
		query_get_text(&q, 1, p->name, sizeof(p->name));
		query_get_text(&q, 2, role, sizeof(role));
		p->role = person_role_by_name(role);
	}
	query_end(&q);
	return result;
}

static enum spool_result
store_key(struct spool *sp, struct person *p, const char *application,
    const char *hash)
{
	struct event ev = { .what = "key.made" };
	int64_t now_ms = instant_now();
	enum spool_result result;
	struct query q;

	query_begin(&q, sp, SQL_PERSON_SET);
	query_text(&q, p->name);
	query_text(&q, person_role_name(p->role));
	query_int(&q, now_ms);
	result = query_run(&q);
	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, SQL_PERSON_BY_NAME);
	query_text(&q, p->name);
	result = query_row(&q);
	if (result == SPOOL_OK)
		p->id = query_get_int(&q, 0);
	query_end(&q);
	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, SQL_KEY_INSERT);
	query_int(&q, p->id);
	query_text(&q, application);
	query_text(&q, hash);
	query_int(&q, now_ms);
	result = query_run(&q);
	if (result != SPOOL_OK)
		return result;
	(void)snprintf(ev.who, sizeof(ev.who), "%s", p->name);
	(void)snprintf(ev.new, sizeof(ev.new), "%s", person_role_name(p->role));
	(void)snprintf(ev.why, sizeof(ev.why), "%s", application);
	return event_add(sp, &ev);
}

enum spool_result
person_add_key(struct spool *sp, struct person *p, const char *application,
    char *key)
{
	char hash[SPOOL_HASH_SIZE];
	enum spool_result result;

	if (!make_key(key) || !hash_key(key, hash))
		return SPOOL_BROKEN;
	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	result = store_key(sp, p, application, hash);
	if (result == SPOOL_OK)
		return spool_commit(sp);
	spool_rollback(sp);
	return result;
}

static bool
make_key(char key[PERSON_KEY_SIZE])
{
	unsigned char bytes[KEY_BYTES];
	ssize_t n;

	do
		n = getrandom(bytes, sizeof(bytes), 0);
	while (n == -1 && errno == EINTR);
	if (n != (ssize_t)sizeof(bytes))
		return false;
	to_hex(bytes, sizeof(bytes), key);
	return true;
}

static bool
hash_key(const char *key, char hash[SPOOL_HASH_SIZE])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int n;

	if (EVP_Digest(key, strlen(key), digest, &n, EVP_sha256(), NULL) != 1)
		return false;
	to_hex(digest, n, hash);
	return true;
}

static void
to_hex(const unsigned char *bytes, size_t n, char *text)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < n; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	text[2 * n] = '\0';
}
