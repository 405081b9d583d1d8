/* Implementation of support.h. */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base.h"
#include "common/drive.h"
#include "common/runfile.h"

char *support_folder(void)
{
    const char *const root = getenv("TMPDIR");
    char *const path = base_text("%s/swapglass-XXXXXX", root ? root : "/tmp");
    require(mkdtemp(path), "%s: no scratch folder can be made", path);
    return path;
}

void support_remove(char *folder)
{
    char *const command = base_text("rm -rf '%s'", folder);
    if (system(command)) fprintf(stderr, "%s: not removed\n", folder);
    base_free(command);
    base_free(folder);
}

void support_write(const char *path, const void *bytes, size_t n)
{
    FILE *const f = base_open(path, "w");
    fwrite(bytes, 1, n, f);
    fclose(f);
}

struct runfile *support_load(const struct drive_program *program, const struct mc_system *system,
                             const char *ini)
{
    char *const folder = support_folder(), *const path = base_text("%s/test.ini", folder);
    support_write(path, ini, strlen(ini));
    struct runfile *const f = drive_load(program, system, path, 0, NULL);
    base_free(path);
    support_remove(folder);
    return f;
}

int support_dies(void (*act)(void *argument), void *argument, char *message, size_t room)
{
    int channel[2];
    require(pipe(channel) == 0, "no pipe");
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        dup2(channel[1], STDERR_FILENO);
        close(channel[0]);
        act(argument);
        _exit(0);
    }
    close(channel[1]);
    size_t n = 0;
    for (ssize_t got; (got = read(channel[0], message + n, room - 1 - n)) > 0;) n += (size_t)got;
    message[n] = 0;
    close(channel[0]);
    int status;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int support_refuses(void (*act)(void *argument), void *argument, const char *part)
{
    char message[4096];
    const int status = support_dies(act, argument, message, sizeof message);
    const char *const end = strchr(message, '\n');
    const int good = status == 2 && end && end[1] == 0 && strstr(message, part);
    if (!good)
        fprintf(stderr, "expected one line with \"%s\" and status 2; status %d: %s\n", part, status,
                message);
    return good;
}
