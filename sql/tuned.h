/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tuned: what people turned while a job printed; the names of the knobs are
 * the daemon's.
 */
#ifndef SQL_TUNED_H
#define SQL_TUNED_H

#include "sql/spool.h"

/* From this byte of its file on a knob of a job has this value. */
enum spool_result	tuned_set(struct spool *, int64_t job,
			    const char *knob, int64_t value, int64_t offset);
/* SPOOL_NONE: nobody turned it. */
enum spool_result	tuned_get(struct spool *, int64_t job,
			    const char *knob, int64_t *value,
			    int64_t *offset);

#endif
