/* Implementation of status.h. */
#include "common/run/status.h"

#include <math.h>
#include <string.h>

#include "common/run/ensemble_members.h"
#include "common/io/run_folder.h"
#include "common/io/run_contents.h"
#include "common/io/checkpoint_pair.h"
#include "common/run/attempt.h"
#include "common/run/run_commands.h"
#include "common/run/run_folders.h"
#include "common/core/progress.h"

enum { LONGEST = 10, LONGEST_OF_ALL = 60 }; /* trials of resume [s] */

static const char line[] = "%-36s %-12s %6s %12s %12s %10s %10s %12s  %s\n";

static bool is(const struct run_folder_status *s, const char *word)
{
    return strcmp(s->word, word) == 0;
}

/* The state of the run in words, and the next action. */
static const char *verdict(const struct run_folder_status *s, bool in_use, const char *kept,
                           bool held)
{
    const bool none = strcmp(kept, "none") == 0;
    if (is(s, "none") && !held) return in_use ? "starting" : "no run, or not started";
    if (is(s, "finished")) return "done";
    if (strcmp(kept, "in use") == 0) return "another program writes a checkpoint of it";
    if (strcmp(kept, "damaged") == 0) return "no valid checkpoint; `resume --restart` starts again";
    if (run_folder_waits(s) && none) return in_use ? "starting" : "`resume` starts it";
    if (in_use) return "running";
    if (none) return "no checkpoint; `resume --restart` starts again";
    if (is(s, "failed")) return "`resume` continues from the last checkpoint";
    if (is(s, "interrupted")) return "`resume` continues it";
    return "stopped without notice; `resume` continues from the last checkpoint";
}

/* Seconds as a duration; "-" if s is not finite. */
static const char *lasting(char text[32], double s)
{
    if (isfinite(s))
        progress_duration(text, s);
    else
        strcpy(text, "-");
    return text;
}

struct trial {
    const struct program *program;
    const char *folder;
};

static void try_resume(void *trial)
{
    const struct trial *const t = trial;
    run_commands_try(t->program, t->folder);
}

/* The reason for which resume refuses; base_free. NULL: none, or, with *late, not known. *left:
   seconds for all trials. */
static char *obstacle_of(const struct program *program, const char *folder, double *left,
                         bool *late)
{
    struct trial t = {program, folder};
    const double began = base_clock();
    char *const reason = *left > 0 ? attempt(try_resume, &t, fmin(*left, LONGEST), late) : NULL;
    *late = *late || !(*left > 0);
    *left -= base_clock() - began;
    /* the verdict names it, too; or a run uses the folder by now */
    const bool known = reason && (strstr(reason, "--restart") || run_folder_in_use(folder));
    char *const text = reason && !known ? base_text("resume refuses: %s", reason) : NULL;
    base_free(reason);
    return text;
}

/* Does a verdict promise that resume succeeds? */
static bool promises(const char *next)
{
    return strstr(next, "`resume");
}

static void show_run(const struct program *program, const char *folder, double *left, FILE *out)
{
    const struct run_folder_status s = run_folder_status(folder);
    const bool used = run_folder_in_use(folder), runs = used && !is(&s, "finished");
    double age;
    const char *const kept = checkpoint_pair_state(folder, &age);
    char done[16] = "-", t[24] = "-", end[24] = "-", rate[24] = "-", eta[32], since[32];
    if (!is(&s, "none")) {
        snprintf(done, sizeof done, "%.1f %%",
                 s.end > 0 && s.t > 0 ? 100 * (double)s.t / (double)s.end : 0);
        snprintf(t, sizeof t, "%lld", (long long)s.t);
        snprintf(end, sizeof end, "%lld", (long long)s.end);
    }
    if (s.rate > 0) snprintf(rate, sizeof rate, "%.4g", s.rate);
    lasting(eta, runs && s.rate > 0 ? fmax(0, (double)(s.end - s.t) / s.rate - age) : NAN);
    lasting(since, age);
    const char *const word = is(&s, "running") && !used ? "stopped" : s.word;
    const char *const next = verdict(&s, used, kept, run_contents_what(folder));
    bool late = false;
    char *const obstacle = promises(next) ? obstacle_of(program, folder, left, &late) : NULL;
    char *const text =
        base_text("%s%s%s%s", *s.reason ? s.reason + 1 : "", *s.reason ? "; " : "",
                  obstacle ? obstacle : next, late ? " (not tried: it takes too long)" : "");
    fprintf(out, line, folder, word, done, t, end, rate, eta, since, text);
    base_free(text);
    base_free(obstacle);
}

/* A run, a ladder, the members of an ensemble, or all runs in a plain folder. */
static void show(const struct program *program, const char *folder, double *left, FILE *out)
{
    if (ensemble_members_exist(folder)) {
        struct ensemble_members members = ensemble_members_read(folder);
        for (size_t k = 0; k < members.n; k++) show_run(program, members.folder[k], left, out);
        ensemble_members_clear(&members);
        return;
    }
    struct run_folders inside = run_folders_inside(folder);
    for (size_t k = 0; k < inside.n; k++) show(program, inside.folder[k], left, out);
    if (!inside.n) show_run(program, folder, left, out);
    run_folders_clear(&inside);
}

void status_show(const struct program *program, size_t n, char *const *folder, FILE *out)
{
    double left = LONGEST_OF_ALL;
    fprintf(out, line, "folder", "status", "done", "t", "end", "rate [1/s]", "ETA", "checkpoint",
            "verdict");
    for (size_t i = 0; i < n; i++) show(program, folder[i], &left, out);
}
