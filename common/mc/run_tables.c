/* Implementation of run_tables.h. */
#include "common/mc/run_tables.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#include "common/core/progress.h"
#include "common/io/checkpoint.h"

void run_tables_init(struct run_tables *t)
{
    *t = (struct run_tables){0};
    for (int k = 0; k < RUN_TABLES; k++) t->file[k].fresh = -1;
}

void run_tables_clear(struct run_tables *t)
{
    for (struct run_tables_file *f = t->file; f < t->file + RUN_TABLES; f++)
        if (f->opened) folder_file_clear(&f->place);
}

static struct run_tables_file *open_row(struct run_tables *t, const struct mc_table *rows,
                                        const struct mc_table *row, const struct run_folder *d)
{
    require(row - rows < RUN_TABLES, "%s: more than %d cumulative tables", row->name, RUN_TABLES);
    struct run_tables_file *const f = &t->file[row - rows];
    if (f->opened) return f;
    char *const name = base_text("%s.dat", row->name), *const path = run_folder_file(d, name);
    folder_file_init(&f->place, d->lock, path);
    f->opened = true;
    base_free(path);
    base_free(name);
    return f;
}

/* ---- content --------------------------------------------------------------------------------- */

static char *text_of(const struct mc_table *row, const void *state, const struct run_folder *d,
                     size_t *n)
{
    char *text = NULL;
    FILE *const out = open_memstream(&text, n);
    require(out, "out of memory: table %s", row->name);
    run_folder_head(d, out, row->name, row->doc);
    fprintf(out, "# units: %s\n# %s\n", row->units, row->columns);
    row->write(state, out);
    require(fclose(out) == 0, "out of memory: table %s", row->name);
    return text;
}

/* False without a file. */
static bool digest_of(const struct folder_file *place, const char *name, uint64_t *digest,
                      struct stat *seen)
{
    const int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    const int fd = openat(place->folder, name, flags);
    require(fd >= 0 || errno == ENOENT, "%s: cannot be opened: %s", place->path, strerror(errno));
    if (fd < 0) return false;
    require(fstat(fd, seen) == 0 && S_ISREG(seen->st_mode), "%s: is not a regular file",
            place->path);
    char *const bytes = base_alloc((size_t)seen->st_size, 1);
    folder_file_read(place, fd, bytes, (size_t)seen->st_size, 0);
    *digest = XXH3_64bits(bytes, (size_t)seen->st_size);
    base_free(bytes);
    close(fd);
    return true;
}

/* ---- saving ---------------------------------------------------------------------------------- */

/* Times of a network file system may differ without a change: the bytes decide. */
static void require_untouched(struct run_tables_file *f)
{
    struct stat now;
    const struct folder_file *const p = &f->place;
    if (!f->known) return;
    const bool there = fstatat(p->folder, p->name, &now, AT_SYMLINK_NOFOLLOW) == 0;
    require(there, "%s: was removed while the run wrote it: %s. Resume writes it again", p->path,
            strerror(errno));
    if (now.st_ino == f->seen.st_ino && now.st_size == f->seen.st_size &&
        now.st_mtim.tv_sec == f->seen.st_mtim.tv_sec &&
        now.st_mtim.tv_nsec == f->seen.st_mtim.tv_nsec)
        return;
    uint64_t digest = 0;
    require(digest_of(p, p->name, &digest, &now) && digest == f->digest,
            "%s: another program changed it while the run wrote it. Move it away, and resume",
            p->path);
    f->seen = now;
}

static void write_fresh(struct run_tables_file *f, const char *text, size_t n)
{
    if (f->fresh >= 0) base_death_forget(&f->place.death), close(f->fresh);
    f->fresh = folder_file_open_temp(&f->place);
    require(f->fresh >= 0, "%s: cannot be opened: %s", f->place.path, strerror(errno));
    folder_file_write(&f->place, f->fresh, text, n, 0);
    require(fsync(f->fresh) == 0, "%s: cannot be written: %s", f->place.path, strerror(errno));
    f->next = XXH3_64bits(text, n);
}

static void adopt(struct run_tables_file *f)
{
    if (f->fresh < 0) return;
    require_untouched(f);
    require(folder_file_adopt(&f->place, f->fresh), "%s: cannot be written: %s", f->place.path,
            strerror(errno));
    f->known = fstat(f->fresh, &f->seen) == 0;
    f->digest = f->next;
    close(f->fresh);
    f->fresh = -1;
}

void run_tables_commit(struct run_tables *t)
{
    /* if one cannot be adopted, run_tables_load adopts the others */
    for (int k = 0; k < RUN_TABLES; k++) base_death_forget(&t->file[k].place.death);
    for (int k = 0; k < RUN_TABLES; k++) adopt(&t->file[k]);
}

void run_tables_save(struct run_tables *t, const struct mc_system *system, void *state,
                     const struct run_folder *folder, struct checkpoint *c)
{
    const struct mc_table *const rows = system->describe.tables;
    for (const struct mc_table *row = rows; row && row->name; row++) {
        if (!row->used(state)) continue;
        struct run_tables_file *const f = open_row(t, rows, row, folder);
        size_t n;
        char *const text = text_of(row, state, folder, &n);
        require_untouched(f);
        write_fresh(f, text, n);
        free(text);
        checkpoint_enter(c, row->name);
        row->visit(state, c);
        checkpoint_u64(c, "file_checksum", &f->next, 1);
        checkpoint_leave(c);
    }
}

/* ---- loading --------------------------------------------------------------------------------- */

/* The file, or the one that a kill left under its temporary name, is that of the checkpoint. */
static bool is_of_checkpoint(struct run_tables_file *f, bool trial, bool there)
{
    const struct folder_file *const p = &f->place;
    uint64_t fresh = 0;
    struct stat seen;
    if (there && f->digest == f->next) return true;
    if (!digest_of(p, p->temp, &fresh, &seen) || fresh != f->next) return false;
    require(trial || renameat(p->folder, p->temp, p->folder, p->name) == 0,
            "%s: cannot be written: %s", p->path, strerror(errno));
    f->seen = seen, f->digest = fresh;
    return true;
}

static void write_again(struct run_tables_file *f, const struct mc_table *row, const void *state,
                        const struct run_folder *folder, FILE *log)
{
    if (folder->trial) return;
    size_t n;
    char *const text = text_of(row, state, folder, &n);
    fprintf(stderr, "%s: was removed; it is written again\n", f->place.path);
    progress_log(log, "%s: was removed; it is written again", f->place.path);
    write_fresh(f, text, n);
    adopt(f);
    free(text);
}

static void verify(struct run_tables_file *f, const struct mc_table *row, const void *state,
                   const struct run_folder *folder, FILE *log)
{
    const bool there = digest_of(&f->place, f->place.name, &f->digest, &f->seen);
    const bool same = is_of_checkpoint(f, folder->trial, there);
    require(
        same || !there,
        "%s: was edited or replaced since the last checkpoint: its checksum does not hold. Move "
        "it away, and resume, which writes it again",
        f->place.path);
    f->known = same;
    if (!same) write_again(f, row, state, folder, log);
}

void run_tables_load(struct run_tables *t, const struct mc_system *system, void *state,
                     const struct run_folder *folder, struct checkpoint *c, FILE *log)
{
    const struct mc_table *const rows = system->describe.tables;
    for (const struct mc_table *row = rows; row && row->name; row++) {
        if (!row->used(state)) continue;
        struct run_tables_file *const f = open_row(t, rows, row, folder);
        checkpoint_enter(c, row->name);
        row->visit(state, c);
        const bool known = checkpoint_has(c, "file_checksum");
        if (known) checkpoint_u64(c, "file_checksum", &f->next, 1);
        checkpoint_leave(c);
        /* after a damaged checkpoint the file is that of the damaged one */
        if (known && !checkpoint_is_older(c)) verify(f, row, state, folder, log);
    }
}

/* ---- in memory ------------------------------------------------------------------------------- */

void run_tables_visit(const struct mc_system *system, void *state, struct checkpoint *c)
{
    for (const struct mc_table *row = system->describe.tables; row && row->name; row++) {
        if (!row->used(state)) continue;
        checkpoint_enter(c, row->name);
        row->visit(state, c);
        checkpoint_leave(c);
    }
}

void run_tables_pack(const struct mc_system *system, void *state, struct checkpoint *buffer)
{
    checkpoint_pack(buffer);
    run_tables_visit(system, state, buffer);
}

void run_tables_unpack(const struct mc_system *system, void *state, struct checkpoint *buffer)
{
    checkpoint_unpack(buffer);
    run_tables_visit(system, state, buffer);
}
