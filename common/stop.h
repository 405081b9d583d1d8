/* When a program is to stop early: a signal (SIGINT, SIGTERM, SIGUSR1, SIGUSR2) or its wall-clock
   limit. The current sweep ends, a checkpoint is written, the exit status asks to be requeued. A
   second SIGINT ends the program at once. */
#ifndef COMMON_STOP_H
#define COMMON_STOP_H

#include <stdbool.h>

/* From now on signals are noted, and the clock runs. walltime [s], INFINITY: no limit. */
void stop_watch(double walltime);
bool stop_asked(void);

#endif
