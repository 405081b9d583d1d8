/* Implementation of signals.h. The alarm clock first marks the wall-clock limit, and after a request
   the end of the grace. */
#include "common/core/signals.h"

#include <math.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "common/core/base.h"

static volatile sig_atomic_t noted, patience = 2 /* [s] */, runs;
static double began = -1, limit = INFINITY; /* clock readings [s]; -1: none yet */

/* Everything on disk is safe against a kill at any moment. */
static _Noreturn void give_up(void)
{
    static const char start[] = "interrupted while it started: start it again\n",
                      step[] = "interrupted within a step that takes long: to go on from the last "
                               "checkpoint, resume\n";
    const ssize_t written = runs ? write(STDERR_FILENO, step, sizeof step - 1)
                                 : write(STDERR_FILENO, start, sizeof start - 1);
    (void)written;
    _exit(EXIT_INTERRUPTED);
}

static void on_signal(int number)
{
    /* a second Ctrl-C ends the program at once */
    if (noted && number == SIGINT) _exit(EXIT_INTERRUPTED);
    if (!noted) alarm((unsigned)patience);
    noted = number;
}

static void on_alarm(int number)
{
    if (noted && patience) give_up();
    if (!noted) alarm((unsigned)patience);
    noted = number;
}

static void set_alarm(double seconds)
{
    enum { LONGEST = 1 << 30 };
    if (!(seconds < LONGEST)) return;
    if (seconds < 1e-6) seconds = 1e-6;
    const double whole = floor(seconds);
    const struct itimerval timer = {
        .it_value = {(time_t)whole, (suseconds_t)(1e6 * (seconds - whole))}};
    setitimer(ITIMER_REAL, &timer, NULL);
}

void signals_watch(double walltime)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGUSR1, SIGUSR2};
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaction(numbers[i], &action, NULL);
    action.sa_handler = on_alarm;
    sigaction(SIGALRM, &action, NULL);
    if (began < 0) began = base_clock();
    limit = began + walltime;
    if (!noted) set_alarm(limit - base_clock());
}

bool signals_requested(void)
{
    return noted || base_clock() > limit;
}

void signals_grace(unsigned seconds)
{
    patience = (sig_atomic_t)seconds;
    runs = 1;
    if (noted) alarm(seconds);
}
