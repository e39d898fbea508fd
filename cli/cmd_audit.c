/* cordon audit: what packages can do. */
#include <unistd.h>

#include "analyzer/audit.h"
#include "cli/analysis_run.h"
#include "cli/audit_report.h"
#include "cli/audit_trusted.h"
#include "cli/commands.h"
#include "cli/formats.h"
#include "cli/npm_lock.h"
#include "cli/platform_option.h"
#include "cli/render_audit.h"
#include "cli/scratch_folder.h"
#include "cli/term.h"

/* An audit as the work of an analysis. */
struct audit_work {
    struct audit_request request;
    bool deps; /* the operand is NAME@VERSION, and what it needs is audited with it */
    struct audit *audit;
};

static enum err work(void *payload, struct arena *run, const struct analysis_request *request,
                     struct analysis_status *status, struct error *why)
{
    struct audit_work *w = payload;
    struct npm_lock lock = {0};
    enum err e = OK;

    w->request.what = *request;
    if (w->deps)
        e = npm_lock_make(run, w->request.operand, &lock, why);
    if (w->deps)
        w->request.operand = lock.file.ptr;
    if (e == OK)
        e = audit_packages(run, &w->request, &w->audit, why);
    scratch_folder_remove(lock.folder);
    if (e == OK && w->deps)
        w->audit->subject = lock.subject;
    if (e == OK)
        *status = (struct analysis_status){.packages = w->audit->packages.len, .cached = w->audit->packages_cached};
    return e;
}

/* What --fail-on names was found, or may be there. */
static int exit_code(const struct audit *audit, const struct fail_on *fail_on)
{
    for (uint32_t i = 0; i < audit->packages.len; i++)
        if (fail_on_hits(fail_on, &audit->packages.items[i]))
            return EXIT_NOT_PASSED;
    return EXIT_PASSED;
}

/* The formats that audits and checks share: the audit as a report. */
static int print_report(struct arena *run, const struct args *args, const struct audit *audit,
                        const struct fail_on *fail_on)
{
    const char *operand = args->operands.len > 0 ? args->operands.items[0] : NULL;
    const struct report_format *format = formats_find(args);
    const struct report *report = audit_report(run, audit, operand);
    struct strbuf out;
    struct error why = {0};

    strbuf_init(&out, run);
    format->render(run, &out, report, args);
    if (format->also != NULL && format->also(run, report, &why) != OK)
        return commands_fail(&why);
    return commands_print(&out, exit_code(audit, fail_on));
}

static int print_audit(struct arena *run, const struct args *args, const struct audit *audit,
                       const struct fail_on *fail_on)
{
    struct audit_view view = {
        .color = term_wants_color(args->value[OPT_COLOR], STDOUT_FILENO),
        .full = args_has(args, OPT_FULL),
        .quiet = args_has(args, OPT_QUIET),
        .scripts = args_has(args, OPT_SCRIPTS),
        .fail_on = fail_on,
    };
    bool json = args_has(args, OPT_JSON) || args_is(args, OPT_REPORT_FORMAT, "json");
    struct strbuf out;

    if (!json && args_has(args, OPT_REPORT_FORMAT) && !args_is(args, OPT_REPORT_FORMAT, "text"))
        return print_report(run, args, audit, fail_on);
    strbuf_init(&out, run);
    if (json)
        render_audit_json(&out, audit, &view);
    else
        render_audit_text(run, &out, audit, &view);
    return commands_print(&out, exit_code(audit, fail_on));
}

/* Options that exclude each other. */
static enum err check_options(const struct args *args, struct error *why)
{
    bool deps = args_has(args, OPT_DEPS);

    if (args_has(args, OPT_TRUST_LOCK) && (deps || args_has(args, OPT_CONDITIONS)))
        return error_set(why, ERR_USAGE, "--trust-lock and %s exclude each other", deps ? "--deps" : "--conditions");
    if (deps && args->operands.len == 0)
        return error_set(why, ERR_USAGE, "--deps needs a NAME@VERSION");
    if (args_has(args, OPT_JSON) && args_has(args, OPT_REPORT_FORMAT) && !args_is(args, OPT_REPORT_FORMAT, "json"))
        return error_set(why, ERR_USAGE, "--json and --format %s exclude each other", args->value[OPT_REPORT_FORMAT]);
    return OK;
}

static int cmd_audit(const struct args *args)
{
    struct audit_work audit = {
        .request = {.operand = args->operands.len > 0 ? args->operands.items[0] : NULL,
                    .workspace = args->value[OPT_WORKSPACE],
                    .omit_dev = args_has(args, OPT_OMIT),
                    .scripts_only = args_has(args, OPT_SCRIPTS)},
        .deps = args_has(args, OPT_DEPS),
    };
    const struct analysis_work to_do = {work, &audit};
    struct analysis_request request = {.conditions = args->value[OPT_CONDITIONS], .detail = formats_find(args)->detail};
    struct arena run = {0};
    struct platform platform;
    struct fail_on fail_on;
    struct error why = {0};
    int code = EXIT_NO_WORK;

    if (check_options(args, &why) != OK || platform_option(args, &platform, &audit.request.platform, &why) != OK ||
        fail_on_parse(args->value[OPT_FAIL_ON], &fail_on, &why) != OK ||
        (args_has(args, OPT_TRUST_LOCK) ? audit_trusted(&run, args, &audit.request, &audit.audit, &why)
                                        : analysis_do(&run, args, &request, &to_do, &why)) != OK)
        code = commands_fail(&why);
    else
        code = print_audit(&run, args, audit.audit, &fail_on);
    arena_reset(&run);
    return code;
}

const struct command command_audit = {
    .name = "audit",
    .operands = "[DIR|LOCK-FILE|ARCHIVE|NAME@VERSION]",
    .summary = "what packages can do",
    .details =
        "Says what each package of a project can do: those that its lock file lists, as they are installed, or,\n"
        "when nothing is, as npm's registry has them. Or one package: a folder, an archive (.tgz), or a\n"
        "version that the registry has, alone or with --deps. No policy is needed.\n"
        "\n"
        "Exit code: 0 printed, 1 --fail-on found something, 2 could not do the work.\n",
    .options = OPTION_BIT(OPT_OMIT) | OPTION_BIT(OPT_WORKSPACE) | OPTION_BIT(OPT_CONDITIONS) | OPTION_BIT(OPT_DEPS) |
               OPTION_BIT(OPT_PLATFORM) | OPTION_BIT(OPT_TRUST_LOCK) | OPTION_BIT(OPT_SCRIPTS) |
               OPTION_BIT(OPT_FAIL_ON) | OPTION_BIT(OPT_REPORT_FORMAT) | OPTION_BIT(OPT_JSON) | OPTION_BIT(OPT_FULL) |
               OPTION_BIT(OPT_QUIET) | OPTION_BIT(OPT_JOBS) | OPTION_BIT(OPT_CACHE) | OPTION_BIT(OPT_NO_CACHE) |
               OPTION_BIT(OPT_COLOR),
    .max_operands = 1,
    .run = cmd_audit,
};
