/*
 * use_text.h - a use of an outside thing in words: "calls fs.readFileSync".
 */
#ifndef CORDON_LINK_USE_TEXT_H
#define CORDON_LINK_USE_TEXT_H

#include "rules/api_table.h"

/* The sentence in `a`. Names that are too long are cut. */
struct str use_text_of(struct arena *a, const struct api_path *path, enum api_op op);

#endif
