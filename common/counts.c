/* Implementation of counts.h. */
#include "common/counts.h"

#include "common/checkpoint.h"

void counts_visit(const struct mc_system *system, void *state, struct checkpoint *c)
{
    for (const struct mc_table *t = system->tables; t && t->name; t++) {
        if (!t->used(state)) continue;
        checkpoint_enter(c, t->name);
        t->visit(state, c);
        checkpoint_leave(c);
    }
}

void counts_pack(const struct mc_system *system, void *state, struct checkpoint *parcel)
{
    checkpoint_pack(parcel);
    counts_visit(system, state, parcel);
}

void counts_unpack(const struct mc_system *system, void *state, struct checkpoint *parcel)
{
    checkpoint_unpack(parcel);
    counts_visit(system, state, parcel);
}

void counts_write(const struct mc_system *system, const void *state, const struct folder *folder)
{
    for (const struct mc_table *t = system->tables; t && t->name; t++) {
        if (!t->used(state)) continue;
        char *const name = base_text("%s.dat", t->name);
        FILE *const out = folder_begin(folder, name);
        folder_head(folder, out, t->name, t->doc);
        fprintf(out, "# units: %s\n# %s\n", t->units, t->columns);
        t->write(state, out);
        folder_commit(folder, name, out);
        base_free(name);
    }
}
