/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Uploads: a body of any size streams through one buffer into the content
 * store, hashed and checked on the way, and is kept only if it arrived whole.
 * No HTTP in here: the body comes from a function.
 */
#ifndef CGI_UPLOAD_H
#define CGI_UPLOAD_H

#include "cgi/refusal.h"
#include "sql/file.h"
#include "sql/printer.h"

#define UPLOAD_FIELD	4096	/* most bytes of a part that is no file */

/* What arrives.  All of it is borrowed. */
struct upload_source {
	const char	*content_type;	/* NULL: none */
	const char	*query;		/* NULL: none; ?name= of a raw body */
	int64_t		 length;	/* declared; -1: not declared */
	size_t		(*read)(void *, char *, size_t); /* less: the end */
	void		*arg;
	const char	*who;
	/* A raw body may come in several goes: this one is the rest of a part
	 * (see sql/content.h) of which so many bytes have come.  NULL: no. */
	const char	*resume;
	int64_t		 offset;
	/* The name of a raw body that the address gives; NULL: the query. */
	const char	*name;
	/* What the form calls its file; NULL: "file". */
	const char	*part;
	/* The printer that the address names: a form's own "printer" is not
	 * looked at then.  NULL: the address names none. */
	const struct printer *printer;
	/* Not looked at either: the address is that of the pool. */
	bool		 addressed;
};

/* What became of it. */
struct upload {
	struct file	file;		/* the stored row */
	char		label[SPOOL_LABEL_SIZE];	/* of this upload */
	bool		has_printer;	/* it shall be queued on ... */
	struct printer	printer;	/* id 0: the pool */
	bool		print;		/* the form said so */
	bool		connect;	/* in PrusaConnect's words */
};

/*
 * Receive one upload into the store beside the spool (dir is its folder).
 * With any other result than REFUSAL_NONE nothing is kept, but of a part what
 * had come before the line broke.  What must be refused is refused before the
 * body is read, or as soon as it shows.
 */
enum refusal	upload_receive(struct spool *, const char *dir,
		    const struct upload_source *, struct upload *);

/* true, yes, y or 1, in any case: what slicers send for "print". */
bool		upload_is_true(const char *);

#endif
