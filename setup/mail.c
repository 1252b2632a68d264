/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Handing a mail to sendmail: the text down a pipe, the address as the only
 * argument that is not ours.
 */
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "setup/mail.h"

#define STEP_MS	20
#define WORD	63	/* bytes of 75, without "=?utf-8?Q?" and "?=" */
#define LETTER	12	/* four bytes, encoded */

static pid_t	 start(const char *, const char *, int);
static bool	 write_mail(int, const char *, const struct letter *);
static int	 await(pid_t);

const char *
mail_send(const char *sendmail, const char *address,
    const struct letter *letter)
{
	static char why[128];
	int ends[2], status;
	bool whole;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) == -1)
		return strerror(errno);
	pid = start(sendmail, address, ends[0]);
	(void)close(ends[0]);
	whole = pid != -1 && write_mail(ends[1], address, letter);
	(void)close(ends[1]);
	if (pid == -1) {
		(void)snprintf(why, sizeof(why), "%.80s: %s", sendmail,
		    strerror(errno));
		return why;
	}
	status = await(pid);
	if (status == 0 && whole)
		return NULL;
	(void)snprintf(why, sizeof(why), "sendmail did not take it (status "
	    "%d)", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	return why;
}

static pid_t
start(const char *sendmail, const char *address, int in)
{
	char *argv[] = { strdup("sendmail"), strdup("-oi"), strdup("--"),
	    strdup(address), NULL };
	static char *const environment[] = { NULL };
	posix_spawn_file_actions_t actions;
	pid_t pid = -1;
	int code, i;

	(void)posix_spawn_file_actions_init(&actions);
	(void)posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	code = argv[3] == NULL ? ENOMEM : posix_spawn(&pid, sendmail,
	    &actions, NULL, argv, environment);
	(void)posix_spawn_file_actions_destroy(&actions);
	for (i = 0; i < 4; i++)
		free(argv[i]);
	errno = code;
	return code == 0 ? pid : -1;
}

/* It is shorter than a pipe holds, so this never waits. */
static bool
write_mail(int fd, const char *address, const struct letter *letter)
{
	char mail[16384], subject[MAIL_SUBJECT_SIZE];
	int n;

	mail_encode(letter->subject, subject);
	n = snprintf(mail, sizeof(mail), "To: <%s>\nSubject: %s\n"
	    "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
	    "Content-Transfer-Encoding: 8bit\nContent-Language: %s\n"
	    "Auto-Submitted: auto-generated\n"
	    "\n%s", address, subject, letter->language, letter->text);
	return n > 0 && n < (int)sizeof(mail) &&
	    write(fd, mail, (size_t)n) == n;
}

void
mail_encode(const char *line, char header[MAIL_SUBJECT_SIZE])
{
	size_t used = 0, word = WORD;	/* bytes of all of it, of this word */
	const char *s;
	int n;

	for (s = line; *s >= ' ' && *s <= '~'; s++)
		continue;
	if (*s == '\0') {
		(void)snprintf(header, MAIL_SUBJECT_SIZE, "%s", line);
		return;
	}
	for (s = line; *s != '\0' && used < MAIL_SUBJECT_SIZE - 32; s++) {
		/* all bytes of a letter are in one word */
		if (word > WORD - LETTER &&
		    ((unsigned char)*s & 0xc0) != 0x80) {
			used += (size_t)snprintf(header + used,
			    MAIL_SUBJECT_SIZE - used, "%s=?utf-8?Q?",
			    used == 0 ? "" : "?=\n ");
			word = 0;
		}
		n = snprintf(header + used, MAIL_SUBJECT_SIZE - used,
		    "=%02X", (unsigned char)*s);
		used += (size_t)n;
		word += (size_t)n;
	}
	(void)snprintf(header + used, MAIL_SUBJECT_SIZE - used, "?=");
}

/* Its status; one that takes too long is killed. */
static int
await(pid_t pid)
{
	const struct timespec step = { 0, STEP_MS * 1000000L };
	int status, waited;

	for (waited = 0; waited < MAIL_WAIT_MS; waited += STEP_MS) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return status;
		(void)nanosleep(&step, NULL);
	}
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, &status, 0);
	return status;
}
