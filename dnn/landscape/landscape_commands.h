/* Commands that measure the loss landscape around and between trained networks; one file per
   command. */
#ifndef DNN_LANDSCAPE_LANDSCAPE_COMMANDS_H
#define DNN_LANDSCAPE_LANDSCAPE_COMMANDS_H

#include "common/config/runfile.h"
#include "common/run/cli.h"

/* Rows, ending with name NULL. All commands compute in double precision. */
extern const struct program_command dnn_landscape_commands_double[];

/* The options of each; end with name NULL. */
extern const struct runfile_key overlaps_keys[], barriers_keys[], barriers_exchange_keys[],
    random_walks_keys[], hessian_keys[], spectrum_keys[], tried_swaps_keys[];

int overlaps_command(const struct program_request *r);          /* overlaps */
int barriers_command(const struct program_request *r);          /* barriers */
int barriers_exchange_command(const struct program_request *r); /* exchange */
int random_walks_command(const struct program_request *r);      /* walk */
int hessian_command(const struct program_request *r);           /* hessian */
int spectrum_command(const struct program_request *r);          /* spectrum */
int tried_swaps_command(const struct program_request *r);       /* swaps */

#endif
