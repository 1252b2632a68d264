/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random tokens and kept passwords.
 */
#include <sys/random.h>

#include <errno.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <string.h>

#include "sql/secret.h"

#define SECRET_BYTES	32
#define WORD_LETTERS	20
#define WORD_GROUP	4

static bool	get_random(unsigned char *, size_t);

bool
secret_make(char text[SECRET_SIZE])
{
	unsigned char bytes[SECRET_BYTES];

	if (!get_random(bytes, sizeof(bytes)))
		return false;
	secret_hex(bytes, sizeof(bytes), text);
	return true;
}

/* Five bits a letter, so 256 is a multiple of their number. */
bool
secret_make_word(char text[SECRET_WORD_SIZE])
{
	static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
	unsigned char bytes[WORD_LETTERS];
	size_t i, used = 0;

	if (!get_random(bytes, sizeof(bytes)))
		return false;
	for (i = 0; i < WORD_LETTERS; i++) {
		if (i > 0 && i % WORD_GROUP == 0)
			text[used++] = '-';
		text[used++] = letters[bytes[i] & 31];
	}
	text[used] = '\0';
	return true;
}

static bool
get_random(unsigned char *bytes, size_t size)
{
	ssize_t n;

	do
		n = getrandom(bytes, size, 0);
	while (n == -1 && errno == EINTR);
	return n == (ssize_t)size;
}

bool
secret_hash(const char *text, char hash[SPOOL_HASH_SIZE])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int n;

	if (EVP_Digest(text, strlen(text), digest, &n, EVP_sha256(), NULL) != 1)
		return false;
	secret_hex(digest, n, hash);
	return true;
}

bool
secret_keep(const char *password, char kept[SECRET_PASSWORD_SIZE])
{
	_Static_assert(SECRET_PASSWORD_SIZE > crypto_pwhash_STRBYTES,
	    "a kept password fits");

	return sodium_init() != -1 && crypto_pwhash_str(kept, password,
	    strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
	    crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0;
}

bool
secret_fits(const char *password, const char *kept)
{
	char waste[SECRET_PASSWORD_SIZE];

	if (kept[0] == '\0') {
		(void)secret_keep(password, waste);
		return false;
	}
	return sodium_init() != -1 &&
	    crypto_pwhash_str_verify(kept, password, strlen(password)) == 0;
}

void
secret_hex(const unsigned char *bytes, size_t n, char *text)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < n; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	text[2 * n] = '\0';
}
