/*
 * platform_option.h - --platform: for which machine a lock file is read.
 */
#ifndef CORDON_CLI_PLATFORM_OPTION_H
#define CORDON_CLI_PLATFORM_OPTION_H

#include "cli/args.h"
#include "npm/platform.h"

/* `*out` is NULL for all, else `own`, set to the platform that was asked for, or this machine's. */
enum err platform_option(const struct args *args, struct platform *own, const struct platform **out,
                         struct error *why) NODISCARD;

#endif
