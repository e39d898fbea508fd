/*
 * gunzip.h - one gzip member in memory: the only module that knows zlib.
 *
 * Extractors disagree on everything around a single member (RFC 1952): several members, bytes after the last one, a
 * wrong checksum. Such input is told apart here and never unpacked.
 */
#ifndef CORDON_PACKAGE_GUNZIP_H
#define CORDON_PACKAGE_GUNZIP_H

#include <stdint.h>

#include "analyzer/base/str.h"

enum gunzip_outcome {
    GUNZIP_OK,
    GUNZIP_TRUNCATED, /* the member does not end where the bytes do */
    GUNZIP_ODD,       /* no gzip, a wrong checksum or length, bytes after the member */
    GUNZIP_LIMIT,     /* more than `max` bytes, or a bomb: see LIMIT_ARCHIVE_RATIO */
};

/*
 * Unpacks `bytes`, which must be exactly one gzip member of at most `max` unpacked bytes, into `a`. For anything but
 * GUNZIP_OK `*reason` is a phrase ("the gzip checksum does not match") and `*out` is untouched.
 */
enum gunzip_outcome gunzip(struct arena *a, struct str bytes, uint64_t max, struct str *out,
                           const char **reason) NODISCARD;

#endif
