/* Other people's answers, where they are installed: scripts for a Python interpreter, which the
   environment variable PYTHON may name. */
#ifndef TESTS_PEER_H
#define TESTS_PEER_H

/* What the script prints when it is given `input`; base_free. NULL if it cannot import the modules
   ("numpy, scipy"). Fatal if it can, and fails. */
char *peer_python(const char *modules, const char *script, const char *input);

#endif
