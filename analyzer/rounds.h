/*
 * rounds.h - a program's units read and summarised on several threads, round by round.
 */
#ifndef CORDON_ROUNDS_H
#define CORDON_ROUNDS_H

#include "analyzer/analyzer.h"
#include "analyzer/link/program.h"

/*
 * Loads every unit that the program's entries can reach. ERR_LIMIT when threads cannot be started, ERR_FORMAT
 * when the parser does not work; what is wrong with the program is in the program.
 */
enum err rounds_run(struct program *p, const struct analysis_request *request, struct error *why) NODISCARD;

#endif
