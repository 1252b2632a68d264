/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every SQL text of the project: the tables are in the files beside this one.
 */
#include <stddef.h>

#include "sql/statement.h"

static const char *const *const tables[] = {
	statements_file,
	statements_job,
	statements_people,
	statements_printer,
	statements_queue,
	statements_spool
};

const char *
statement_text(enum statement statement)
{
	size_t i;

	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (tables[i][statement] != NULL)
			return tables[i][statement];
	return NULL;
}
