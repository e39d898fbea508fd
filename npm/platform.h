/*
 * platform.h - machines that packages are for: their "os", "cpu" and "libc".
 *
 * The words are Node's: process.platform, process.arch, and "glibc" or "musl". A list holds names and names with "!";
 * it fits when none of the latter is met and, unless it has only such, one of the former is (npm-install-checks).
 */
#ifndef CORDON_NPM_PLATFORM_H
#define CORDON_NPM_PLATFORM_H

#include <stdbool.h>

#include "analyzer/base/err.h"
#include "analyzer/base/jdoc.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/base/vec.h"

struct platform {
    struct str os;
    struct str cpu;
    struct str libc; /* empty: none that packages ask for */
};

VEC_TYPE(struct str, platform_names);

/* What a package says; an empty list means any. */
struct platform_wants {
    struct platform_names os;
    struct platform_names cpu;
    struct platform_names libc;
};

/* This machine, as a Node on it would see it. */
struct platform platform_here(void);
/* "linux-x64", "linux-arm64-musl", "darwin-arm64": borrows. ERR_USAGE for anything that is not of this shape. */
enum err platform_parse(struct str text, struct platform *out, struct error *why) NODISCARD;

/* The members "os", "cpu" and "libc" of `doc`: each a text or an array of texts. Borrows; lists are in `a`. */
struct platform_wants platform_wants_of(struct arena *a, const struct jdoc *doc);
/* yarn's "conditions": "os=linux & (cpu=x64 | cpu=arm64)". What is not understood asks for nothing. */
struct platform_wants platform_wants_parse(struct arena *a, struct str conditions);

/* "linux-x64-glibc", as platform_parse reads it. */
void platform_put(struct strbuf *out, const struct platform *platform);
/* A sentence for those who asked about a lock file that `count` packages, at least one, were left out of. In `a`. */
struct str platform_left_out(struct arena *a, uint32_t count, const struct platform *platform);

bool platform_fits(const struct platform *platform, const struct platform_wants *wants);

#endif
