/* Implementation of support.h. */
#include "tests/support.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/core/base.h"
#include "common/io/checkpoint.h"
#include "common/run/program.h"
#include "common/config/runfile.h"

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

static struct runfile *load(const struct mc_system *system, const char *format, va_list args)
{
    const struct program program = {.name = system->name}; /* all that a given system needs */
    char *const folder = support_folder(), *const path = base_text("%s/test.ini", folder);
    FILE *const out = base_open(path, "w");
    vfprintf(out, format, args);
    fclose(out);
    struct runfile *const f = program_declare(&program, system, path, 0, NULL);
    if (system->resolve) system->resolve(f);
    runfile_check(f); /* and no more: chains that make their trials by name need no weights */
    base_free(path);
    support_remove(folder);
    return f;
}

struct runfile *support_load(const struct mc_system *system, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct runfile *const f = load(system, format, args);
    va_end(args);
    return f;
}

struct mc_chain support_chain(const struct mc_system *system, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct runfile *const f = load(system, format, args);
    va_end(args);
    struct mc_chain c;
    mc_init(&c, system, f);
    mc_set_initial_state(&c, f);
    runfile_free(f);
    return c;
}

void support_advance(struct mc_chain *c, const char *dynamics, int times)
{
    const struct base_table table = {"dynamics", "", c->system->dynamics,
                                     sizeof *c->system->dynamics};
    const struct mc_dynamics *const row = base_pick(&table, dynamics, "dynamics");
    for (int i = 0; i < times; i++) row->advance(c);
}

uint64_t support_digest(struct mc_chain *c)
{
    struct checkpoint *const d = checkpoint_create_digester();
    mc_visit(c, d);
    const uint64_t value = checkpoint_digest(d);
    checkpoint_free(d);
    return value;
}

void support_restart(struct mc_chain *from, struct mc_chain *to)
{
    char *const folder = support_folder(), *const path = base_text("%s/c.h5", folder), why[200];
    struct checkpoint *const saver = checkpoint_create_saver();
    mc_visit(from, saver);
    checkpoint_write(saver, path, NULL);
    checkpoint_free(saver);
    struct checkpoint *const loader = checkpoint_create_loader(path, why, sizeof why);
    require(loader, "%s: %s", path, why);
    mc_visit(to, loader);
    checkpoint_free(loader);
    base_free(path);
    support_remove(folder);
}

char *support_root;

int support_begin(void **state)
{
    (void)state;
    support_root = support_folder();
    return 0;
}

int support_end(void **state)
{
    (void)state;
    support_remove(support_root);
    return 0;
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

struct support_average support_average(const double *x, int n)
{
    double sum = 0, square = 0;
    for (int k = 0; k < n; k++) sum += x[k] / n, square += x[k] * x[k] / n;
    return (struct support_average){sum, sqrt(fmax(0, square - sum * sum) / (n - 1))};
}
