/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Moves that an admin writes for a printer, one command a line: how it parks
 * when a job was stopped, and where its head goes in a pause.  What could drive
 * the head into a piece, heat, or change the machine is refused here.  Pure.
 */
#ifndef SQL_MOVES_H
#define SQL_MOVES_H

#include <stdbool.h>

#include "sql/spool.h"

#define MOVES_SIZE	SPOOL_TEXT_SIZE	/* so that an event holds all of it */

enum moves_place {
	/* After a stop.  Z goes up only (relative, so behind G91); G90 is
	 * back at the end. */
	MOVES_PARK,
	/* The head was lifted and positions are absolute: X and Y only. */
	MOVES_PAUSE
};

enum moves_fault {
	MOVES_GOOD,
	MOVES_LONG,	/* more than MOVES_SIZE - 1 bytes */
	MOVES_COMMAND	/* one is not allowed there: *bad */
};

/*
 * Read what a person wrote, with any ends of lines: blanks around and empty
 * lines go, letters become capitals (but for a message's).  moves may be empty
 * then.  bad is the line that is not allowed, "" if none is; z_away: Z homes
 * away from the bed, so that homing it is allowed when parking.
 */
enum moves_fault moves_read(const char *text, enum moves_place, bool z_away,
		    char moves[MOVES_SIZE], char bad[MOVES_SIZE]);

#endif
