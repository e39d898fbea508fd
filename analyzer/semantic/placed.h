/*
 * placed.h - texts that depend on where the file is: `__dirname + "/x"`, `new URL("./x", import.meta.url)`.
 *
 * A summary is about a text, wherever it lies, so what it says of such a value is how the value is made. That is
 * written down as a text itself, which may stand where a module's specifier stands, and begins with a byte that no
 * text of JavaScript has. What it comes to in one file is found when that file is linked (link/placed_import.h).
 *
 *   place     = 0xff start step*          start is one of enum placed_start
 *   step      = 0xfe operation text       operation is one of enum placed_step
 *   specifier = place                     the argument of require() or import()
 *             | 0xfd place 0xfd text      require(text), by a require that createRequire(place) made
 *
 * A specifier inside of a place is quoted: its own marks are other bytes, 0xf9 to 0xfb, that no text has either.
 */
#ifndef CORDON_SEMANTIC_PLACED_H
#define CORDON_SEMANTIC_PLACED_H

#include <stdbool.h>

#include "analyzer/base/strbuf.h"

enum placed_start {
    PLACED_FOLDER = 'D',  /* the folder of the file: __dirname */
    PLACED_FILE = 'F',    /* the file: __filename */
    PLACED_URL = 'U',     /* the file as a URL: import.meta.url, perhaps with a query */
    PLACED_LITERAL = 'L', /* an absolute path, which is the text behind it */
    PLACED_FOUND = 'R',   /* what require.resolve() finds under the specifier behind it, quoted */
};

enum placed_step {
    PLACED_APPEND = '+',   /* text behind it */
    PLACED_JOIN = 'j',     /* path.join(it, text) */
    PLACED_RESOLVE = 'r',  /* path.resolve(it, text) */
    PLACED_PARENT = 'd',   /* path.dirname(it) */
    PLACED_TO_URL = 'n',   /* new URL(text, it) */
    PLACED_TO_PATH = 'f',  /* url.fileURLToPath(it) */
    PLACED_AS_URL = 'u',   /* url.pathToFileURL(it) */
    PLACED_HREF = 'h',     /* it.href */
    PLACED_PATHNAME = 'p', /* it.pathname */
    PLACED_FIND = 's',     /* require.resolve(it), of a text that is no place: never written down */
};

/* What kind of value it is. */
enum placed_type {
    PLACED_IS_PATH,    /* an absolute path */
    PLACED_IS_OWN_URL, /* import.meta.url itself, or an object's href: a text */
    PLACED_IS_URL,     /* an object of class URL */
};

/* The start alone; `text` is for PLACED_LITERAL. It lives in `a`. */
struct str placed_begin(struct arena *a, enum placed_start start, struct str text);
/*
 * `place` with one step more, in `a`: false when the step means nothing to that type of value (a path of a URL's
 * object), or the text grows too long.
 */
bool placed_step(struct arena *a, struct str place, enum placed_step step, struct str text, struct str *out);
enum placed_type placed_type_of(struct str place);
/* What require.resolve(specifier) gives; the specifier may be one that placed_by made. In `a`. */
struct str placed_find(struct arena *a, struct str specifier);
/* True for that and nothing more, with the specifier in `*specifier`, in `a`. */
bool placed_found(struct arena *a, struct str place, struct str *specifier);
/*
 * True when an import by it can be followed: not by what require.resolve() gave and more, which only a resolver knows,
 * nor by import.meta.url itself, whose query nobody knows.
 */
bool placed_can_import(struct str place);
/* True for a step that makes a text of an object of class URL, or the object itself. */
bool placed_by_url(char step);

/* The specifier `text` of a require that createRequire(place) made, in `a`. */
struct str placed_by(struct arena *a, struct str place, struct str text);
/* Takes a specifier of that kind apart; false for any other text. */
bool placed_split(struct str specifier, struct str *place, struct str *text);
/* True for a name that the manifest of the importer, or of the place that a require is made for, explains: "#x". */
bool placed_is_own_name(struct str specifier);

/* True for a place, and for a specifier that placed_by made. */
bool placed_is(struct str specifier);
/* A specifier as people read it, in `a`: `${__dirname}/x`; any other text is given back as it is. */
struct str placed_shown(struct arena *a, struct str specifier);

/* Walks over a place: `*at` starts at 0 and is moved behind the step; false behind the last one. The first is the
 * start. */
bool placed_next(struct str place, size_t *at, char *what, struct str *text);

#endif
