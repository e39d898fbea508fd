/*
 * interop.h - functions by which compilers make a CommonJS module look like an ECMAScript module.
 *
 * `import * as fs from "fs"` becomes a call of such a function: it gives the module itself, or a new object with all
 * its properties and itself under `default`. They are known by their whole text, so that nothing else can be in them;
 * what they call of the file around them is a *part*, which whoever asks has to look at.
 */
#ifndef CORDON_SEMANTIC_INTEROP_H
#define CORDON_SEMANTIC_INTEROP_H

#include "analyzer/semantic/scope.h"

enum interop_helper {
    INTEROP_NONE,
    INTEROP_STAR,      /* gives the face of its first argument; reads none of its accessors */
    INTEROP_COPIER,    /* the same, and reads them all */
    INTEROP_LAZY_STAR, /* the function in it is such a function */
    INTEROP_BINDING,   /* puts one property of its second argument on the first */
    INTEROP_DEFAULT,   /* puts its second argument on the first, as `default` */
    INTEROP_KEYS,      /* lists names, or is one that does */
    INTEROP_CACHE,     /* gives a WeakMap of modules and their faces */
    INTEROP_STORE,     /* no function: a variable that only the helper has, with such a WeakMap or nothing */
    INTEROP_COPY,      /* puts all properties of its second argument on the first, which it gives */
};

/* How often the text mentions such a variable, where it is declared and in the helper. */
enum { INTEROP_PARTS_MAX = 8, INTEROP_STORE_MENTIONS = 7 };

/* A variable that a helper uses, and what it must hold: a function of the file, or one of the language. */
struct interop_part {
    enum interop_helper helper; /* INTEROP_NONE: a function of the language */
    const char *function;       /* the name of that function; for INTEROP_KEYS, it may be this one, too */
    uint32_t binding;
};

struct interop_match {
    enum interop_helper helper; /* INTEROP_NONE when the function is none of them */
    uint32_t part_count;
    struct interop_part parts[INTEROP_PARTS_MAX];
};

/* What the function of index `func` is. */
struct interop_match interop_match(const struct scopes *s, uint32_t func);

#endif
