/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Printers: the machines that an admin took in, what is known of their
 * identity, and what stands in the way of the next job.  The rows are
 * printer.c's, the ports printerport.c's, what people see printerview.c's.
 */
#ifndef SQL_PRINTER_H
#define SQL_PRINTER_H

#include "sql/material.h"
#include "sql/spool.h"

#define PRINTER_GCODE_SIZE	1024	/* profile.stop_gcode, park_gcode */

/* How it gets its height back while a piece stands on its bed, after its board
 * was reset (recovery.sql). */
enum printer_recovery {
	PRINTER_NO_RECOVERY, PRINTER_Z_AWAY, PRINTER_RECORD,
	PRINTER_RECOVERY__MAX
};

/* Where its bed lies about 0, 0 (bed.sql). */
enum printer_bed {
	PRINTER_BED_EITHER,	/* nobody said: one of the next two */
	PRINTER_BED_CORNER, PRINTER_BED_CENTER, PRINTER_BED_ROUND,
	PRINTER_BED__MAX
};

struct printer {
	int64_t	id;				/* its number */
	char	name[SPOOL_NAME_SIZE];
	char	usb_serial[SPOOL_TEXT_SIZE];	/* exactly one of these */
	char	position[SPOOL_TEXT_SIZE];	/* three is not "" */
	char	path[SPOOL_TEXT_SIZE];
	char	machine_type[SPOOL_TEXT_SIZE];
	char	uuid[SPOOL_TEXT_SIZE];
	bool	needs_cleaning;
	char	disabled[SPOOL_TEXT_SIZE];	/* a reason, or "" */
	char	fault[SPOOL_TEXT_SIZE];		/* a reason, or "" */
	/* From the profile, but for what it has of its own (setting.h). */
	char	profile[SPOOL_TEXT_SIZE];
	char	dialect[SPOOL_NAME_SIZE];
	int	baud;
	int	window_lines;
	int	window_bytes;
	bool	cleaning;
	char	stop_gcode[PRINTER_GCODE_SIZE];
	char	park_gcode[PRINTER_GCODE_SIZE];
	int	pause_retract_um, pause_lift_um;
	char	pause_gcode[PRINTER_GCODE_SIZE];
	int	bed_um[3];			/* x, y, z; 0: not known */
	enum printer_bed bed_form;
	int	hotend_max_dC, bed_max_dC;	/* 0: no limit */
	int	extrude_min_dC;			/* by hand; colder: never */
	enum printer_recovery recovery;		/* its own, not the profile's */
	char	material[MATERIAL_SIZE];	/* loaded; "": not known */
	int	nozzle_um;			/* mounted; 0: not known */
	int64_t	settings;	/* counts changes that its drain must know */
	/* The job that holds the machine: printing, paused or interrupted. */
	int64_t	job;				/* 0: none */
	char	job_state[16];			/* "" : none */
};

/* What people see of a printer. */
enum printer_view {
	PRINTER_OFFLINE, PRINTER_FREE, PRINTER_PRINTING, PRINTER_PAUSED,
	PRINTER_TO_CLEAN, PRINTER_ERROR, PRINTER_DISABLED,
	PRINTER__MAX
};

/* "offline", "free", "printing", "paused", "to-clean", "error", "disabled" */
const char		*printer_view_name(enum printer_view);
/* The view of a row, given whether the daemon holds a live machine now: one
 * table of precedence (see printerview.c). */
enum printer_view	 printer_view(const struct printer *, bool connected);

/*
 * Take a printer in.  p->name, one identity column, machine_type, uuid,
 * dialect ("": not known) and baud (0: the profile's) are read; the profile is
 * found by machine_type, else it is the generic one of the dialect;
 * needs_cleaning is taken as given.  p is filled with the stored row.  An
 * identity that was adopted already gives that row back unchanged with
 * SPOOL_OK.  SPOOL_REFUSED: the name is taken.
 */
enum spool_result	 printer_adopt(struct spool *, struct printer *,
			    const char *who);
/* SPOOL_REFUSED while a job holds it; its queued jobs are cancelled. */
enum spool_result	 printer_forget(struct spool *, int64_t id,
			    const char *who);

enum spool_result	 printer_by_name(struct spool *, const char *,
			    struct printer *);
enum spool_result	 printer_by_id(struct spool *, int64_t,
			    struct printer *);
/* The one that was adopted at this port: an identity column of `port`. */
enum spool_result	 printer_by_port(struct spool *,
			    const struct printer *port, struct printer *);
/* Every printer that is not forgotten, by number.  *list is malloced, the
 * caller frees it. */
enum spool_result	 printer_list(struct spool *, struct printer **list,
			    int *n);

/* "Printer cleaned".  SPOOL_REFUSED while a job holds the machine. */
enum spool_result	 printer_cleaned(struct spool *, int64_t id,
			    const char *who);
/* Set ("why") or clear ("") the fault.  One event. */
enum spool_result	 printer_fault(struct spool *, int64_t id,
			    const char *why, const char *who);
/* "either", "corner", "center", "round"; PRINTER_BED__MAX: there is no such. */
const char		*printer_bed_name(enum printer_bed);
enum printer_bed	 printer_bed_by_name(const char *);
/* "none", "z-away", "record"; PRINTER_RECOVERY__MAX: no such word. */
const char		*printer_recovery_name(enum printer_recovery);
enum printer_recovery	 printer_recovery_by_name(const char *);
enum spool_result	 printer_set_recovery(struct spool *, int64_t id,
			    enum printer_recovery, const char *who);
/* What a person put in: material as material_read() writes it, nozzle_um at
 * most MATERIAL_NOZZLE_MAX.  One event. */
enum spool_result	 printer_load(struct spool *, int64_t id,
			    const char *material, int nozzle_um,
			    const char *who);
/* What M115 answered, when nothing was known yet. */
enum spool_result	 printer_identify(struct spool *, int64_t id,
			    const char *machine_type, const char *uuid);

/*
 * A person says that this printer is at another port now: p->id, and one
 * identity column; p->machine_type is what answered there.  SPOOL_REFUSED:
 * that is another kind of machine, or the port is another printer's.
 */
enum spool_result	 printer_move(struct spool *, const struct printer *p,
			    const char *who);

#endif
