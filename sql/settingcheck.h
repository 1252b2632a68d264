/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the values of settings must be like.  Only sql/setting.c asks.
 */
#ifndef SQL_SETTINGCHECK_H
#define SQL_SETTINGCHECK_H

#include "sql/setting.h"

/*
 * Look at what was changed, within the transaction: *new is what all settings
 * would be, and is written as it is to be stored.  SPOOL_REFUSED and *refusal
 * for the first that is wrong.
 */
enum spool_result	 setting_check(struct spool *,
			    const struct setting_change *,
			    struct settings *new, struct setting_refusal *);

#endif
