/* glass export: the stored frames in another format. */
#ifndef GLASS_SPHERES_EXPORT_H
#define GLASS_SPHERES_EXPORT_H

#include "common/drive.h"

int export_act(const struct drive_request *request);

#endif
