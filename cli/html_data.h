/*
 * html_data.h - the block of JSON from which the page of a report draws itself.
 */
#ifndef CORDON_CLI_HTML_DATA_H
#define CORDON_CLI_HTML_DATA_H

#include "analyzer/base/strbuf.h"
#include "analyzer/verdict/report.h"

/* Appends the JSON, which holds no '<', so that it cannot end the element that it stands in. */
void html_data(struct arena *scratch, struct strbuf *out, const struct report *r);

#endif
