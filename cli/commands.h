/*
 * commands.h - what each command does, and the exit codes that all of them share.
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

int cmd_answer(const struct args *args);
int cmd_audit(const struct args *args);
int cmd_cache(const struct args *args);
int cmd_check(const struct args *args);
int cmd_dump(const struct args *args);
int cmd_effects(const struct args *args);
int cmd_graph(const struct args *args);
int cmd_why(const struct args *args);
int cmd_policy(const struct args *args);
int cmd_diff(const struct args *args);
int cmd_explain(const struct args *args);
int cmd_warm(const struct args *args);
int cmd_completion(const struct args *args);
int cmd_man(const struct args *args);

/* Says why on standard error. Returns EXIT_NO_WORK. */
int commands_fail(const struct error *why);
/* Writes `text` to standard output. Returns `code`, or EXIT_NO_WORK when it cannot be written. */
int commands_print(struct strbuf *text, int code);
/* Prints the report. Returns EXIT_PASSED when its verdict is PASS, EXIT_NOT_PASSED otherwise, or EXIT_NO_WORK. */
int commands_print_report(struct arena *run, const struct args *args, const struct report_format *format,
                          const struct report *r);
/* All commands, in the order of the help. */
const struct command *commands_all(uint32_t *count);

#endif
