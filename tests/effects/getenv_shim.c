/*
 * getenv_shim.c - makes reads of environment variables visible to strace: each becomes an access() of
 * /GETENV/<name>. Preloaded into the Node under test by truth.mjs.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

char *getenv(const char *name)
{
    static char *(*real)(const char *);
    char path[256];

    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "getenv");
    if (strlen(name) < sizeof(path) - 16) {
        (void)snprintf(path, sizeof(path), "/GETENV/%s", name);
        (void)access(path, F_OK);
    }
    return real != NULL ? real(name) : NULL;
}
