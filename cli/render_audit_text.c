#include "cli/render_audit.h"
#include "cli/report_view.h"
#include "cli/term.h"
#include "rules/launch.h"

/* What is shown of a long list without --full. */
enum {
    EFFECTS_SHOWN = 12,
    ELSEWHERE_SHOWN = 6,
    DOUBTS_SHOWN = 2,
    NEEDS_SHOWN = 8,
    NATIVE_SHOWN = 3,
    NOTES_SHOWN = 3,
    PURE_SHOWN = 40,
    LEFT_OUT_SHOWN = 6,
};

/* Columns. */
enum { LABEL_WIDTH = 16, LINE_WIDTH = 110, SENTENCE_WIDTH = 200 };

struct text {
    struct arena *scratch;
    struct strbuf *out;
    const struct audit *audit;
    const struct audit_view *view;
};

static void put(const struct text *t, const char *text)
{
    strbuf_put_c(t->out, text);
}

static void put_styled(const struct text *t, enum style style, struct str text)
{
    term_style(t->out, t->view->color, style);
    term_put(t->out, text);
    term_style(t->out, t->view->color, STYLE_PLAIN);
}

static uint32_t shown_of(const struct text *t, uint32_t count, uint32_t max)
{
    return t->view->full || count <= max ? count : max;
}

static void put_label(const struct text *t, const char *label)
{
    strbuf_printf(t->out, "  %-*s", LABEL_WIDTH - 2, label);
}

/* Texts on as many lines as they need, each below the first; "… 5 more" for the rest. */
static void put_list(const struct text *t, const char *label, const struct str *items, uint32_t count, uint32_t max,
                     const char *between)
{
    uint32_t shown = shown_of(t, count, max);
    uint32_t column = LABEL_WIDTH;

    if (count == 0)
        return;
    put_label(t, label);
    for (uint32_t i = 0; i < shown; i++) {
        uint32_t width = term_width(items[i]) + (uint32_t)str_from(between).len;
        if (i > 0 && column + width > LINE_WIDTH) {
            strbuf_printf(t->out, "\n%*s", LABEL_WIDTH, "");
            column = LABEL_WIDTH;
        } else if (i > 0) {
            put(t, between);
        }
        column += term_put_cut(t->out, items[i], t->view->full ? UINT32_MAX : LINE_WIDTH - LABEL_WIDTH);
        column += (uint32_t)str_from(between).len;
    }
    if (shown < count)
        strbuf_printf(t->out, "%s… %u more (--full)", between, count - shown);
    put(t, "\n");
}

static struct str name_and_version(struct arena *a, const struct audit_package *package)
{
    struct strbuf out;

    strbuf_init(&out, a);
    strbuf_put(&out, package->all.record.name);
    if (package->all.record.version.len > 0)
        strbuf_printf(&out, "@%.*s", STR_ARG(package->all.record.version));
    return strbuf_text(&out);
}

static bool is_nothing(const struct audit_face *face)
{
    return face->tier == TIER_P && !face->unknown && face->launch == 0;
}

static bool is_plain(const struct audit_package *package)
{
    return is_nothing(&package->imported) && is_nothing(&package->all) && package->scripts.len == 0 &&
           package->native.len == 0 && package->needs.len == 0 && package->not_analysed.len == 0;
}

static enum style style_of(const struct audit_package *package)
{
    if (package->imported.tier >= TIER_A || package->native.len > 0 || package->scripts.len > 0)
        return STYLE_BAD;
    return package->imported.unknown ? STYLE_DOUBT : STYLE_GOOD;
}

/* "escape       esbuild@0.19.2  via vite, dev" */
static void put_headline(const struct text *t, const struct audit_package *package)
{
    const char *word = tier_meaning(package->imported.tier);

    if (package->not_analysed.len > 0)
        word = "not analysed";
    else if (t->view->scripts)
        word = audit_script_kind_name(package->scripts.items[0].kind);
    else if (package->native.len > 0 && package->imported.tier < TIER_X)
        word = "native";
    else if (package->imported.unknown && package->imported.tier < TIER_A)
        word = "unknown";
    term_style(t->out, t->view->color, style_of(package));
    strbuf_printf(t->out, "%-*s", LABEL_WIDTH, word);
    term_style(t->out, t->view->color, STYLE_PLAIN);
    if (str_from(word).len >= LABEL_WIDTH)
        put(t, " ");
    put_styled(t, STYLE_BOLD, name_and_version(t->scratch, package));
    for (uint32_t i = 0; i < package->via.len; i++) {
        put(t, i == 0 ? "  via " : " > ");
        term_put(t->out, package->via.items[i]);
    }
    put(t, package->dev ? "  (development)" : "");
    put(t, package->optional ? "  (optional)" : "");
    put(t, "\n");
}

static void put_script(const struct text *t, const struct audit_script *script)
{
    struct audit_effects effects = audit_script_effects(t->scratch, script);

    put_label(t, script->install ? "runs" : "npm run");
    term_put(t->out, script->name);
    put(t, ": ");
    (void)term_put_cut(t->out, script->command, t->view->full ? UINT32_MAX : SENTENCE_WIDTH);
    put(t, "\n");
    if (script->kind == AUDIT_SCRIPT_SHELL)
        strbuf_printf(t->out, "%*sin a shell, which may do anything\n", LABEL_WIDTH, "");
    else if (script->kind == AUDIT_SCRIPT_GYP)
        strbuf_printf(t->out, "%*scompiles native code as binding.gyp says, which may run anything\n", LABEL_WIDTH, "");
    else if (effects.items.len == 0 && effects.unknown == 0)
        strbuf_printf(t->out, "%*swhich has no effects\n", LABEL_WIDTH, "");
    put_list(t, "which does", effects.items.items, effects.items.len, EFFECTS_SHOWN, "  ");
    if (effects.unknown > 0)
        strbuf_printf(t->out, "%*sand is not understood at %u place%s\n", LABEL_WIDTH, "", effects.unknown,
                      effects.unknown == 1 ? "" : "s");
}

/* The places that are not understood and that no launch condition makes harmless. */
static void put_doubts(const struct text *t, const struct audit_face *face)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < face->record.findings.len; i++) {
        const struct report_finding *finding = &face->record.findings.items[i];
        if (finding->verdict != VERDICT_UNKNOWN || (finding->launch & LAUNCH_NONE_HELPS) == 0 ||
            count++ >= shown_of(t, UINT32_MAX, DOUBTS_SHOWN))
            continue;
        put_label(t, count == 1 ? "unknown" : "");
        (void)term_put_cut(t->out, finding->message, t->view->full ? UINT32_MAX : SENTENCE_WIDTH);
        put(t, "  [");
        term_put(t->out, finding->rule);
        put(t, "]");
        if (finding->file.len > 0) {
            put(t, "  ");
            term_put(t->out, finding->file);
            strbuf_printf(t->out, ":%u:%u", finding->line, finding->column);
        }
        put(t, "\n");
    }
    if (!t->view->full && count > DOUBTS_SHOWN)
        strbuf_printf(t->out, "%*s… %u more (--full)\n", LABEL_WIDTH, "", count - DOUBTS_SHOWN);
}

static void put_conditions(const struct text *t, const struct audit_face *face)
{
    uint32_t count = 0;
    const struct launch_info *infos = launch_all(&count);
    const char *between = " ";

    if (face->launch == 0)
        return;
    put_label(t, "if");
    put(t, "Node is started with");
    for (uint32_t i = 0; i < count; i++) {
        if ((face->launch & (uint32_t)infos[i].bit) == 0)
            continue;
        strbuf_printf(t->out, "%s%s", between, infos[i].flag);
        between = " and ";
    }
    put(t, "; else it may do more\n");
}

/* What only files do that nobody audited loads, but a client could. */
static void put_elsewhere(const struct text *t, const struct audit_package *package)
{
    VEC(struct str) more = {0};
    const struct report_package *all = &package->all.record;
    const struct report_package *imported = &package->imported.record;

    for (uint32_t i = 0, k = 0; i < all->effects.len; i++) { /* both are sorted */
        while (k < imported->effects.len && str_cmp(imported->effects.items[k], all->effects.items[i]) < 0)
            k++;
        if (k == imported->effects.len || !str_eq(imported->effects.items[k], all->effects.items[i]))
            vec_push(t->scratch, &more, all->effects.items[i]);
    }
    put_list(t, "elsewhere", more.items, more.len, ELSEWHERE_SHOWN, "  ");
    if (package->all.unknown && !package->imported.unknown) {
        put_label(t, more.len > 0 ? "" : "elsewhere");
        put(t, "code that is not understood\n");
    }
}

static void put_package(const struct text *t, const struct audit_package *package)
{
    put_headline(t, package);
    if (package->not_analysed.len > 0) {
        put_label(t, "because");
        (void)term_put_cut(t->out, package->not_analysed, t->view->full ? UINT32_MAX : SENTENCE_WIDTH);
        if (package->not_analysed_rule.len > 0) {
            put(t, "  [");
            term_put(t->out, package->not_analysed_rule);
            put(t, "]");
        }
        put(t, "\n");
    }
    for (uint32_t i = 0; i < package->scripts.len; i++)
        put_script(t, &package->scripts.items[i]);
    put_list(t, "native", package->native.items, package->native.len, NATIVE_SHOWN, "  ");
    if (t->view->scripts)
        return;
    put_list(t, "effects", package->imported.record.effects.items, package->imported.record.effects.len, EFFECTS_SHOWN,
             "  ");
    put_doubts(t, &package->imported);
    put_conditions(t, &package->imported);
    put_elsewhere(t, package);
    put_list(t, "needs", package->needs.items, package->needs.len, NEEDS_SHOWN, "  ");
}

/* Packages of which there is nothing to say, in a few lines. */
static void put_plain(const struct text *t)
{
    VEC(struct str) names = {0};

    for (uint32_t i = 0; i < t->audit->packages.len; i++)
        if (is_plain(&t->audit->packages.items[i]))
            vec_push(t->scratch, &names, name_and_version(t->scratch, &t->audit->packages.items[i]));
    put_list(t, "pure", names.items, names.len, PURE_SHOWN, "  ");
}

static void put_notes(const struct text *t, const char *label, const struct report_note *notes, uint32_t count,
                      uint32_t max)
{
    uint32_t shown = shown_of(t, count, max);

    for (uint32_t i = 0; i < shown; i++) {
        put(t, label);
        (void)term_put_cut(t->out, notes[i].text, t->view->full ? UINT32_MAX : SENTENCE_WIDTH);
        put(t, "\n");
    }
    if (shown < count)
        strbuf_printf(t->out, "  … %u more (--full)\n", count - shown);
}

/* Never silently: what is left out here may run on another machine. */
static void put_left_out(const struct text *t)
{
    VEC(struct str) names = {0};

    for (uint32_t i = 0; i < t->audit->left_out.len; i++) {
        const struct audit_left_out *left = &t->audit->left_out.items[i];
        struct strbuf text;
        strbuf_init(&text, t->scratch);
        strbuf_printf(&text, "%.*s@%.*s", STR_ARG(left->name), STR_ARG(left->version));
        vec_push(t->scratch, &names, strbuf_text(&text));
    }
    put_list(t, "left out", names.items, names.len, LEFT_OUT_SHOWN, "  ");
}

static void put_count(const struct text *t, uint32_t count, const char *what)
{
    if (count > 0)
        strbuf_printf(t->out, ", %u %s", count, what);
}

/* "412 packages from package-lock.json (installation): 3 run install scripts, 5 escape, ..., 9 unknown" */
static void put_last_line(const struct text *t)
{
    uint32_t tiers[TIER_COUNT] = {0};
    uint32_t unknown = 0;
    uint32_t missing = 0;
    uint32_t scripts = 0;
    uint32_t hits = 0;

    for (uint32_t i = 0; i < t->audit->packages.len; i++) {
        const struct audit_package *package = &t->audit->packages.items[i];
        missing += package->not_analysed.len > 0;
        unknown += package->imported.unknown && package->not_analysed.len == 0;
        scripts += audit_runs_scripts(package);
        hits += fail_on_hits(t->view->fail_on, package);
        if (package->not_analysed.len == 0 && !package->imported.unknown)
            tiers[package->imported.tier]++;
    }
    term_put(t->out, t->audit->subject);
    strbuf_printf(t->out, " (%s): %u package%s", t->audit->source, t->audit->packages.len,
                  t->audit->packages.len == 1 ? "" : "s");
    put_count(t, scripts, scripts == 1 ? "runs install scripts" : "run install scripts");
    for (int tier = TIER_X; tier >= TIER_P && !t->view->scripts; tier--)
        put_count(t, tiers[tier], tier_meaning((enum tier)tier));
    put_count(t, unknown, "unknown");
    put_count(t, missing, "not analysed");
    put_count(t, t->audit->left_out.len, "left out for other platforms");
    if (t->view->fail_on->given)
        strbuf_printf(t->out, "; --fail-on: %u", hits);
    put(t, "\n");
}

void render_audit_text(struct arena *scratch, struct strbuf *out, const struct audit *audit,
                       const struct audit_view *view)
{
    const struct text t = {.scratch = scratch, .out = out, .audit = audit, .view = view};

    for (uint32_t i = 0; i < audit->packages.len && !view->quiet; i++)
        if (!is_plain(&audit->packages.items[i]))
            put_package(&t, &audit->packages.items[i]);
    if (!view->quiet) {
        put_plain(&t);
        put_left_out(&t);
        put_notes(&t, "warning: ", audit->warnings.items, audit->warnings.len, NOTES_SHOWN);
        put_notes(&t, "assumes: ", audit->assumptions.items, audit->assumptions.len, NOTES_SHOWN);
    }
    put_last_line(&t);
}
