/* When a program is to stop early: a signal (SIGINT, SIGTERM, SIGUSR1, SIGUSR2) or its wall-clock
   limit. The current sweep ends, a checkpoint is written, the exit status asks to be requeued. A
   second SIGINT ends the program at once. */
#ifndef COMMON_CORE_SIGNALS_H
#define COMMON_CORE_SIGNALS_H

#include <stdbool.h>

/* From now on signals are noted, and the clock runs. walltime [s], INFINITY: no limit. */
void signals_watch(double walltime);
bool signals_requested(void);

#endif
