/* Checks of what the rows of a run need of its system (common/mc/needs.h). */
#ifndef COMMON_RUN_REQUIREMENTS_H
#define COMMON_RUN_REQUIREMENTS_H

#include "common/mc/needs.h"

struct mc_system;
struct program;
struct runfile;

/* Dies unless the system has all that the rows used by a checked run file need. state: as in a
   query. */
void requirements_check(const struct mc_system *system, const struct runfile *f, const void *state);

/* Of the dynamics alone, for a run that goes on: what its moves lack does no harm. */
void requirements_check_dynamics(const struct mc_system *system, const struct runfile *f);

/* Dies unless the run in a folder has all that one of the program's own commands needs. */
void requirements_check_command(const struct program *program, const struct mc_system *system,
                                const struct runfile *f, const char *command);

#endif
