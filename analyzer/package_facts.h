/*
 * package_facts.h - everything that a package does, folded, and small enough to keep for every version on npm.
 *
 *   package    = format:u32 name version files:u32 code:u32 bytes:u64 counts fact* need*
 *   counts     = facts:u32 needs:u32
 *   fact       = rule effect:u8 argument message file line:u32 column:u32 closes:u32 certainty:u8 more:u32 inner
 *   name, version, rule, argument, message, file, inner, need = length:u32 byte{length}
 *
 * `inner` is the name of the bundled package that the fact is about; empty: the package itself. A policy is not part of
 * it.
 */
#ifndef CORDON_PACKAGE_FACTS_H
#define CORDON_PACKAGE_FACTS_H

#include <stdint.h>

#include "analyzer/base/strbuf.h"
#include "analyzer/base/vec.h"

/*
 * The format's version, part of every cache key.
 *   1  first
 */
enum { PACKAGE_FACTS_FORMAT = 1 };

struct package_fact {
    struct str rule;
    struct str argument;
    struct str message; /* one sentence without a full stop */
    struct str file;    /* relative to the package; empty: the package as a whole */
    struct str inner;
    uint32_t line;
    uint32_t column;
    uint32_t closes; /* enum launch_bit: each of them alone closes it */
    uint32_t more;
    uint8_t effect; /* enum effect or FACT_NO_EFFECT */
    uint8_t certainty;
};

struct package_facts {
    struct str name; /* the manifest's words */
    struct str version;
    uint32_t files; /* of the archive */
    uint32_t code;  /* units that were analysed */
    uint64_t bytes; /* of the archive's files */
    VEC(struct package_fact) facts;
    VEC(struct str) needs; /* what it imports of other packages, as written: "x", "x/lib/y"; sorted, unique */
};

void package_facts_encode(const struct package_facts *f, struct strbuf *out);
/* The facts in `bytes`, which they borrow; false when they are no well-formed record. */
bool package_facts_decode(struct arena *a, struct str bytes, struct package_facts *out);

#endif
