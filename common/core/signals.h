/* Early stop of a program: by a signal (SIGINT, SIGTERM, SIGUSR1, SIGUSR2) or at its wall-clock
   limit. The run finishes the present sweep, writes a checkpoint and exits with the status for
   requeueing. A second SIGINT ends the program at once. A program that does not react within its
   grace, for it still starts or its step is long, ends with the same status and its last
   checkpoint. */
#ifndef COMMON_CORE_SIGNALS_H
#define COMMON_CORE_SIGNALS_H

#include <stdbool.h>

/* Installs the signal handlers. walltime [s] counts from the first call; INFINITY: no limit. */
void signals_watch(double walltime);
bool signals_requested(void);
/* How long a request may wait from now on [s]; before the first call 2 s. 0: as long as it takes. */
void signals_grace(unsigned seconds);

#endif
