/* Implementation of manual_keys.h. */
#include "common/run/manual_keys.h"

#include <string.h>

#include "common/config/key.h"
#include "common/config/runfile.h"
#include "common/core/manual.h"

enum { MOST = 16 }; /* systems of a program */

struct files { /* a run file of every system */
    size_t n;
    struct runfile *file[MOST];
};

static void files_init(struct files *f, const struct program *program)
{
    for (f->n = 0; program->systems[f->n] && f->n < MOST; f->n++)
        f->file[f->n] = program_keys(program, program->systems[f->n]);
}

static void files_clear(struct files *f)
{
    while (f->n) runfile_free(f->file[--f->n]);
}

/* True if `f` declares this section and, unless key is NULL, this key. */
static bool declares(const struct runfile *f, const char *section, const char *key)
{
    struct runfile_section_view s;
    for (size_t i = 0; (s = runfile_section_view(f, i)).name; i++) {
        if (strcmp(s.name, section) != 0) continue;
        if (!key) return true;
        for (size_t k = 0; k < s.n; k++)
            if (strcmp(runfile_section_key(f, i, k)->name, key) == 0) return true;
    }
    return false;
}

/* True if one of the first n systems declares the key; key NULL: the section. */
static bool is_earlier(const struct files *f, size_t n, const char *section, const char *key)
{
    for (size_t i = 0; i < n; i++)
        if (declares(f->file[i], section, key)) return true;
    return false;
}

static void page_key(FILE *out, const struct runfile_key *k)
{
    char *const described = key_described(k);
    char *const doc = k->value ? base_text("%s; default: %s", described, k->value)
                               : base_text("%s; required", described);
    manual_item(out, k->name, doc);
    base_free(doc);
    base_free(described);
}

/* The keys of a section that systems before the n-th do not have. */
static void page_section(const struct files *f, size_t n, size_t section, FILE *out)
{
    const struct runfile_section_view s = runfile_section_view(f->file[n], section);
    bool headed = false;
    for (size_t k = 0; k < s.n; k++) {
        const struct runfile_key *const key = runfile_section_key(f->file[n], section, k);
        if (is_earlier(f, n, s.name, key->name)) continue;
        if (!headed) {
            const bool again = is_earlier(f, n, s.name, NULL);
            char *const title = base_text("[%s]%s", s.name, again ? " of another system" : "");
            manual_subheading(out, title);
            base_free(title);
        }
        headed = true;
        page_key(out, key);
    }
}

void manual_keys_page(const struct program *program, FILE *out)
{
    struct files f;
    files_init(&f, program);
    for (size_t n = 0; n < f.n; n++)
        for (size_t i = 0; runfile_section_view(f.file[n], i).name; i++)
            page_section(&f, n, i, out);
    files_clear(&f);
}

char *manual_keys_words(const struct program *program)
{
    struct files f;
    files_init(&f, program);
    char *words = NULL;
    size_t size = 0;
    FILE *const out = open_memstream(&words, &size);
    require(out, "no memory for the names of keys");
    struct runfile_section_view s;
    for (size_t n = 0; n < f.n; n++)
        for (size_t i = 0; (s = runfile_section_view(f.file[n], i)).name; i++)
            for (size_t k = 0; k < s.n; k++) {
                const char *const key = runfile_section_key(f.file[n], i, k)->name;
                if (!is_earlier(&f, n, s.name, key))
                    fprintf(out, "%s%s.%s=", ftell(out) ? " " : "", s.name, key);
            }
    fclose(out);
    files_clear(&f);
    return words;
}
