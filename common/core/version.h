/* Version of the programs: `git describe`, or the text of the file VERSION outside a repository. */
#ifndef COMMON_CORE_VERSION_H
#define COMMON_CORE_VERSION_H

extern const char version_text[]; /* "0.1.0-gd904292" */

#endif
