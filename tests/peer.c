/* Implementation of peer.h. */
#include "tests/peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"
#include "tests/support.h"

char *peer_python(const char *modules, const char *script, const char *input)
{
    enum { ROOM = 1 << 20 };
    const char *const python = getenv("PYTHON") ? getenv("PYTHON") : "/usr/bin/python3";
    char *const try = base_text("%s -c 'import %s' 2>/dev/null", python, modules);
    const int missing = system(try);
    base_free(try);
    if (missing) return NULL;
    char *const folder = support_folder(), *const code = base_text("%s/peer.py", folder),
                *const in = base_text("%s/in", folder),
                *const command = base_text("%s '%s' <'%s'", python, code, in);
    support_write(code, script, strlen(script));
    support_write(in, input, strlen(input));
    FILE *const pipe = popen(command, "r");
    char *const text = base_alloc(ROOM, 1);
    require(pipe && fread(text, 1, ROOM - 1, pipe) > 0 && pclose(pipe) == 0, "%s fails", command);
    base_free(code), base_free(in), base_free(command);
    support_remove(folder);
    return text;
}
