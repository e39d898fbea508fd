/*
 * lock_internal.h - what the readers of lock files share.
 */
#ifndef CORDON_NPM_LOCK_INTERNAL_H
#define CORDON_NPM_LOCK_INTERNAL_H

#include "analyzer/base/map.h"
#include "analyzer/base/sym.h"
#include "npm/lock.h"

enum { LOCK_BYTES_MAX = 256 * 1024 * 1024 };

/* A lock file being read. */
struct lock_reader {
    struct arena *arena;
    struct arena scratch; /* until the lock is read */
    struct str folder;
    struct str text;
    struct lock *out;
    struct error *why;
    struct sym_table names; /* places, or what else the format knows packages by */
    struct map index;       /* symbol of `names` -> package */
};

/* Adds a package that is known by `key`, and returns it; the last of two with one key counts. */
uint32_t lock_add(struct lock_reader *r, struct str key, const struct lock_package *package);
/* The package that is known by `key`, or LOCK_NONE. */
uint32_t lock_lookup(struct lock_reader *r, struct str key);
/* The manifest `below`/package.json of the project; NULL when there is none or it is no object. */
const struct jdoc *lock_manifest(struct lock_reader *r, struct str below);
/* A member's text, or empty. */
struct str lock_member_text(const struct jdoc *doc, const char *key);
/* The name of the package in the folder `place`: what follows its last node_modules. */
struct str lock_folder_name(struct str place);
/* ERR_FORMAT: "FILE: ..." */
enum err lock_refuse(struct lock_reader *r, const char *format, ...) PRINTF_LIKE(2, 3);
/*
 * For formats that name no folders: a place for package NAME@VERSION (`number` tells namesakes apart), and links from
 * each package to what it depends on.
 */
struct str lock_store_place(struct lock_reader *r, struct str name, struct str version, uint32_t number);
void lock_link_edges(struct lock_reader *r);

enum err lock_read_npm(struct lock_reader *r) NODISCARD;
enum err lock_read_yarn(struct lock_reader *r) NODISCARD;
enum err lock_read_pnpm(struct lock_reader *r) NODISCARD;

#endif
