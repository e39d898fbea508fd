/*
 * source.h - the text of one file as Node decodes it, and positions in it.
 *
 * Node decodes source files as UTF-8, replaces invalid sequences by U+FFFD and strips one BOM.
 * Everything after this module sees that decoded text; offsets are bytes into it, and lines and
 * columns are computed only when something is printed.
 */
#ifndef CORDON_SYNTAX_SOURCE_H
#define CORDON_SYNTAX_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/str.h"

/* How Node would compile a text. */
enum goal {
    GOAL_COMMONJS, /* the body of Node's CommonJS wrapper function, sloppy unless it says otherwise */
    GOAL_MODULE,   /* ECMAScript Module */
    GOAL_DETECT,   /* Node decides by syntax: CommonJS unless only a module parses (Node >= 20.19) */
    GOAL_SCRIPT,   /* an ECMAScript Script: only for tests and `cordon dump` */
};

struct source {
    struct str text;      /* decoded, without BOM */
    struct str marked;    /* the same with the BOM, if there was one */
    uint32_t *line_start; /* offsets of line starts, ECMAScript line terminators; made on first use */
    uint32_t line_count;
};

struct position {
    uint32_t line;   /* from 1 */
    uint32_t column; /* from 1, in UTF-16 code units, as editors count */
};

/* Decodes `bytes` (at most LIMIT_SOURCE_BYTES, asserted); the text lives in `a` or borrows `bytes`. */
struct source source_decode(struct arena *a, struct str bytes);
/* Line and column of byte `at` of the text; `at` beyond the end gives the end. */
struct position source_position(struct arena *a, struct source *s, uint32_t at);
/* The text of line `line` (from 1) without its terminator; empty when there is no such line. */
struct str source_line(struct arena *a, struct source *s, uint32_t line);

#endif
