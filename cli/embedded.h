/*
 * embedded.h - the files of cli/html, which are part of the program (cmake/embed.cmake).
 */
#ifndef CORDON_CLI_EMBEDDED_H
#define CORDON_CLI_EMBEDDED_H

#include "analyzer/base/str.h"

extern const struct str embedded_report_css;
extern const struct str embedded_report_js;

#endif
