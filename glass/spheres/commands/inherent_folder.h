/* A run folder of inherent structures: the run file of the run they come from, a trajectory, and no
   tables. Commands that measure stored frames read it like any run. */
#ifndef GLASS_SPHERES_COMMANDS_INHERENT_FOLDER_H
#define GLASS_SPHERES_COMMANDS_INHERENT_FOLDER_H

#include <stddef.h>

struct energy_surface;
struct frame;
struct inherent_folder;
struct runfile;

/* In a folder that must not contain a run. file: of the run in the folder `from`; its [run] folder
   changes. frames: number of frames to come. */
struct inherent_folder *inherent_folder_create(struct runfile *file, const char *from,
                                               const char *path, size_t frames);
/* The present point of the surface, as the structure of frame f. energy: total [energy]. */
void inherent_folder_add(struct inherent_folder *d, const struct frame *f,
                         const struct energy_surface *l, double energy);
void inherent_folder_close(struct inherent_folder *d);

#endif
