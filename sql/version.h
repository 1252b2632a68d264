/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which Connectprint this is: as debian/changelog says, too.
 */
#ifndef SQL_VERSION_H
#define SQL_VERSION_H

#define CONNECTPRINT_VERSION	"1.0"

#endif
