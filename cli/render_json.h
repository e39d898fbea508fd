/*
 * render_json.h - a report as JSON, for other programs; cli/report.schema.json is its published schema.
 */
#ifndef CORDON_CLI_RENDER_JSON_H
#define CORDON_CLI_RENDER_JSON_H

#include "analyzer/base/strbuf.h"
#include "analyzer/verdict/report.h"
#include "cli/json_out.h"

struct effect_rows;

/* Appends the document; the same report gives the same bytes. With `rows` (else NULL) packages have their exports. */
void render_json(struct strbuf *out, const struct report *r, const struct effect_rows *rows);
/* The member "exports" of a package's record: the rows of the modules of the package at `package`. */
void render_json_rows(struct json_out *j, const struct effect_rows *rows, struct str package);
/* The members of a package's record, in an object that is open. */
void render_json_package(struct json_out *j, const struct report_package *package);
/* The member `key`: a set of launch conditions, null when none helps. */
void render_json_launch(struct json_out *j, const char *key, uint32_t launch);
/* The members of an object that say which finding it is, and where. */
void render_json_finding(struct json_out *j, const struct report_finding *finding);
/* The member "path" of an object: the steps of a way. */
void render_json_path(struct json_out *j, const struct report_steps *steps);

#endif
