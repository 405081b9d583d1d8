/* Implementation of scratch.h. What a reader holds when it dies is lost: a little memory. */
#include "tests/fuzz/scratch.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/core/base.h"

static jmp_buf back;
static char folder[64];

static void leave(void)
{
    longjmp(back, 1);
}

static void remove_folder(void)
{
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    if (system(command)) return;
}

const char *scratch_path(const char *name)
{
    static char path[200];
    if (!*folder) {
        snprintf(folder, sizeof folder, "/tmp/swapglass-fuzz-%ld", (long)getpid());
        char command[100];
        snprintf(command, sizeof command, "mkdir -p %s", folder);
        if (system(command)) abort();
        atexit(remove_folder);
    }
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

void scratch_write(const char *name, const void *bytes, size_t n)
{
    FILE *const f = fopen(scratch_path(name), "wb");
    if (!f || fwrite(bytes, 1, n, f) != n || fclose(f)) abort();
}

void scratch_try(void (*read)(const char *path), const char *path)
{
    base_on_death(leave);
    if (setjmp(back) == 0) read(path);
    base_on_death(NULL);
}
