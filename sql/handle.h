/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a handle on the spool is made of.  Only sql/spool.c, which opens it and
 * moves its transactions, and sql/query.c, which runs statements on it, look
 * inside.
 */
#ifndef SQL_HANDLE_H
#define SQL_HANDLE_H

#include <stdbool.h>

#include "sql/statement.h"

#define HANDLE_WHY	256	/* bytes of a reason */

struct sqlite3;
struct sqlite3_stmt;

struct spool {
	struct sqlite3		*db;
	struct sqlite3_stmt	*stmts[SQL__MAX]; /* prepared when first used */
	char			 why[HANDLE_WHY];
	bool			 in_transaction;
	bool			 sure;		/* synchronous is FULL now */
};

#endif
