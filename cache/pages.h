/*
 * pages.h - look-ups in LMDB's data file that no damage can lead astray.
 *
 * LMDB trusts its file: a flipped bit in a page makes it read outside its map and takes the process
 * down. A check must survive that, so records are read here, with pread and every number checked;
 * LMDB itself pins the snapshot that is read and does all writing (cache.c, in a process of its own).
 *
 * The format is that of LMDB 0.9 (MDB_DATA_VERSION 1) on a 64-bit little-endian machine:
 *
 *   file     = meta meta page*                     numbered from 0, page_size bytes each
 *   page     = number:u64 pad:u16 flags:u16 lower:u16 upper:u16 offset:u16* free node*
 *   overflow = number:u64 pad:u16 flags:u16 pages:u32 byte*          one record, as many pages as it needs
 *   meta     = page-header:16 magic:u32 version:u32 address:u64 mapsize:u64 free:db main:db last:u64 txn:u64
 *   db       = pad:u32 flags:u16 depth:u16 branches:u64 leaves:u64 overflows:u64 entries:u64 root:u64
 *   node     = low:u16 high:u16 flags:u16 keysize:u16 key data       a leaf's: size of data in low and high
 *                                                                    a branch's: child page in low, high, flags
 *
 * The first `pad` of the free database is the page size.
 */
#ifndef CORDON_CACHE_PAGES_H
#define CORDON_CACHE_PAGES_H

#include <stdint.h>

#include "analyzer/base/str.h"

/* A state of the data file, as one meta page describes it. */
struct pages {
    int fd; /* borrowed */
    uint32_t page_size;
    uint64_t count; /* of pages in use */
    uint64_t root;
    uint64_t bytes; /* size of the file: no record is larger */
};

enum pages_state {
    PAGES_GOOD,
    PAGES_MISSING, /* an empty file; no such key */
    PAGES_FOREIGN, /* not LMDB's, or of another version */
    PAGES_DAMAGED, /* not what LMDB writes */
};

/* The newest state in the file `fd`, which must stay open as long as `p` is used. */
enum pages_state pages_open(struct pages *p, int fd) NODISCARD;

/* How many branches a tree has at most from its root to a leaf. */
enum { PAGES_DEPTH_MAX = 32 };

/* A walk over all records, in the order of their keys. */
struct pages_walk {
    const struct pages *pages;
    struct arena *arena; /* of the page it stands in */
    struct pages_leaf *leaf;
    uint32_t depth;               /* of the leaf */
    uint32_t at[PAGES_DEPTH_MAX]; /* the next node on each page of the way */
    uint64_t way[PAGES_DEPTH_MAX];
    uint64_t visited; /* pages: more than there are means that they go round in circles */
};

/* One record on the walk: it borrows the walk's page until the next step. */
struct pages_item {
    struct str key;
    uint64_t size; /* of the value */
};

void pages_walk_start(struct pages_walk *w, const struct pages *p, struct arena *a);
/* The next record: PAGES_MISSING after the last, PAGES_DAMAGED when the walk cannot go on. */
enum pages_state pages_walk_next(struct pages_walk *w, struct pages_item *out) NODISCARD;
/* The first `max` bytes of the value of the record that the walk stands at, copied to `a`. */
enum pages_state pages_walk_value(const struct pages_walk *w, uint64_t max, struct arena *a,
                                  struct str *value) NODISCARD;

/* The value of `key`, copied to `a`. Any number of threads may ask. Never PAGES_FOREIGN. */
enum pages_state pages_find(const struct pages *p, struct str key, struct arena *a, struct str *value) NODISCARD;

#endif
