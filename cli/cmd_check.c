/* cordon check: the verdict for a program. */
#include "cli/analysis_run.h"
#include "cli/commands.h"
#include "cli/formats.h"
#include "cli/platform_option.h"
#include "cli/term.h"

static void render_files(struct strbuf *out, const struct report *r)
{
    for (uint32_t i = 0; i < r->file_list.len; i++) {
        term_put(out, r->file_list.items[i]);
        strbuf_put_char(out, '\n');
    }
}

static int print_files(struct arena *run, const struct report *r)
{
    struct strbuf out;

    strbuf_init(&out, run);
    render_files(&out, r);
    return commands_print(&out, EXIT_PASSED);
}

static int cmd_check(const struct args *args)
{
    const struct report_format *format = formats_find(args);
    struct analysis_request request = {
        .target = args->operands.len > 0 ? args->operands.items[0] : NULL,
        .root = args->value[OPT_ROOT],
        .policy_file = args->value[OPT_POLICY],
        .conditions = args->value[OPT_CONDITIONS],
        .detail = format->detail,
    };
    struct platform platform;
    struct arena run = {0};
    struct report *report = NULL;
    struct error why = {0};
    int code = EXIT_NO_WORK;

    request.trust_lock = args_has(args, OPT_TRUST_LOCK);
    if (!request.trust_lock && args_has(args, OPT_PLATFORM))
        (void)error_set(&why, ERR_USAGE, "--platform is for --trust-lock: else what is installed here is looked at");
    if (why.code != OK || platform_option(args, &platform, &request.platform, &why) != OK ||
        analysis_run(&run, args, &request, &report, &why) != OK)
        code = commands_fail(&why);
    else if (args_has(args, OPT_LIST_FILES))
        code = print_files(&run, report);
    else
        code = commands_print_report(&run, args, format, report);
    arena_reset(&run);
    return code;
}

const struct command command_check = {
    .name = "check",
    .operands = "[DIR|FILE]",
    .summary = "the verdict for a program",
    .details = "Judges the program in DIR (default: the current folder), or the one that starts with FILE:\n"
               "does it reach any effect that its policy does not allow?\n"
               "\n"
               "Exit code: 0 passed, 1 not passed, 2 could not do the work.\n",
    .options = OPTION_BIT(OPT_POLICY) | OPTION_BIT(OPT_ROOT) | OPTION_BIT(OPT_CONDITIONS) |
               OPTION_BIT(OPT_REPORT_FORMAT) | OPTION_BIT(OPT_FULL) | OPTION_BIT(OPT_QUIET) |
               OPTION_BIT(OPT_LIST_FILES) | OPTION_BIT(OPT_TRUST_LOCK) | OPTION_BIT(OPT_PLATFORM) |
               OPTION_BIT(OPT_JOBS) | OPTION_BIT(OPT_CACHE) | OPTION_BIT(OPT_NO_CACHE) | OPTION_BIT(OPT_COLOR),
    .max_operands = 1,
    .run = cmd_check,
};
