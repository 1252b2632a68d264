/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The scheduler: which job runs on which printer now, and what became of it.
 */
#ifndef SPOOLERD_KEEPER_SCHEDULER_H
#define SPOOLERD_KEEPER_SCHEDULER_H

#include <stdint.h>

#include "sql/spool.h"

struct keeper;
struct message;

/* What the parent says of printers and jobs; see keeper.c. */
void	scheduler_free(struct keeper *, const struct message *);
void	scheduler_found(struct keeper *, const struct message *);
void	scheduler_phase(struct keeper *, const struct message *);
void	scheduler_checkpoint(struct keeper *, const struct message *);
void	scheduler_done(struct keeper *, const struct message *);
void	scheduler_fault(struct keeper *, const struct message *);
/* Go on with an interrupted job, where the printer says that it is.
 * SPOOL_REFUSED: no printer that knows it is there. */
enum spool_result scheduler_resume(struct keeper *, int64_t printer,
	    int64_t job, const char *who);
/* Go on at the last layer of an interrupted job, on a printer that knows
 * nothing of it.  SPOOL_REFUSED with *refused, a sentence. */
enum spool_result scheduler_reenter(struct keeper *, int64_t printer,
	    int64_t job, const char *who, const char **refused);
/* Give every free seat its next job. */
void	scheduler_claim(struct keeper *);

#endif
