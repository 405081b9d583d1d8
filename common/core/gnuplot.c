/* Implementation of gnuplot.h. */
#include "common/core/gnuplot.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/core/base.h"

enum { NO_FOLDER = 126, NO_PROGRAM = 127 };

enum gnuplot_end gnuplot_run(const char *folder, const char *script)
{
    fflush(NULL);
    const pid_t child = fork();
    require(child >= 0, "gnuplot cannot be started");
    if (child == 0) {
        if (chdir(folder) != 0) _exit(NO_FOLDER);
        execlp("gnuplot", "gnuplot", script, (char *)NULL);
        _exit(NO_PROGRAM);
    }
    int status = 0;
    require(waitpid(child, &status, 0) == child, "gnuplot was lost");
    if (WIFEXITED(status) && WEXITSTATUS(status) == NO_PROGRAM) return GNUPLOT_MISSING;
    return status == 0 ? GNUPLOT_DRAWN : GNUPLOT_FAILED;
}
