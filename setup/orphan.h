/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The children of a subreaper: its own, and those whose parents died.
 */
#ifndef SETUP_ORPHAN_H
#define SETUP_ORPHAN_H

/* SIGKILL to every child of this process.  Each that dies may leave more of
 * them: call it again until waitpid() knows none. */
void	 orphan_kill_all(void);

#endif
