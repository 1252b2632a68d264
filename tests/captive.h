/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The daemon in captivity, for tests: spoolerd with its real children and a
 * simulated printer.  The test is the supervisor, too: it hears READY=1 and
 * keeps the port for the next daemon.
 */
#ifndef TESTS_CAPTIVE_H
#define TESTS_CAPTIVE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "spoolerd/control.h"
#include "tests/lab.h"

#define CAPTIVE_LINES	350	/* of the file; some three seconds of print */

struct captive {
	struct lab	*lab;
	char		 bin[PATH_MAX - 64];
	char		 tty[96], executed[96], run[96], control[128];
	pid_t		 printer, daemon;
	int		 notify;	/* NOTIFY_SOCKET */
	int		 stored;	/* the port that it gave us; -1 */
	int		 monitor;	/* a subscriber's connection; -1 */
	struct control_buffer in;
	int64_t		 number;	/* of the simulated printer */
	/* The board isn't reset by opening its port; set before adopt(). */
	bool		 keeps_state;
	const char	*firmware;	/* NULL: marlin-1.1 */
	const char	*baud;		/* NULL: whatever the host speaks */
	char		 remote[96];	/* its remote control */
};

/* For cmocka. */
int	 captive_setup(void **state);
int	 captive_teardown(void **state);

/* Start a program of build/bin; pass (or -1) becomes its LISTEN_FDS. */
pid_t	 captive_spawn(const struct captive *, const char *program,
	    const char *const *args, int pass);
void	 captive_drop(int *fd);
/* Start the daemon, with a kept port or -1, and wait until it is ready. */
void	 captive_start_daemon(struct captive *, int pass);
/* How it ended; all that were its children have ended, too. */
int	 captive_end_daemon(struct captive *, int signal_number);
/* Kill a child of the daemon by its program's name. */
void	 captive_kill_child(const struct captive *, const char *name);

/* Call a function of the control socket; NULL: it was refused.  Takes args
 * and kwargs. */
json_t	*captive_call(const struct captive *, const char *function,
	    json_t *args, json_t *kwargs);
/* Give an order; false: it was refused. */
bool	 captive_order(const struct captive *, const char *name, int64_t job);
/* Wait until it is in a phase with a job that has acknowledged so much. */
void	 captive_wait_for(struct captive *, const char *phase, int64_t job,
	    int64_t commands);
/* Wait until its hot end's temperature is known. */
void	 captive_wait_reading(struct captive *);
/* Wait until it has a fault on record: it is halted, or was reset where it did
 * not say in time that it is. */
void	 captive_wait_fault(const struct captive *,
	    char why[SPOOL_TEXT_SIZE]);
/* Wait until the record says so. */
void	 captive_wait_state(struct captive *, int64_t job, enum job_state);

/* The simulated printer begins to live at a terminal. */
void	 captive_power_on(struct captive *, const char *tty);
/* Do something to it: an order of firmware/marlin/remote.h. */
void	 captive_remote(const struct captive *, const char *words);
/* A daemon and a simulated printer, adopted and idle. */
void	 captive_adopt(struct captive *);
/* A job of CAPTIVE_LINES lines; returns when it prints. */
int64_t	 captive_print(struct captive *);
/* How many lines of the file were executed: a beginning of it, each once and
 * in order, or the test fails.  Lines of our own are passed over. */
int	 captive_executed(const struct captive *);

#endif
