/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Taking over what another system knew: a printer that nobody has adopted
 * yet, and prints that ended long ago.  Doing it again changes nothing.
 */
#ifndef SQL_IMPORT_H
#define SQL_IMPORT_H

#include "sql/job.h"
#include "sql/printer.h"

/*
 * A printer of this name: the one there is, or a new one with this number if
 * it is free (else, and for 0, the next).  A new one is disabled until a port
 * is adopted under its name.  *fresh says whether it is new.
 */
enum spool_result	 import_printer(struct spool *, int64_t number,
			    const char *who, struct printer *, bool *fresh);

/* A print of file_id on printer_id that ended at ended_ms, how is not known;
 * label and who are read.  SPOOL_NONE: it is there already. */
enum spool_result	 import_job(struct spool *, struct job *);

#endif
