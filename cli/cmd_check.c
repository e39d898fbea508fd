/* cordon check: the verdict for a program. */
#include "analyzer/effect_rows.h"
#include "cli/analysis_run.h"
#include "cli/commands.h"
#include "cli/formats.h"
#include "cli/platform_option.h"
#include "cli/render_json.h"
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

/* A check, and what each export does if that was asked for. */
struct checking {
    const struct args *args;
    struct report *report;
    struct effect_rows rows;
};

static enum err check(void *payload, struct arena *run, const struct analysis_request *request,
                      struct analysis_status *status, struct error *why)
{
    struct checking *c = payload;
    const struct imports_request imports = {.what = *request, .any_major = true};
    enum err e = analyze_program(run, request, &c->report, why);

    if (e == OK)
        *status = analysis_status_of(request, c->report);
    if (e == OK && args_has(c->args, OPT_EXPORTS))
        e = effect_rows_find(run, &imports, &c->rows, why);
    return e;
}

/* Options that exclude each other, or mean nothing alone. */
static enum err check_options(const struct args *args, struct error *why)
{
    if (!args_has(args, OPT_TRUST_LOCK) && args_has(args, OPT_PLATFORM))
        return error_set(why, ERR_USAGE, "--platform is for --trust-lock: else what is installed here is looked at");
    if (args_has(args, OPT_EXPORTS) && !args_is(args, OPT_REPORT_FORMAT, "json"))
        return error_set(why, ERR_USAGE, "--exports is for --format json; as text: cordon graph effects");
    if (args_has(args, OPT_EXPORTS) && args_has(args, OPT_TRUST_LOCK))
        return error_set(why, ERR_USAGE, "--exports and --trust-lock exclude each other: it takes every file's text");
    return OK;
}

static int print(struct arena *run, const struct args *args, const struct checking *c)
{
    struct strbuf out;

    if (args_has(args, OPT_LIST_FILES))
        return print_files(run, c->report);
    if (!args_has(args, OPT_EXPORTS))
        return commands_print_report(run, args, formats_find(args), c->report);
    strbuf_init(&out, run);
    render_json(&out, c->report, &c->rows);
    return commands_print(&out, c->report->verdict == VERDICT_PASS ? EXIT_PASSED : EXIT_NOT_PASSED);
}

static int cmd_check(const struct args *args)
{
    struct analysis_request request = {
        .target = args->operands.len > 0 ? args->operands.items[0] : NULL,
        .root = args->value[OPT_ROOT],
        .policy_file = args->value[OPT_POLICY],
        .conditions = args->value[OPT_CONDITIONS],
        .detail = formats_find(args)->detail,
        .trust_lock = args_has(args, OPT_TRUST_LOCK),
    };
    struct checking checking = {.args = args};
    const struct analysis_work work = {check, &checking};
    struct platform platform;
    struct arena run = {0};
    struct error why = {0};
    int code = EXIT_NO_WORK;

    if (check_options(args, &why) != OK || platform_option(args, &platform, &request.platform, &why) != OK ||
        analysis_do(&run, args, &request, &work, &why) != OK)
        code = commands_fail(&why);
    else
        code = print(&run, args, &checking);
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
               OPTION_BIT(OPT_LIST_FILES) | OPTION_BIT(OPT_EXPORTS) | OPTION_BIT(OPT_TRUST_LOCK) |
               OPTION_BIT(OPT_PLATFORM) | OPTION_BIT(OPT_JOBS) | OPTION_BIT(OPT_CACHE) | OPTION_BIT(OPT_NO_CACHE) |
               OPTION_BIT(OPT_COLOR),
    .max_operands = 1,
    .run = cmd_check,
};
