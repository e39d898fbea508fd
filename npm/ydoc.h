/*
 * ydoc.h - YAML documents as lock files use them: the only module that knows libyaml.
 */
#ifndef CORDON_NPM_YDOC_H
#define CORDON_NPM_YDOC_H

#include "analyzer/base/jdoc.h"

/*
 * The one document in `text` as a JSON document whose scalars are all strings, in `a`. ERR_FORMAT with a line for what
 * is no YAML and for anchors, aliases, tags and keys that are no text; ERR_LIMIT when it nests deeper than
 * LIMIT_JSON_DEPTH.
 */
enum err ydoc_parse(struct arena *a, struct str text, const struct jdoc **out, struct error *why) NODISCARD;

#endif
