/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Forms: decoding only.  A streaming reader of multipart/form-data (RFC 7578)
 * as a pure state machine, bytes in and callbacks out, and the decoder of
 * query strings.  What a client calls its parts and files is data handed to
 * the callbacks; nothing here, and nothing that a server adds to a request,
 * has a name in the same space.
 */
#ifndef CGI_FORM_H
#define CGI_FORM_H

#include <stdbool.h>
#include <stddef.h>

#define FORM_BOUNDARY	70	/* longest boundary, RFC 2046 */
#define FORM_PARTS	16	/* most parts of a form */
#define FORM_PREAMBLE	4096	/* most bytes before the first part */
#define FORM_HEADER	8192	/* most bytes of the header of a part */
#define FORM_NAME	64	/* size of a part's name, with its NUL */
#define FORM_FILENAME	4096	/* size of a file's name, with its NUL */

struct form_part {
	char	name[FORM_NAME];
	bool	is_file;		/* it has a file name */
	/* As the client said it: any bytes, NUL too. */
	char	filename[FORM_FILENAME];
	size_t	filename_length;
};

/* A callback that returns false stops the form. */
struct form_events {
	bool	(*part)(void *, const struct form_part *);
	bool	(*data)(void *, const char *, size_t);	/* never empty */
	bool	(*end)(void *);				/* of a part */
};

enum form_state {
	FORM_IN_PREAMBLE, FORM_IN_DATA,
	FORM_AFTER_DELIMITER, FORM_AFTER_DASH, FORM_AFTER_BLANK,
	FORM_AFTER_RETURN,
	FORM_IN_HEADER,
	/* It reads no more. */
	FORM_CLOSED,		/* the closing boundary came */
	FORM_STOPPED,		/* a callback said so */
	FORM_BROKEN,		/* no form, or above a limit */
	FORM__MAX
};

struct form {
	const struct form_events	*events;
	void				*arg;
	enum form_state			 state;
	char		 delimiter[4 + FORM_BOUNDARY];	/* "\r\n--boundary" */
	size_t		 delimiter_length;
	size_t		 matched;	/* bytes of it seen just now */
	size_t		 preamble;	/* bytes before the first part */
	int		 parts;
	char		 header[FORM_HEADER];
	size_t		 header_length;
	struct form_part part;
};

/* Is this content type multipart/form-data, whatever its boundary? */
bool		 form_is_multipart(const char *content_type);

/* Begin; events is borrowed until the end.  false: the content type is not
 * multipart/form-data with a boundary that RFC 2046 allows. */
bool		 form_begin(struct form *, const char *content_type,
		    const struct form_events *events, void *arg);

/*
 * Read n more bytes, however the input is cut into pieces; returns where the
 * form is now.  What follows the closing boundary is passed over.  At the end
 * of the input only FORM_CLOSED means that the form was whole.
 */
enum form_state	 form_feed(struct form *, const char *bytes, size_t n);

enum form_query { FORM_ABSENT, FORM_PRESENT, FORM_MALFORMED };
/*
 * The decoded value of a name in "a=1&b=two+words" (query may be NULL).
 * FORM_MALFORMED: a % without two digits, a NUL, a name given twice, or a
 * value that needs more than size bytes; value is "" then.
 */
enum form_query	 form_query(const char *query, const char *name,
		    char *value, size_t size);

#endif
