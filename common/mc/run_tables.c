/* Implementation of run_tables.h. */
#include "common/mc/run_tables.h"

#include "common/io/checkpoint.h"

void run_tables_visit(const struct mc_system *system, void *state, struct checkpoint *c)
{
    for (const struct mc_table *t = system->describe.tables; t && t->name; t++) {
        if (!t->used(state)) continue;
        checkpoint_enter(c, t->name);
        t->visit(state, c);
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

void run_tables_write(const struct mc_system *system, void *state, const struct run_folder *folder)
{
    if (system->describe.write_files) system->describe.write_files(state, folder);
    for (const struct mc_table *t = system->describe.tables; t && t->name; t++) {
        if (!t->used(state)) continue;
        char *const name = base_text("%s.dat", t->name);
        FILE *const out = run_folder_replace(folder, name);
        run_folder_head(folder, out, t->name, t->doc);
        fprintf(out, "# units: %s\n# %s\n", t->units, t->columns);
        t->write(state, out);
        run_folder_commit(folder, name, out);
        base_free(name);
    }
}
