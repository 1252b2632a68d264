/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the values of settings must be like, and how a row of them is read,
 * written, compared and told.  Only setting.c, which has the table, and
 * profile.c ask.
 */
#ifndef SQL_SETTINGCHECK_H
#define SQL_SETTINGCHECK_H

#include "sql/query.h"
#include "sql/setting.h"

/*
 * Look at what was changed, within the transaction: *new is what all settings
 * would be, and is written as it is to be stored.  SPOOL_REFUSED and *refusal
 * for the first that is wrong.
 */
enum spool_result	 setting_check(struct spool *,
			    const struct setting_change *,
			    struct settings *new, struct setting_refusal *);

/* The columns of a row: its version, then whether it is its own and the value
 * of each; and the parameters, without the version. */
void			 setting_read(const struct query *, void *row);
void			 setting_bind(struct query *, const struct settings *);
#define SETTING_COLUMNS	 (1 + 2 * SETTING__MAX)

/* Is one of them the same in both? */
bool			 setting_same(enum setting, const struct settings *,
			    const struct settings *);
/* Does a drain have to know of what is different? */
bool			 setting_renews(const struct settings *old,
			    const struct settings *new);
/* A value as events have it; "": as the profile says. */
void			 setting_say(enum setting, const struct setting_value *,
			    char[SPOOL_TEXT_SIZE]);

#endif
