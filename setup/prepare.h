/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must be there before the services start: folders, an administrator's
 * key, an open lab, nginx's configuration.  All of it survives a second run.
 */
#ifndef SETUP_PREPARE_H
#define SETUP_PREPARE_H

#include "setup/place.h"

/* Make the run folder and what is in it, and keep other supervisors out for
 * as long as we live.  0, or -1 after having said why. */
int	prepare_folders(const struct place *);

/* Make run/api-key unless it is there, and let visitors print.  0, or -1 after
 * having said why. */
int	prepare_spool(const struct place *);

/* Choose the user of nginx's workers, find nginx, write its configuration.
 * 0, or -1 after having said why. */
int	prepare_nginx(struct place *);

#endif
