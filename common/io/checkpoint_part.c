/* Implementation of checkpoint_part.h. */
#include "common/io/checkpoint_part.h"

#include <stdint.h>
#include <stdio.h>

#include "common/core/base.h"
#include "common/io/checkpoint.h"

struct checkpoint *checkpoint_part_load(struct checkpoint *c, size_t i, const char *path)
{
    char name[32];
    size_t size = 0;
    snprintf(name, sizeof name, "rung%02zu", i);
    checkpoint_enter(c, name);
    checkpoint_count(c, "size", &size, SIZE_MAX);
    unsigned char *const bytes = base_alloc(size, 1);
    checkpoint_u8(c, "image", bytes, size);
    checkpoint_leave(c);
    struct checkpoint *const one = checkpoint_from_image(bytes, size, path);
    require(one, "%s: run %zu of its checkpoint is damaged", path, i);
    checkpoint_set_older(one, checkpoint_is_older(c));
    base_free(bytes);
    return one;
}
