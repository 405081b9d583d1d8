/* Early stop of a program: by a signal (SIGINT, SIGTERM, SIGUSR1, SIGUSR2) or at its wall-clock
   limit. The run finishes the present sweep, writes a checkpoint and exits with the status for
   requeueing. A second SIGINT ends the program at once. */
#ifndef COMMON_CORE_SIGNALS_H
#define COMMON_CORE_SIGNALS_H

#include <stdbool.h>

/* Installs the signal handlers and starts the clock. walltime [s]; INFINITY: no limit. */
void signals_watch(double walltime);
bool signals_requested(void);

#endif
