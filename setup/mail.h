/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One mail, by the sendmail of this machine.  No shell has a part in it.
 */
#ifndef SETUP_MAIL_H
#define SETUP_MAIL_H

#include "setup/letter.h"

#define MAIL_SUBJECT_SIZE	2048

/*
 * Hand a mail over and wait until it is taken, MAIL_WAIT_MS at most.  The
 * address passed valid_email.  NULL, or a sentence that says why not, borrowed
 * until the next call.
 */
#define MAIL_WAIT_MS	60000
const char	*mail_send(const char *sendmail, const char *address,
		    const struct letter *);

/* One line of UTF-8 as the value of a header: plain ASCII as it is, else in
 * encoded words (RFC 2047) that are no longer than these may be. */
void		 mail_encode(const char *line,
		    char header[MAIL_SUBJECT_SIZE]);

#endif
