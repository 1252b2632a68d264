/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One mail, by the sendmail of this machine.  No shell has a part in it.
 */
#ifndef SETUP_MAIL_H
#define SETUP_MAIL_H

/*
 * Hand a mail over and wait until it is taken, MAIL_WAIT_MS at most.  The
 * address passed valid_email; the subject is ASCII of one line, the text is
 * UTF-8.  NULL, or a sentence that says why not, borrowed until the next call.
 */
#define MAIL_WAIT_MS	60000
const char	*mail_send(const char *sendmail, const char *address,
		    const char *subject, const char *text);

#endif
