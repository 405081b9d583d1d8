/* Checks the requirements of rows on the system (common/mc/needs.h). */
#ifndef COMMON_RUN_REQUIREMENTS_H
#define COMMON_RUN_REQUIREMENTS_H

#include "common/mc/needs.h"

struct mc_system;
struct program;
struct runfile;

/* Fatal unless the system fulfils the needs of all rows used by a checked run file. state: as in
   struct needs_query. */
void requirements_check(const struct mc_system *system, const struct runfile *f, const void *state);

/* The same for the dynamics alone, for a resumed run: unmet needs of moves do no harm there. */
void requirements_check_dynamics(const struct mc_system *system, const struct runfile *f);

/* Fatal unless the run in a folder fulfils the needs of a program's command. */
void requirements_check_command(const struct program *program, const struct mc_system *system,
                                const struct runfile *f, const char *command);

#endif
