/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Control by hand in the parent: the functions "control" and "terminal".
 */
#ifndef SPOOLERD_PARENT_HELM_H
#define SPOOLERD_PARENT_HELM_H

#include "spoolerd/parent/function.h"

function_handler	helm_control, helm_terminal;
/* Tuning: the order [printer, "tune", job] {arguments: {speed, ...}}. */
function_handler	helm_tune;

#endif
