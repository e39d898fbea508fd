/*
 * commands.h - the commands, and the exit codes that all of them share.
 */
#ifndef CORDON_CLI_COMMANDS_H
#define CORDON_CLI_COMMANDS_H

#include "cli/args.h"

struct report;
struct report_format;

enum exit_code {
    EXIT_PASSED = 0,
    EXIT_NOT_PASSED = 1,
    EXIT_NO_WORK = 2, /* usage, unreadable input, broken policy, output that cannot be written */
};

/* Each in the file of its name: cmd_check.c, ... */
extern const struct command command_answer;
extern const struct command command_audit;
extern const struct command command_cache;
extern const struct command command_check;
extern const struct command command_completion;
extern const struct command command_diff;
extern const struct command command_dump;
extern const struct command command_effects;
extern const struct command command_explain;
extern const struct command command_graph;
extern const struct command command_man;
extern const struct command command_policy;
extern const struct command command_warm;
extern const struct command command_why;

/* Says why on standard error. Returns EXIT_NO_WORK. */
int commands_fail(const struct error *why);
/* Writes `text` to standard output. Returns `code`, or EXIT_NO_WORK when it cannot be written. */
int commands_print(struct strbuf *text, int code);
/* Prints the report. Returns EXIT_PASSED when its verdict is PASS, EXIT_NOT_PASSED otherwise, or EXIT_NO_WORK. */
int commands_print_report(struct arena *run, const struct args *args, const struct report_format *format,
                          const struct report *r);
/* All commands, in the order of the help. */
const struct command *const *commands_all(uint32_t *count);

#endif
