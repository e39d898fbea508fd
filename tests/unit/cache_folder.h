/*
 * cache_folder.h - an empty folder in which a test keeps its caches, and keys for them. Include cmocka.h before.
 */
#ifndef CORDON_TESTS_CACHE_FOLDER_H
#define CORDON_TESTS_CACHE_FOLDER_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "analyzer/base/digest.h"

/* Set-up of a test: goes to a fresh, empty folder. */
static inline int cache_folder_enter(void **state)
{
    const char *tmp = getenv("TMPDIR");
    char *folder = NULL;

    assert_true(asprintf(&folder, "%s/cache-XXXXXX", tmp != NULL ? tmp : "/tmp") > 0);
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    *state = folder;
    return 0;
}

/* Tear-down: removes it, whatever a test forbade. */
static inline int cache_folder_leave(void **state)
{
    char *command = NULL;

    assert_true(asprintf(&command, "chmod -R u+rwx '%s'; rm -rf '%s'", (char *)*state, (char *)*state) > 0);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): a path of our own making */
    free(command);
    free(*state);
    return 0;
}

/* A test that runs in such a folder. */
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, cache_folder_enter, cache_folder_leave)

static inline struct digest cache_key(uint32_t number)
{
    struct digest_state d;

    digest_begin(&d, "test");
    digest_field_u32(&d, "number", number);
    return digest_end(&d);
}

#endif
