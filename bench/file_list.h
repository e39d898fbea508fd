/*
 * file_list.h - for each line of standard input, the bytes of the file that it names.
 */
#ifndef CORDON_BENCH_FILE_LIST_H
#define CORDON_BENCH_FILE_LIST_H

#include <stdio.h>
#include <string.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/limits.h"

/* Calls `each` with every file's bytes; returns how many files could not be read. */
static inline int file_list_each(void (*each)(void *payload, struct str bytes), void *payload)
{
    char path[4096];
    int failed = 0;

    while (fgets(path, sizeof(path), stdin) != NULL) {
        struct arena file = {0};
        struct str bytes = {NULL, 0};

        path[strcspn(path, "\n")] = '\0';
        if (fs_read(&file, path, LIMIT_SOURCE_BYTES, &bytes, NULL) == OK)
            each(payload, bytes);
        else
            failed++;
        arena_reset(&file);
    }
    return failed;
}

#endif
