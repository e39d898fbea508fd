/*
 * leading.h - what a CommonJS file does before anybody else can have its exports.
 *
 * TypeScript begins files with `var __importStar = (this && this.__importStar) || function ...`. While a file has done
 * nothing but make functions, `this` is an object that nobody has put anything on: nobody has it yet, and the file's
 * text does not. So `this.__importStar` is undefined there, and the function is what the variable gets.
 */
#ifndef CORDON_SEMANTIC_LEADING_H
#define CORDON_SEMANTIC_LEADING_H

#include "analyzer/base/vec.h"
#include "analyzer/semantic/scope.h"

VEC_TYPE(node_id, leading_reads);

/* The reads `this.name` of this kind, in `a`. The file has neither direct eval nor `with`. */
struct leading_reads leading_reads_find(struct arena *a, const struct scopes *scopes);

#endif
