/* The table of protocols of [swap], each with its limits. */
#include <string.h>

#include "common/config/runfile.h"
#include "dnn/sampling/moves.h"
#include "dnn/sampling/state.h"
#include "dnn/sampling/swap_protocols.h"
#include "dnn/training/augment.h"
#include "dnn/training/feature_swaps.h"

static void require_no_features(const struct swap_protocols_item *i, const struct runfile *f)
{
    const char *const name = i->row->name;
    require(!i->follow, "%s = follow: %s does not exchange values of two images",
            runfile_where(f, "swap", "labels"), name);
    require(!i->keep, "%s = never: %s exchanges no features", runfile_where(f, "swap", "reset"),
            name);
    require(!i->set, "%s = set: %s exchanges no features", runfile_where(f, "swap", "scope"), name);
}

static void check_none(const struct dnn_state *st, const struct swap_protocols_item *i,
                       const struct runfile *f)
{
    (void)st;
    require_no_features(i, f);
    require(i->amount == 0, "%s: %s has no amount", runfile_where(f, "swap", "amount"),
            i->row->name);
}

static void check_weights(const struct dnn_state *st, const struct swap_protocols_item *i,
                          const struct runfile *f)
{
    moves_check(st, i->move, runfile_where(f, "swap", "protocol"));
    check_none(st, i, f);
}

static void check_features(const struct dnn_state *st, const struct swap_protocols_item *i,
                           const struct runfile *f)
{
    const char *const name = i->row->name;
    moves_check(st, i->move, runfile_where(f, "swap", "protocol"));
    require(!i->follow || st->net.labels == 1, "%s = follow: needs one label per sample",
            runfile_where(f, "swap", "labels"));
    require(!i->follow || feature_swaps_two_images(name),
            "%s = follow: %s does not exchange values of two images",
            runfile_where(f, "swap", "labels"), name);
    require(i->amount == 0, "%s: %s has no amount", runfile_where(f, "swap", "amount"), name);
}

static void check_augment(const struct dnn_state *st, const struct swap_protocols_item *i,
                          const struct runfile *f)
{
    require_no_features(i, f);
    const char *const missing = augment_unsupported(i->augment, i->amount, st->data.shape);
    require(st->net.labels == 1 || !i->augment->labels, "%s = %s: needs one label per sample",
            runfile_where(f, "swap", "protocol"), i->row->name);
    require(!st->data.targets || strcmp(i->row->name, "label_noise") != 0,
            "%s = label_noise: samples have targets", runfile_where(f, "swap", "protocol"));
    require(!missing, "%s: %s with amount %g needs %s", runfile_where(f, "swap", "amount"),
            i->row->name, i->amount, missing);
}

static void check_joint(const struct dnn_state *st, const struct swap_protocols_item *i,
                        const struct runfile *f)
{
    const char *const missing = joint_swaps_unsupported(i->row->joint, &st->net);
    require(!missing, "%s: %s needs %s", runfile_where(f, "swap", "protocol"), i->row->name,
            missing);
    check_none(st, i, f);
}

static void check_map(const struct dnn_state *st, const struct swap_protocols_item *i,
                      const struct runfile *f)
{
    require_no_features(i, f);
    const char *const missing = weight_maps_unsupported(i->map, &st->net);
    require(!missing, "%s: %s needs %s", runfile_where(f, "swap", "protocol"), i->row->name,
            missing);
    require(i->map->usual > 0 || i->amount == 0, "%s: %s has no amount",
            runfile_where(f, "swap", "amount"), i->row->name);
}

#define MAP(n, u, g, s, d)     {.name = #n, .doc = d, .check = check_map, .maps = true},
#define JOINT(n, c, d)         {.name = #n, .doc = d, .check = check_joint, .joint = c},
#define WEIGHTS(n, d)          {.name = #n, .doc = d, .check = check_weights, .on_weights = true},
#define FEATURES(n, d)         {.name = #n, .doc = d, .check = check_features, .on_features = true},
#define AUGMENT(n, u, l, k, d) {.name = #n, .doc = d, .check = check_augment, .augments = true},
const struct swap_protocols_row swap_protocols_rows[] = {
    {.name = "none", .doc = "no swaps", .check = check_none},
    {.name = "swap",
     .doc = "two hidden units of a layer exchange sizes, [units]",
     .check = check_weights,
     .on_weights = true},
    WEIGHT_SWAPS_TABLE(WEIGHTS) FEATURE_SWAPS_CODES(FEATURES) JOINT_SWAPS_TABLE(JOINT)
        WEIGHT_MAPS_TABLE(MAP) AUGMENT_KINDS(AUGMENT){0}};
