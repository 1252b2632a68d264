/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * slicers: the FastCGI program behind /p/, where each printer, and the pool,
 * is a print host of its own to slicers that know nothing of us.  What they
 * upload goes to files, whose pool is made for slow bodies.
 */
#include "cgi/octoprint.h"
#include "cgi/otherhost.h"

#define THREADS		4

static const struct route routes[] = {
	/* OctoPrint */
	{ "GET",  "/p/:where/api/version",	PERSON_SEE,
	    octoprint_version },
	{ "GET",  "/p/:where/api/server",	PERSON_SEE,
	    octoprint_server },
	{ "GET",  "/p/:where/api/settings",	PERSON_SEE,
	    octoprint_settings },
	{ "GET",  "/p/:where/api/printerprofiles", PERSON_SEE,
	    octoprint_profiles },
	{ "POST", "/p/:where/api/login",	PERSON_SEE, octoprint_login },
	{ "GET",  "/p/:where/api/currentuser",	PERSON_SEE, octoprint_user },
	{ "GET",  "/p/:where/api/printer",	PERSON_SEE,
	    octoprint_printer },
	{ "GET",  "/p/:where/api/job",		PERSON_SEE, octoprint_job },
	{ "POST", "/p/:where/api/job",		PERSON_PRINT,
	    octoprint_order },
	{ "GET",  "/p/:where/api/connection",	PERSON_SEE,
	    octoprint_connection },
	{ "POST", "/p/:where/api/connection",	PERSON_PRINT,
	    octoprint_connect },
	{ "POST", "/p/:where/api/printer/command", PERSON_PRINT,
	    octoprint_gcode },
	{ "GET",  "/p/:where/api/files",	PERSON_SEE, octoprint_files },
	{ "GET",  "/p/:where/api/files/local",	PERSON_SEE, octoprint_files },
	{ "POST", "/p/:where/api/files/local/:rest", PERSON_QUEUE,
	    octoprint_select },
	/* PrusaLink */
	{ "GET",  "/p/:where/api/v1/storage",	PERSON_SEE,
	    prusalink_storage },
	{ "GET",  "/p/:where/api/v1/status",	PERSON_SEE,
	    prusalink_status },
	{ "GET",  "/p/:where/api/v1/job",	PERSON_SEE, prusalink_job },
	/* Repetier-Server */
	{ "GET",  "/p/:where/printer/info",	PERSON_SEE, repetier_info },
	{ "GET",  "/p/:where/printer/list",	PERSON_SEE, repetier_list },
	{ "GET",  "/p/:where/printer/api/:slug", PERSON_SEE,
	    repetier_function },
	{ "POST", "/p/:where/printer/api/:slug", PERSON_SEE,
	    repetier_function },
	/* Moonraker */
	{ "GET",  "/p/:where/server/info",	PERSON_SEE, moonraker_info },
};

int
main(int argc, char *argv[])
{
	static const struct http_program program = { .name = "slicers",
	    .routes = routes, .n_routes = sizeof(routes) / sizeof(routes[0]),
	    .threads = THREADS };

	return http_serve(&program, argc, argv);
}
