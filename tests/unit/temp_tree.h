/*
 * temp_tree.h - a folder of small files for one test, on the real disk.
 */
#ifndef CORDON_TESTS_TEMP_TREE_H
#define CORDON_TESTS_TEMP_TREE_H

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/base/fsread.h"

struct temp_tree {
    struct arena arena;
    struct str root; /* absolute and real */
};

/* One file of a tree: its path below the root, and its text. */
struct temp_file {
    const char *path;
    const char *text;
};

static inline void temp_tree_add(struct temp_tree *t, const char *path, const char *text)
{
    char full[4096];
    FILE *file = NULL;

    (void)snprintf(full, sizeof(full), "%.*s/%s", STR_ARG(t->root), path);
    for (char *slash = full + t->root.len + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = '\0';
        (void)mkdir(full, 0700);
        *slash = '/';
    }
    file = fopen(full, "wb");
    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
        abort();
}

static inline void temp_tree_make(struct temp_tree *t, const struct temp_file *files, size_t count)
{
    char folder[] = "/tmp/cordon-test-XXXXXX";

    *t = (struct temp_tree){0};
    if (mkdtemp(folder) == NULL || fs_realpath(&t->arena, folder, &t->root, NULL) != OK)
        abort();
    for (size_t i = 0; i < count; i++)
        temp_tree_add(t, files[i].path, files[i].text);
}

static inline int temp_tree_unlink(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

static inline void temp_tree_free(struct temp_tree *t)
{
    (void)nftw(str_to_c(&t->arena, t->root), temp_tree_unlink, 16, FTW_DEPTH | FTW_PHYS);
    arena_reset(&t->arena);
}

#endif
