/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Adoptions: a port is opened because somebody asked, a drain finds out what
 * machine is there, the keeper gives it a number and a name, and the open
 * port becomes the printer's, so that its board is reset only once.
 */
#ifndef SPOOLERD_PARENT_ADOPTION_H
#define SPOOLERD_PARENT_ADOPTION_H

#include <jansson.h>

#include "spoolerd/parent/child.h"
#include "spoolerd/parent/loop.h"
#include "spoolerd/message.h"
#include "spoolerd/parent/port.h"

#define ADOPTIONS	8	/* at a time */
#define ADOPTION_MS	75000

struct parent;

struct adoption {
	bool			 used;
	struct parent		*parent;
	uint64_t		 client;	/* who asked */
	json_t			*id;		/* of the call; owned */
	struct message_adopt	 wanted;	/* path, name, who ... */
	char			 path[PORT_TEXT];
	bool			 any_baud;	/* none was named: try */
	unsigned int		 attempt;
	int			 port, books;
	bool			 wary;		/* evidence.h */
	struct books		*copy;		/* of those; NULL: none */
	struct child		 drain;
	struct watch		 watch;
	int64_t			 attempt_ms;	/* this try ends */
	int64_t			 until_ms;	/* all ends */
};

/*
 * Begin one, at a listed port, for a client or (0, without an id) for nobody;
 * wanted has its
 * identity, name, baud (0: try the usual ones), clean and who.  NULL: id is
 * taken over, and answered later.  Else an error object, and id stays the
 * caller's.  A printer that moved in the middle of a print (wanted->printer)
 * is asked where it is, and never greeted unless it was reset.
 */
json_t	*adoption_begin(struct parent *, uint64_t client, json_t *id,
	    const struct port *, const struct message_adopt *wanted);
/* Can one more be begun now? */
bool	 adoption_room(const struct parent *);
void	 adoption_granted(struct parent *, const struct message_grant *);
void	 adoption_tick(struct parent *);
/* The keeper died: those that wait for it fail. */
void	 adoption_unsync(struct parent *);
void	 adoption_end(struct parent *);

#endif
