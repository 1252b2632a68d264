/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Secrets: random tokens, which are kept as SHA-256 because they are 256
 * random bits, and passwords, which people think up and which are therefore
 * kept as Argon2id.
 */
#ifndef SQL_SECRET_H
#define SQL_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "sql/spool.h"

#define SECRET_SIZE		65	/* 32 bytes in hexadecimal, and NUL */
#define SECRET_WORD_SIZE	25	/* of a one-time password, and NUL */
#define SECRET_PASSWORD_SIZE	129	/* of a kept password, and NUL */
#define SECRET_PASSWORD_LEAST	10	/* bytes of a new password */
#define SECRET_PASSWORD_MOST	256

/* 256 random bits; false: the system gave none. */
bool	secret_make(char text[SECRET_SIZE]);
/* A one-time password that people can type: 100 random bits, in groups of
 * letters and digits that look unlike each other. */
bool	secret_make_word(char text[SECRET_WORD_SIZE]);
bool	secret_hash(const char *text, char hash[SPOOL_HASH_SIZE]);
/* n bytes as 2 * n digits, and NUL. */
void	secret_hex(const unsigned char *, size_t n, char *text);

/* Takes 64 MiB and a tenth of a second, on purpose; false: no memory. */
bool	secret_keep(const char *password, char kept[SECRET_PASSWORD_SIZE]);
/* Is it the password that was kept?  "" is nobody's, and takes as long as
 * any other, so time doesn't tell which names exist. */
bool	secret_fits(const char *password, const char *kept);

#endif
