/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the keeper has to say of control by hand: limits, and the record.
 */
#ifndef SPOOLERD_STEER_H
#define SPOOLERD_STEER_H

#include "spoolerd/keeper.h"

/* Record a control.  SPOOL_REFUSED, with a sentence: the printer has a fault,
 * is out of service, or its profile allows less heat. */
enum spool_result	steer_store(struct keeper *,
			    const struct message_want *, const char **refused);

#endif
