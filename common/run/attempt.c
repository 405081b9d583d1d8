/* Implementation of attempt.h. */
#include "common/run/attempt.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/core/base.h"
#include "common/core/comm.h"

enum { LONGEST = 4096 };

static _Noreturn void child(int out, void (*act)(void *context), void *context)
{
    const int nowhere = open("/dev/null", O_WRONLY);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    comm_detach();
    dup2(nowhere, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    act(context);
    _exit(EXIT_OK);
}

/* The end of what comes from a pipe, up to the limit; false if it is late. */
static bool listen_to(int in, char text[LONGEST], double limit)
{
    const double until = base_clock() + limit;
    size_t n = 0;
    for (double left; (left = until - base_clock()) > 0;) {
        struct pollfd p = {.fd = in, .events = POLLIN};
        if (poll(&p, 1, (int)ceil(1e3 * left)) <= 0) continue;
        if (n + 1 >= LONGEST) memmove(text, text + LONGEST / 2, n -= LONGEST / 2);
        const ssize_t k = read(in, text + n, LONGEST - 1 - n);
        if (k <= 0 && errno != EINTR) return true;
        if (k > 0) text[n += (size_t)k] = 0;
    }
    return false;
}

/* The last line without "PROGRAM: "; base_free. */
static char *last_line(char *text)
{
    size_t n = strlen(text);
    while (n && text[n - 1] == '\n') text[--n] = 0;
    const char *const end = strrchr(text, '\n'), *const line = end ? end + 1 : text;
    const char *const name = strstr(line, ": ");
    return base_text("%s", name ? name + 2 : line);
}

char *attempt(void (*act)(void *context), void *context, double limit, bool *late)
{
    int ends[2], status;
    char text[LONGEST] = "";
    fflush(NULL);
    *late = false;
    require(pipe2(ends, O_CLOEXEC) == 0, "no pipe: %s", strerror(errno));
    const pid_t process = fork();
    require(process >= 0, "no process: %s", strerror(errno));
    if (process == 0) child(ends[1], act, context);
    close(ends[1]);
    *late = !listen_to(ends[0], text, limit);
    close(ends[0]);
    if (*late) kill(process, SIGKILL);
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
    if (*late || (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_OK)) return NULL;
    return WIFEXITED(status) ? last_line(text) : base_text("signal %d", WTERMSIG(status));
}
