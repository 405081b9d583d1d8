/* Implementation of signals.h. */
#include "common/core/signals.h"

#include <math.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "common/core/base.h"
#include "common/core/base.h"

static volatile sig_atomic_t noted;
static double limit = INFINITY; /* clock reading [s] */

static void on_signal(int number)
{
    /* a second Ctrl-C ends the program at once */
    if (noted && number == SIGINT) _exit(EXIT_INTERRUPTED);
    noted = number;
}

void signals_watch(double walltime)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGUSR1, SIGUSR2};
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaction(numbers[i], &action, NULL);
    limit = base_clock() + walltime;
}

bool signals_requested(void)
{
    return noted || base_clock() > limit;
}
