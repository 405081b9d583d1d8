/* Implementation of gnuplot.h. */
#include "common/core/gnuplot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

void gnuplot_undate(const char *path)
{
    static const char key[] = "/CreationDate (D:", fixed[] = "19700101000000Z";
    FILE *const pdf = fopen(path, "r+b");
    if (!pdf) return;
    char *line = NULL;
    size_t room = 0;
    off_t begin = 0;
    for (ssize_t n; (n = getline(&line, &room, pdf)) > 0; begin += n) {
        const char *const at = memmem(line, (size_t)n, key, sizeof key - 1);
        if (!at) continue;
        const off_t date = begin + (at - line) + (off_t)sizeof key - 1;
        if (fseeko(pdf, date, SEEK_SET) == 0) fputs(fixed, pdf);
        break;
    }
    free(line);
    fclose(pdf);
}
