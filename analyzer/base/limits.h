/*
 * limits.h - every limit of the program, with its reason; tests/suites/cli.sh and unit tests reach them.
 *
 * Reaching one is UNKNOWN with a place and a sentence, never silence.
 */
#ifndef CORDON_BASE_LIMITS_H
#define CORDON_BASE_LIMITS_H

#include <stdint.h>

enum {
    /*
     * A source file. The largest honest bundles on npm are near 20 MB; parsing and analysing takes up to 130
     * bytes of memory per byte, so a larger file could take down a machine.
     */
    LIMIT_SOURCE_BYTES = 24 * 1024 * 1024,
    /* Tokens of a source file: the parser takes up to 450 bytes for each, 200 in minified code (measured). */
    LIMIT_SOURCE_TOKENS = 10 * 1000 * 1000,
    /*
     * Brackets of any kind within each other. V8 gives up near 3,000 with Node's stack (measured on 20), so
     * whether a deeper text runs, and what of it, depends on the machine.
     */
    LIMIT_SOURCE_NESTING = 10 * 1000,
    /* A package.json; npm's largest are under 1 MB, and Node itself has no limit. */
    LIMIT_MANIFEST_BYTES = 16 * 1024 * 1024,
    /* Levels of a JSON document. jansson calls itself, at 80 bytes of stack a level (measured). */
    LIMIT_JSON_DEPTH = 256,
    /* Entries of one folder, so that a listing cannot fill memory. */
    LIMIT_FOLDER_ENTRIES = 1000 * 1000,
    /* A package archive as it is downloaded; the largest of 1,796 popular ones has 52 MB. */
    LIMIT_ARCHIVE_BYTES = 256 * 1024 * 1024,
    /* The same unpacked: the largest has 199 MB. */
    LIMIT_ARCHIVE_UNPACKED = 512 * 1024 * 1024,
    /* Unpacked bytes per byte of an archive beyond the first LIMIT_ARCHIVE_RATIO_FROM: real ones reach 33. */
    LIMIT_ARCHIVE_RATIO = 200,
    LIMIT_ARCHIVE_RATIO_FROM = 32 * 1024 * 1024,
    /* Entries of an archive: the largest real package has some 40,000. */
    LIMIT_ARCHIVE_ENTRIES = 250 * 1000,
    /* Extended headers of one entry of an archive: a path and some times. */
    LIMIT_ARCHIVE_PAX_BYTES = 64 * 1024,
    /* What a registry says about all versions of a package: the largest have some 50 MB without the short form. */
    LIMIT_PACKUMENT_BYTES = 128 * 1024 * 1024,
    /* Files of one program. */
    LIMIT_PROGRAM_FILES = 500 * 1000,
    /* Bytes of a constant text that folding may build. */
    LIMIT_CONSTANT_BYTES = 64 * 1024,
};

#endif
