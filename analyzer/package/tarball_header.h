/*
 * tarball_header.h - one 512-byte header of a tar archive (POSIX ustar), and pax records, read strictly.
 */
#ifndef CORDON_PACKAGE_TARBALL_HEADER_H
#define CORDON_PACKAGE_TARBALL_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/str.h"

enum { TAR_BLOCK = 512 };

struct tar_header {
    struct str path; /* prefix and name joined; in the arena or borrowed from the block */
    uint64_t size;
    char type; /* as it stands: '0', '\0', '5', 'x', ... */
};

/* True when the block has nothing but zeros. */
bool tar_block_is_zero(struct str block);

/*
 * The header in `block` (TAR_BLOCK bytes). Returns NULL, or the reason why it is refused, a phrase; `out->path` is set
 * as far as it can be told in either case.
 */
const char *tar_header_read(struct arena *a, struct str block, struct tar_header *out) NODISCARD;

/* What extended headers say of the entry that follows; an empty path or no size when they do not. */
struct tar_pax {
    bool present;
    struct str path;
    bool has_size;
    uint64_t size;
};

/* The records of a pax header ('x'; `global`: 'g', which may only hold a comment). NULL, or why it is refused. */
const char *tar_pax_read(struct arena *a, struct str records, bool global, struct tar_pax *out) NODISCARD;

#endif
