/*
 * api_answer.h - collecting the facts of an answer. Private to api_*.c.
 */
#ifndef CORDON_RULES_API_ANSWER_H
#define CORDON_RULES_API_ANSWER_H

#include "rules/api_table.h"

/* No fact, nothing known. */
void api_answer_init(struct api_answer *answer);
/* Adds a fact unless it is there; what closes both copies stays. */
void api_answer_add(struct api_answer *answer, struct api_fact fact);
/* Sorts, drops what a fact of the same effect with any argument says already, and sums up. */
void api_answer_finish(struct api_answer *answer);

#endif
