/* Implementation of initial_weights.h. */
#include "dnn/system/initial_weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/core/base.h"
#include "common/io/run_folder.h"
#include "common/io/trajectory.h"

enum { LAST = -1, ALL = -1, CENTRE = -2 };

struct place {
    char *folder, *path; /* path: of the trajectory; both owned */
    int64_t time;        /* LAST, or a time */
    long copy;           /* ALL, which is right for a run of one, CENTRE, or a number */
};

static bool readable(struct place *p)
{
    base_free(p->path);
    p->path = base_text("%s/trajectory.h5", p->folder);
    return access(p->path, R_OK) == 0;
}

/* Cuts text at its last `mark` if a number or `word` follows. */
static bool cut(char *text, char mark, const char *word, long word_is, long *value)
{
    char *const at = strrchr(text, mark), *end;
    if (!at || !at[1]) return false;
    const bool is_word = word && strcmp(at + 1, word) == 0;
    const long number = strtol(at + 1, &end, 10);
    if (!is_word && (*end || number < 0)) return false;
    *value = is_word ? word_is : number;
    *at = '\0';
    return true;
}

static struct place find(const char *text, const char *where)
{
    struct place p = {base_text("%s", text), NULL, LAST, ALL};
    if (readable(&p)) return p;
    long time = LAST;
    cut(p.folder, ':', "centre", CENTRE, &p.copy);
    cut(p.folder, '@', NULL, 0, &time);
    p.time = time;
    require(readable(&p), "%s: must be a run folder with a trajectory; there is no '%s'", where,
            p.path);
    return p;
}

static void drop(struct place *p)
{
    base_free(p->folder), base_free(p->path);
}

char *initial_weights_folder(const char *text, const char *where)
{
    struct place p = find(text, where);
    char *const folder = base_text("%s", p.folder);
    drop(&p);
    return folder;
}

static size_t frame_of(struct trajectory *t, const struct place *p, struct frame *f,
                       const char *where)
{
    const size_t frames = trajectory_frames(t);
    if (p->time == LAST) {
        const bool ended = strcmp(run_folder_status(p->folder).word, "finished") == 0; /* early */
        require(frames == trajectory_planned(t) || (ended && frames > 0),
                "%s: %s: that run has not finished", where, p->path);
        return frames - 1;
    }
    for (size_t i = 0; i < frames; i++) {
        trajectory_read(t, i, f);
        if (f->t == p->time) return i;
    }
    require(false, "%s: %s holds no frame of time %lld", where, p->path, (long long)p->time);
    return 0;
}

static void check(const struct frame *f, const struct place *p, size_t n, const double *label,
                  const char *where)
{
    const size_t copies = f->n / n;
    require(f->n == copies * n && f->dim == 1, "%s: %s holds %zu weights, not %zu", where, p->path,
            f->n * (size_t)f->dim, n);
    require(p->copy != ALL || copies == 1,
            "%s: %s holds %zu copies of a network: choose one, :0 ... :%zu or :centre", where,
            p->path, copies, copies - 1);
    require(p->copy < (long)copies, "%s: %s holds %zu copies, there is no :%ld", where, p->path,
            copies, p->copy);
    for (size_t i = 0; i < f->n; i++) {
        require(f->label && f->label[i] == label[i % n],
                "%s: %s is of a network with other layers (weight %zu)", where, p->path, i % n);
        require(isfinite(f->x[i]), "%s: %s: weight %zu is %g", where, p->path, i % n, f->x[i]);
    }
}

void initial_weights_load(const char *text, size_t n, const double *label, real *w,
                          const char *where)
{
    struct place p = find(text, where);
    struct trajectory *const t = trajectory_open(p.path);
    struct frame f;
    trajectory_read(t, frame_of(t, &p, &f, where), &f);
    check(&f, &p, n, label, where);
    const size_t first = p.copy > 0 ? (size_t)p.copy : 0, copies = p.copy == CENTRE ? f.n / n : 1;
    for (size_t i = 0; i < n; i++) {
        double sum = 0;
        for (size_t k = first; k < first + copies; k++) sum += f.x[k * n + i];
        w[i] = (real)(sum / (double)copies);
    }
    trajectory_close(t);
    drop(&p);
}

void initial_weights_load_all(const char *places, size_t copies, size_t n, const double *label,
                              real *w, const char *where)
{
    if (copies == 1) {
        initial_weights_load(places, n, label, w, where);
        return;
    }
    char *const words = base_text("%s", places), *rest = NULL;
    size_t k = 0;
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        require(k < copies, "%s = %s: more places than copies, %zu", where, places, copies);
        initial_weights_load(word, n, label, w + k++ * n, where);
    }
    require(k == 1 || k == copies, "%s = %s: %zu places for %zu copies of a network", where, places,
            k, copies);
    for (; k < copies; k++) memcpy(w + k * n, w, n * sizeof *w);
    base_free(words);
}
