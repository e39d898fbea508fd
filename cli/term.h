/*
 * term.h - text on its way to a person: nothing that a package wrote may steer a terminal or deceive a
 * reader, and colours are for terminals only.
 *
 * Names, paths, specifiers and source lines are the package's. Control characters, escape sequences,
 * direction marks, invisible characters and invalid UTF-8 come out as \x1b, \u{202e}, \xff.
 */
#ifndef CORDON_CLI_TERM_H
#define CORDON_CLI_TERM_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/err.h"
#include "analyzer/base/strbuf.h"

enum style { STYLE_PLAIN, STYLE_BOLD, STYLE_DIM, STYLE_GOOD, STYLE_BAD, STYLE_DOUBT };

/* Appends `text` made harmless. */
void term_put(struct strbuf *out, struct str text);
/* The same, cut after `width` code points with "…" in place of the rest. Returns the columns used. */
uint32_t term_put_cut(struct strbuf *out, struct str text, uint32_t width);
/* Columns of `text` as term_put prints it, each code point counted as one. */
uint32_t term_width(struct str text);

/* Starts or, with STYLE_PLAIN, ends a style; nothing when `color` is false. */
void term_style(struct strbuf *out, bool color, enum style style);

/* True when colours are wanted: `when` is "always", "never", or NULL and "auto" for: `fd` is a terminal, no NO_COLOR. */
bool term_wants_color(const char *when, int fd);

/* Writes all of `text` to standard output; ERR_IO when that fails. */
enum err term_write(struct str text, struct error *why) NODISCARD;
/* Writes "cordon: ", the sentence made harmless, and a newline to standard error. */
void term_complain(const char *sentence);

#endif
