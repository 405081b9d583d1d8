/* Implementation of run_folders.h. */
#include "common/run/run_folders.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/core/base.h"
#include "common/io/run_place.h"
#include "common/run/ensemble_members.h"
#include "common/run/program.h"

static bool has_file(const char *folder, const char *name)
{
    char *const path = base_text("%s/%s", folder, name);
    const bool there = access(path, F_OK) == 0;
    base_free(path);
    return there;
}

/* Takes the path. */
static void append(struct run_folders *f, char *path)
{
    f->folder = reallocarray(f->folder, f->n + 1, sizeof *f->folder);
    require(f->folder, "no memory for the name of %s", path);
    f->folder[f->n++] = path;
}

/* The rungs of a ladder, FOLDER/00, 01, ...; false if there are none. */
static bool add_rungs(struct run_folders *f, const char *path)
{
    for (size_t k = 0;; k++) {
        char *const rung = base_text("%s/%02zu", path, k);
        if (has_file(rung, "run.ini")) {
            append(f, rung);
            continue;
        }
        base_free(rung);
        return k > 0;
    }
}

static void add_members(struct run_folders *f, const char *path)
{
    struct ensemble_members all = ensemble_members_read(path);
    for (size_t i = 0; i < all.n; i++) append(f, base_text("%s", all.folder[i]));
    ensemble_members_clear(&all);
}

/* A run, an ensemble or a ladder; false if the folder is none. */
static bool add_runs(struct run_folders *f, const char *path)
{
    if (ensemble_members_exist(path)) return add_members(f, path), true;
    if (add_rungs(f, path)) return true;
    if (!has_file(path, "run.ini")) return false;
    append(f, base_text("%s", path));
    return true;
}

static bool is_branches(const char *name)
{
    const size_t n = strlen(name), m = strlen(".branches");
    return n > m && strcmp(name + n - m, ".branches") == 0;
}

static int is_shown(const struct dirent *e)
{
    return *e->d_name != '.' && !is_branches(e->d_name);
}

/* The runs in a plain folder, in the order of their names. */
static bool add_contents(struct run_folders *f, const char *path)
{
    struct dirent **entry;
    const size_t before = f->n;
    const int n = scandir(path, &entry, is_shown, versionsort);
    for (int i = 0; i < n; i++) {
        char *const folder = base_text("%s/%s", path, entry[i]->d_name);
        add_runs(f, folder);
        base_free(folder);
        free(entry[i]);
    }
    if (n >= 0) free(entry);
    return f->n > before;
}

static bool is_any(const char *path)
{
    return has_file(path, "run.ini") || ensemble_members_exist(path);
}

struct run_folders run_folders_inside(const char *path)
{
    struct run_folders f = {0};
    struct dirent **entry;
    const int n = is_any(path) ? 0 : scandir(path, &entry, is_shown, versionsort);
    for (int i = 0; i < n; i++) {
        char *const folder = base_text("%s/%s", path, entry[i]->d_name);
        if (is_any(folder))
            append(&f, folder);
        else
            base_free(folder);
        free(entry[i]);
    }
    if (n > 0) free(entry);
    return f;
}

/* True of X.branches if a word is X. */
static bool is_beside(const char *folder, size_t n, char *const *words)
{
    if (!is_branches(folder)) return false;
    const size_t length = strlen(folder) - strlen(".branches");
    for (size_t i = 0; i < n; i++)
        if (strncmp(words[i], folder, length) == 0 &&
            words[i][length + strspn(words[i] + length, "/")] == 0)
            return true;
    return false;
}

/* FOLDER:COPY or FOLDER@TIME:COPY of a network with copies. */
static bool add_copy(struct run_folders *f, const char *word)
{
    const char *const colon = strrchr(word, ':');
    if (!colon) return false;
    char *const place = base_text("%.*s", (int)(colon - word), word);
    struct run_place at = run_place_parse(place);
    const bool found = has_file(at.folder, "run.ini");
    if (found) append(f, base_text("%s", word));
    run_place_clear(&at);
    base_free(place);
    return found;
}

static void add_time(struct run_folders *f, size_t first, int64_t t)
{
    for (size_t i = first; i < f->n; i++) {
        char *const folder = f->folder[i];
        f->folder[i] = base_text("%s@%lld", folder, (long long)t);
        base_free(folder);
    }
}

static void add_word(struct run_folders *f, const char *word, size_t n, char *const *words)
{
    struct run_place at = run_place_parse(word);
    const size_t before = f->n;
    const bool beside = is_beside(at.folder, n, words);
    const bool found = !beside && (add_runs(f, at.folder) || add_contents(f, at.folder));
    if (at.timed) add_time(f, before, at.t);
    const bool known = found || add_copy(f, word);
    require(known || n == 1 || access(at.folder, F_OK) == 0, "%s: there is no such folder", word);
    if (!known && n > 1)
        fprintf(stderr, "warning: %s: skipped: %s\n", word,
                beside                     ? "branches of another argument"
                : has_file(at.folder, ".") ? "holds no run"
                                           : "is no folder");
    run_place_clear(&at);
}

struct run_folders run_folders_find(size_t n, char *const *words)
{
    struct run_folders f = {0};
    for (size_t i = 0; i < n; i++) add_word(&f, words[i], n, words);
    if (!f.n && n) append(&f, base_text("%s", words[0]));
    return f;
}

/* The last `parts` components of a path. */
static const char *end_of(const char *path, size_t parts)
{
    const char *at = path + strlen(path);
    while (at > path && (at[-1] != '/' || --parts)) at--;
    return at;
}

char *run_folders_name(const struct run_folders *f, size_t i)
{
    size_t parts = 1;
    for (size_t k = 0; k < f->n; k++)
        while (k != i && strcmp(end_of(f->folder[k], parts), end_of(f->folder[i], parts)) == 0 &&
               end_of(f->folder[i], parts) > f->folder[i])
            parts++;
    char *const name = base_text("%s", end_of(f->folder[i], parts));
    for (char *at = name; *at; at++)
        if (*at == '/') *at = '_';
    return name;
}

void run_folders_clear(struct run_folders *f)
{
    for (size_t i = 0; i < f->n; i++) base_free(f->folder[i]);
    free(f->folder);
    *f = (struct run_folders){0};
}

size_t run_folders_words(const struct program_request *r)
{
    size_t n = 0;
    while (n < (size_t)r->n && (!strchr(r->words[n], '=') || access(r->words[n], F_OK) == 0)) n++;
    return n;
}

struct program_request run_folders_expand(const struct program_request *r, struct run_folders *f)
{
    const size_t words = run_folders_words(r), options = (size_t)r->n - words;
    struct program_request all = *r;
    *f = run_folders_find(words, r->words);
    all.words = base_alloc(f->n + options + 1, sizeof *all.words);
    for (size_t i = 0; i < f->n; i++) all.words[i] = f->folder[i];
    for (size_t i = 0; i < options; i++) all.words[f->n + i] = r->words[words + i];
    all.n = (int)(f->n + options);
    return all;
}
