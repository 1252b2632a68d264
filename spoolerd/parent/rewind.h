/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tapes over the control socket; see control.h.
 */
#ifndef SPOOLERD_PARENT_REWIND_H
#define SPOOLERD_PARENT_REWIND_H

#include "spoolerd/parent/function.h"

function_handler	rewind_tape;

#endif
