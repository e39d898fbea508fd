/*
 * wrapper_name.h - which names of Node's wrapper of a CommonJS file are all through the run what Node passes for them.
 *
 * Headers of universal modules ask for them (`typeof exports === "object" && typeof module !== "undefined"`), and what
 * they do where there is no CommonJS is never run in Node. `exports`, `module` and `require` are parameters: nobody but
 * the file's text can assign them, and nobody else has the wrapper to call it again. So a name counts when each mention
 * of it reads it, and the top level does not mention `arguments`, which is joined with the parameters and has the
 * wrapper as its `callee`.
 */
#ifndef CORDON_SEMANTIC_WRAPPER_NAME_H
#define CORDON_SEMANTIC_WRAPPER_NAME_H

#include "analyzer/semantic/scope.h"

struct wrapper_names {
    bool exports;
    bool module;
    bool require;
};

/* Those of the file that count; none of a file that is no CommonJS module. The file has neither direct eval nor `with`.
 */
struct wrapper_names wrapper_names_find(const struct scopes *scopes);

#endif
