/* cordon diff: what packages can do that they could not before. */
#include <unistd.h>

#include "analyzer/audit.h"
#include "cli/analysis_run.h"
#include "cli/commands.h"
#include "cli/git_file.h"
#include "cli/render_diff.h"
#include "cli/term.h"

/* One side: what is audited, and what came of it. */
struct side {
    const char *operand;
    struct str folder; /* temporary, or empty */
    struct audit *audit;
};

static enum err audit_side(void *payload, struct arena *run, const struct analysis_request *request,
                           struct analysis_status *status, struct error *why)
{
    struct side *side = payload;
    struct audit_request audit = {.what = *request, .operand = side->operand};
    struct str file = {0};
    enum err e = OK;

    if (git_file_is(side->operand)) {
        e = git_file_fetch(run, side->operand, &side->folder, &file, why);
        audit.operand = file.ptr;
    }
    if (e == OK)
        e = audit_packages(run, &audit, &side->audit, why);
    if (e == OK)
        *status = (struct analysis_status){side->audit->packages.len, side->audit->packages_cached};
    if (side->folder.len > 0)
        git_file_remove(side->folder);
    return e;
}

static enum err run_side(struct arena *run, const struct args *args, struct side *side, struct error *why)
{
    struct analysis_request request = {0};
    const struct analysis_work work = {audit_side, side};

    return analysis_do(run, args, &request, &work, why);
}

static struct str via_of(struct arena *a, const struct audit_package *package)
{
    struct strbuf text;

    strbuf_init(&text, a);
    for (uint32_t i = 0; i < package->via.len; i++) {
        strbuf_put_c(&text, i > 0 ? " > " : "");
        strbuf_put(&text, package->via.items[i]);
    }
    return strbuf_text(&text);
}

static void fill_side(struct arena *a, const struct audit *audit, bool alone, struct diff_side *out)
{
    for (uint32_t i = 0; i < audit->packages.len; i++) {
        const struct audit_package *package = &audit->packages.items[i];
        struct diff_package one = {.record = &package->all.record,
                                   .subject = alone,
                                   .via = via_of(a, package),
                                   .not_analysed = package->not_analysed,
                                   .launch = package->all.launch};
        for (uint32_t k = 0; k < package->scripts.len; k++) {
            const struct audit_script *script = &package->scripts.items[k];
            if (script->install)
                vec_push(a, &one.scripts, (struct diff_script){script->name, script->command, script->reach});
        }
        vec_push(a, &out->packages, one);
    }
}

static int print_diff(struct arena *run, const struct args *args, const struct side sides[2])
{
    const struct diff_names names = {str_from(sides[0].operand), str_from(sides[1].operand)};
    const struct text_options options = {
        .color = term_wants_color(args->value[OPT_COLOR], STDOUT_FILENO),
        .full = args_has(args, OPT_FULL),
        .quiet = args_has(args, OPT_QUIET),
    };
    /* Two versions of one package may be called differently: folders, forks, new names. */
    bool alone = sides[0].audit->packages.len == 1 && sides[1].audit->packages.len == 1;
    struct diff_side before = {0};
    struct diff_side after = {0};
    struct package_diff diff;
    struct strbuf out;

    strbuf_init(&out, run);
    fill_side(run, sides[0].audit, alone, &before);
    fill_side(run, sides[1].audit, alone, &after);
    package_diff(run, &before, &after, &diff);
    if (args_is(args, OPT_DIFF_FORMAT, "json"))
        render_diff_json(&out, &diff, &names);
    else if (args_is(args, OPT_DIFF_FORMAT, "md"))
        render_diff_markdown(run, &out, &diff, &names);
    else
        render_diff_text(run, &out, &diff, &names, &options);
    return commands_print(&out, diff.gained == 0 ? EXIT_PASSED : EXIT_NOT_PASSED);
}

int cmd_diff(const struct args *args)
{
    struct side sides[2] = {{.operand = args->operands.items[0]}, {.operand = args->operands.items[1]}};
    struct arena run = {0};
    struct error why = {0};
    int code = EXIT_NO_WORK;

    if (run_side(&run, args, &sides[0], &why) != OK || run_side(&run, args, &sides[1], &why) != OK)
        code = commands_fail(&why);
    else
        code = print_diff(&run, args, sides);
    arena_reset(&run);
    return code;
}
