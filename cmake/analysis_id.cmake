# cmake -DROOT=... -DOUT=... -P analysis_id.cmake: writes a header with the digests of everything that a
# file's summary and its facts depend on, so that an edited analysis never takes records of the old one from
# the cache.
cmake_minimum_required(VERSION 3.25)

# Sets `out` to the digest of the sources in the folders.
function(digest_sources out)
  set(files cmake/treesitter.sha256)
  foreach(folder IN LISTS ARGN)
    file(GLOB found RELATIVE "${ROOT}" "${ROOT}/${folder}/*.[ch]" "${ROOT}/${folder}/*.def"
      "${ROOT}/${folder}/*.inc")
    list(APPEND files ${found})
  endforeach()
  list(SORT files)
  set(text "")
  foreach(file IN LISTS files)
    file(SHA256 "${ROOT}/${file}" digest)
    string(APPEND text "${file} ${digest}\n")
  endforeach()
  string(SHA256 id "${text}")
  set(${out} "${id}" PARENT_SCOPE)
endfunction()

digest_sources(analysis_id analyzer/base analyzer/syntax analyzer/semantic analyzer/summary)
digest_sources(link_id analyzer/base analyzer/semantic analyzer/link rules)
digest_sources(package_id analyzer/base analyzer/syntax analyzer/semantic analyzer/summary analyzer/package analyzer/link
  analyzer/verdict analyzer rules)
file(WRITE "${OUT}" "/* Made by cmake/analysis_id.cmake. */
#ifndef CORDON_LINK_ANALYSIS_ID_H
#define CORDON_LINK_ANALYSIS_ID_H

/* Changes with every source of the analysis of one file: part of the key of a summary. */
#define ANALYSIS_ID \"${analysis_id}\"
/* Changes with every source that holds a summary against the effect tables: part of the key of facts. */
#define LINK_ID \"${link_id}\"
/* Changes with every source that a judgement of a whole package depends on: part of the key of its answer. */
#define PACKAGE_ID \"${package_id}\"

#endif
")
