/*
 * url.h - the part of the WHATWG URL Standard that Node's ESM resolution rests on: file URLs.
 *
 * A specifier is not a path: it is percent-decoded, loses tabs and newlines, may have a query, and
 * treats "%2e%2e" and "\" as ".." and "/". Following the standard's own steps is what keeps that exact.
 */
#ifndef CORDON_PACKAGE_URL_H
#define CORDON_PACKAGE_URL_H

#include <stdbool.h>

#include "analyzer/base/str.h"

/* A file URL without a host. */
struct file_url {
    struct str path;  /* percent-encoded, starts with '/' */
    struct str query; /* with its '?', or empty */
    struct str hash;  /* with its '#', or empty */
};

enum url_kind {
    URL_NONE, /* not a URL: the parser fails */
    URL_FILE,
    URL_HOST,   /* a file URL of some other machine */
    URL_OTHER,  /* another scheme, which is in `*scheme` in lower case, without ':'; `path` is all behind it */
    URL_UNSURE, /* may or may not parse: a kind of text that this module does not follow */
};

/*
 * new URL(text, base): `base` may be NULL. The parts are in `a`; `out` is set for URL_FILE and `scheme` for
 * URL_OTHER only. With `skims` a text is URL_UNSURE when the parser of Node 20 and 22 leaves "." and ".." in it
 * (url_skims).
 */
enum url_kind url_parse(struct arena *a, struct str text, const struct file_url *base, bool skims, struct file_url *out,
                        struct str *scheme);
/*
 * True for a path (without its first slash) in which the URL parser of Node 20 and 22 overlooks segments that are "."
 * or
 * "..": it looks for them behind the first "/." only, when nothing in the path must be encoded or decoded
 * (`consume_prepared_path` of ada before version 3).
 */
bool url_skims(struct str path);
/* url.pathToFileURL(path), for an absolute path in UTF-8. */
struct file_url url_of_path(struct arena *a, struct str path);
/* "file://" and the whole URL. */
struct str url_text(struct arena *a, const struct file_url *url);
/* url.fileURLToPath: false when Node throws a URIError (a broken percent escape, or invalid UTF-8 behind it). */
bool url_to_path(struct arena *a, const struct file_url *url, struct str *path);
/* 1 for a single-dot path segment (".", "%2e"), 2 for a double-dot one, else 0. */
int url_dots(struct str segment);
/* True when `text` contains "%2f" or "%5c" in any case: Node refuses to load such a URL. */
bool url_hides_slash(struct str text);

#endif
