# tree-sitter's runtime and the JavaScript grammar, compiled from the npm packages. Not our code: no
# warnings, always optimised, no sanitizers. The grammar's own scanner.c is left out: analyzer/syntax/scanner.c
# replaces it.
set(treesitter_root "${PROJECT_SOURCE_DIR}/node_modules")
cordon_verify_sources("${PROJECT_SOURCE_DIR}/cmake/treesitter.sha256" "${treesitter_root}")

add_library(treesitter STATIC
  "${treesitter_root}/tree-sitter/vendor/tree-sitter/lib/src/lib.c"
  "${treesitter_root}/tree-sitter-javascript/src/parser.c")
target_include_directories(treesitter SYSTEM
  PUBLIC "${treesitter_root}/tree-sitter/vendor/tree-sitter/lib/include"
         "${treesitter_root}/tree-sitter-javascript/src"
  PRIVATE "${treesitter_root}/tree-sitter/vendor/tree-sitter/lib/src")
target_compile_definitions(treesitter PRIVATE _DEFAULT_SOURCE _POSIX_C_SOURCE=200112L)
target_compile_options(treesitter PRIVATE -O3 -g1 -w -fno-omit-frame-pointer
  "-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=")
set_target_properties(treesitter PROPERTIES C_STANDARD 11 C_EXTENSIONS OFF)
if(CORDON_LTO)
  set_target_properties(treesitter PROPERTIES INTERPROCEDURAL_OPTIMIZATION ON)
endif()
# The grammar calls our scanner, and the syntax layer calls the grammar: CMake repeats static libraries.
target_link_libraries(treesitter PRIVATE syntax)
