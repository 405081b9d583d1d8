/* Implementation of status.h. */
#include "common/run/status.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "common/run/ensemble_members.h"
#include "common/io/run_folder.h"
#include "common/io/run_contents.h"
#include "common/io/checkpoint_pair.h"
#include "common/io/run_table.h"
#include "common/core/progress.h"

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
    if (is(s, "new") && none) return in_use ? "starting" : "`resume` starts it";
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

/* Why resume would refuse to continue; base_free. NULL: no reason is known. */
static char *obstacle_of(const char *folder)
{
    struct checkpoint *const c = checkpoint_pair_newest(folder);
    char *const ini = base_text("%s/run.ini", folder);
    const bool there = access(ini, R_OK) == 0;
    const char *const table = c ? run_table_refused(folder, c) : NULL;
    char *text = NULL;
    if (c && !there)
        text = base_text("run.ini is missing: restore it, then `resume`");
    else if (table)
        text = base_text("%s has changed: restore it, then `resume`", table);
    checkpoint_free(c);
    base_free(ini);
    return text;
}

static void show_run(const char *folder, FILE *out)
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
    char *const obstacle =
        is(&s, "finished") || used || strcmp(kept, "in use") == 0 ? NULL : obstacle_of(folder);
    const char *const next = verdict(&s, used, kept, run_contents_what(folder));
    char *const text = base_text("%s%s%s", *s.reason ? s.reason + 1 : "", *s.reason ? "; " : "",
                                 obstacle ? obstacle : next);
    fprintf(out, line, folder, word, done, t, end, rate, eta, since, text);
    base_free(text);
    base_free(obstacle);
}

void status_show(size_t n, char *const *folder, FILE *out)
{
    fprintf(out, line, "folder", "status", "done", "t", "end", "rate [1/s]", "ETA", "checkpoint",
            "verdict");
    for (size_t i = 0; i < n; i++) {
        if (!ensemble_members_exist(folder[i])) {
            show_run(folder[i], out);
            continue;
        }
        struct ensemble_members members = ensemble_members_read(folder[i]);
        for (size_t k = 0; k < members.n; k++) show_run(members.folder[k], out);
        ensemble_members_clear(&members);
    }
}
