#include "cli/steps_text.h"

#include "cli/term.h"

/* Of a longer way the middle is left out. */
enum { STEPS_SHOWN = 6, STEPS_AT_END = 3 };

/* Columns. */
enum { PLACE_WIDTH = 60, WHAT_WIDTH = 44, SOURCE_WIDTH = 100 };

struct columns {
    uint32_t place;
    uint32_t what;
};

struct str steps_place(struct arena *a, const struct report_step *step)
{
    struct strbuf place;

    strbuf_init(&place, a);
    strbuf_put(&place, step->file);
    if (step->line != 0)
        strbuf_printf(&place, ":%u:%u", step->line, step->column);
    return strbuf_text(&place);
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static struct str what_of(const struct report_steps *steps, uint32_t index, const struct steps_style *style)
{
    return index + 1 == steps->len && style->last.len > 0 ? style->last : steps->items[index].text;
}

/* Long places and texts are not cut; they only do not widen the column. */
static struct columns measure(struct arena *a, const struct report_steps *steps, const struct steps_style *style)
{
    struct columns widest = {0, 0};

    for (uint32_t i = 0; i < steps->len; i++) {
        uint32_t place = smaller(term_width(steps_place(a, &steps->items[i])), PLACE_WIDTH);
        uint32_t what = smaller(term_width(what_of(steps, i, style)), WHAT_WIDTH);

        widest.place = place > widest.place ? place : widest.place;
        widest.what = what > widest.what ? what : widest.what;
    }
    return widest;
}

static void put_spaces(struct strbuf *out, uint32_t used, uint32_t column)
{
    strbuf_printf(out, "%*s", (int)((used < column ? column - used : 0) + 2), "");
}

static void put_step(struct strbuf *out, const struct report_step *step, struct str what, struct columns columns,
                     const struct steps_style *style)
{
    struct str place = steps_place(out->arena, step);

    strbuf_put_c(out, style->indent);
    term_put(out, place);
    put_spaces(out, term_width(place), columns.place);
    (void)term_put_cut(out, what, style->full ? UINT32_MAX : STEPS_SENTENCE);
    if (step->source.len > 0) {
        put_spaces(out, term_width(what), columns.what);
        term_style(out, style->color, STYLE_DIM);
        (void)term_put_cut(out, step->source, style->full ? UINT32_MAX : SOURCE_WIDTH);
        term_style(out, style->color, STYLE_PLAIN);
    }
    strbuf_put_char(out, '\n');
}

static void put_left_out(struct strbuf *out, uint32_t count, const struct steps_style *style)
{
    strbuf_put_c(out, style->indent);
    term_style(out, style->color, STYLE_DIM);
    strbuf_printf(out, "… %u more step%s (--full)", count, count == 1 ? "" : "s");
    term_style(out, style->color, STYLE_PLAIN);
    strbuf_put_char(out, '\n');
}

void steps_text(struct strbuf *out, const struct report_steps *steps, const struct steps_style *style)
{
    struct columns columns = measure(out->arena, steps, style);
    uint32_t shown = style->full || steps->len <= STEPS_SHOWN ? steps->len : STEPS_SHOWN;
    uint32_t left_out = steps->len - shown;

    for (uint32_t i = 0; i < steps->len; i++) {
        if (left_out > 0 && i == shown - STEPS_AT_END) {
            put_left_out(out, left_out, style);
            i += left_out;
        }
        put_step(out, &steps->items[i], what_of(steps, i, style), columns, style);
    }
}
