/*
 * completion.h - scripts that complete command lines of cordon in a shell, from the tables of commands and options.
 */
#ifndef CORDON_CLI_COMPLETION_H
#define CORDON_CLI_COMPLETION_H

#include "cli/args.h"

void completion_bash(struct strbuf *out, const struct command *const *commands, uint32_t count);
void completion_zsh(struct strbuf *out, const struct command *const *commands, uint32_t count);
void completion_fish(struct strbuf *out, const struct command *const *commands, uint32_t count);

/* The words that the first operand may be, each followed by a space: "init update check ", effects, or none. */
void completion_operands(struct strbuf *out, const struct command *command);
/* The values of an option, each followed by a space; none when it takes any. */
void completion_choices(struct strbuf *out, const struct option_info *info);
/* Appends text inside of single quotes of a shell; zsh also wants the characters of `escaped` to be escaped. */
void completion_quoted(struct strbuf *out, const char *text, const char *escaped);

#endif
