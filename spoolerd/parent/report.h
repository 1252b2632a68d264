/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said of a machine: to the keeper, and to who watches.
 */
#ifndef SPOOLERD_PARENT_REPORT_H
#define SPOOLERD_PARENT_REPORT_H

#include <stdbool.h>

struct machine;
struct message_done;

/* Its telemetry, or its row: who watches will be told. */
void	report_changed(struct machine *);
/* It can take a job.  doubt: see twin_doubts(). */
void	report_free(struct machine *, bool doubt);
/* It can't, and nobody goes on with the job of its row. */
void	report_found(struct machine *, const char *why);
/* Its job ended; said again until a row confirms it. */
void	report_done(struct machine *, const struct message_done *);
/* It must not move until a person looked at it. */
void	report_fault(struct machine *, const char *why);
/* An emergency stop went out by somebody; said again until it is granted. */
void	report_emergency(struct machine *, const char *who, const char *why);
/* What somebody ordered by hand is not done, or not wholly: it is recorded by
 * the next report_rest(), again if there is no keeper. */
void	report_undone(struct machine *, const char *why);
void	report_rest(struct machine *);
/* To a new keeper: what the old one may have taken to its grave. */
void	report_again(struct machine *);

#endif
