/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the simulated printer knows to do: one table of commands.
 */
#ifndef FIRMWARE_MARLIN_COMMAND_H
#define FIRMWARE_MARLIN_COMMAND_H

#include "firmware/marlin/simulator.h"

/*
 * Begin, or go on with, a command (its number and sum are gone).  true: it is
 * done and gets its ok; false: s->wait says what it waits for, after which it
 * is called again with s->stage one higher.
 */
bool	command_run(struct simulator *, const char *command);

#endif
