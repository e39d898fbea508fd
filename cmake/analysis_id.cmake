# cmake -DROOT=... -DOUT=... -P analysis_id.cmake: writes a header with the digest of everything that a
# file's summary depends on, so that an edited analysis never takes a summary of the old one from the cache.
cmake_minimum_required(VERSION 3.25)

set(files cmake/treesitter.sha256)
foreach(folder analyzer/base analyzer/syntax analyzer/semantic analyzer/summary rules)
  file(GLOB found RELATIVE "${ROOT}" "${ROOT}/${folder}/*.[ch]" "${ROOT}/${folder}/*.def")
  list(APPEND files ${found})
endforeach()
list(SORT files)
set(text "")
foreach(file IN LISTS files)
  file(SHA256 "${ROOT}/${file}" digest)
  string(APPEND text "${file} ${digest}\n")
endforeach()
string(SHA256 id "${text}")
file(WRITE "${OUT}" "/* Made by cmake/analysis_id.cmake. */
#ifndef CORDON_LINK_ANALYSIS_ID_H
#define CORDON_LINK_ANALYSIS_ID_H

/* Changes with every source of the analysis of one file: part of the key of a summary. */
#define ANALYSIS_ID \"${id}\"

#endif
")
