/* Implementation of fabricate.h. */
#include "tests/fabricate.h"

#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analysis/estimate/relaxation.h"
#include "analysis/figure/command_output.h"
#include "common/core/base.h"
#include "common/io/trajectory.h"
#include "common/io/trajectory_writer.h"

FILE *fabricate_file(const char *folder, const char *name)
{
    char *path = base_text("%s/%s", folder, name);
    FILE *f = base_open(path, "w");
    base_free(path);
    return f;
}

void fabricate_text(const char *folder, const char *name, const char *text)
{
    FILE *f = fabricate_file(folder, name);
    fputs(text, f);
    fclose(f);
}

char *fabricate_run(const char *root, const char *name, const char *program, int seed,
                    const char *sections)
{
    char *path = base_text("%s/%s", root, name);
    mkdir(path, 0777);
    char *ini =
        base_text("[run]\nprogram = %s\nseed = %d\nfolder = %s\n%s", program, seed, path, sections);
    fabricate_text(path, "run.ini", ini);
    fabricate_text(path, "status", "finished 100 100\n");
    base_free(ini);
    return path;
}

char *fabricate_liquid(const char *root, const char *name, int seed, double T, double swap)
{
    char *sections =
        base_text("[system]\nmodel = nbc8\nN = 64\nT = %g\nstart = %d\n[move.swap]\nweight = %g\n",
                  T, seed, swap);
    char *path = fabricate_run(root, name, "glass", seed, sections);
    base_free(sections);
    return path;
}

char *fabricate_network(const char *root, const char *name, int seed, const char *protocol)
{
    char *sections =
        base_text("[system]\nT = 0\n[data]\nname = d\n[swap]\nprotocol = %s\n", protocol);
    char *path = fabricate_run(root, name, "dnn", seed, sections);
    base_free(sections);
    return path;
}

double fabricate_lag(int l)
{
    return fmax(l + 1, round(pow(10, 0.1 * l)));
}

struct curve_rows fabricate_rows(size_t members, size_t waitings, const double *waiting,
                                 size_t lags)
{
    struct curve_rows r = {.members = members, .waitings = waitings};
    r.row = malloc(sizeof *r.row * members * waitings * lags);
    r.waiting = base_alloc(waitings, sizeof *r.waiting);
    for (size_t w = 0; w < waitings; w++) r.waiting[w] = waiting ? waiting[w] : (double)w;
    return r;
}

void fabricate_row(struct curve_rows *r, size_t member, double waiting, double lag, double value)
{
    r->row[r->n++] = (struct curve_row){member, waiting, lag, value};
}

void fabricate_weights(const char *folder, size_t n, const double *w)
{
    double *const label = base_alloc(n, sizeof *label);
    for (size_t i = 0; i < n; i++) label[i] = i + 10 < n ? 1 : 2;
    const struct frame f = {.n = n, .dim = 1, .x = w, .label = label};
    char *const path = base_text("%s/trajectory.h5", folder);
    struct trajectory_writer *const t = trajectory_writer_create(
        AT_FDCWD, path, &f, &(struct h5md_about){"layer", "step", "test", 1, 1});
    trajectory_writer_add(t, &f);
    trajectory_writer_close(t);
    base_free(path), base_free(label);
}

struct command_arguments fabricate_arguments(size_t n, char **folder, const char *of)
{
    return (struct command_arguments){
        .n = n, .folder = folder, .of = of, .loss = NAN, .level = relaxation_level, .waiting = NAN};
}

void fabricate_prints(void (*command)(const struct command_arguments *),
                      const struct command_arguments *a, const char *part, const char * not )
{
    char *const text = fabricate_printed(command, a);
    const char *const never[] = {not, "nan", " inf ", "-inf", "(inf"};
    require(!part || strstr(text, part), "'%s' is not in:\n%s", part, text);
    for (size_t k = 0; k < sizeof never / sizeof *never; k++)
        require(!never[k] || !strstr(text, never[k]), "'%s' is in:\n%s", never[k], text);
    base_free(text);
}

char *fabricate_printed(void (*command)(const struct command_arguments *),
                        const struct command_arguments *a)
{
    FILE *const out = tmpfile();
    require(out, "no scratch file");
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        if (dup2(fileno(out), STDOUT_FILENO) < 0) _exit(1);
        command(a);
        fflush(stdout);
        _exit(0);
    }
    int status = -1;
    waitpid(child, &status, 0);
    require(child > 0 && status == 0, "the command failed");
    rewind(out);
    enum { ROOM = 1 << 18 };
    char *const text = base_alloc(ROOM, 1);
    require(fread(text, 1, ROOM - 1, out) > 0, "the command printed nothing");
    fclose(out);
    return text;
}
