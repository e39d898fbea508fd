# The flags of our own code, carried by the interface target `project_options`; nothing is set globally.
set(CORDON_SANITIZE "" CACHE STRING "Sanitizers for our own code: address (with undefined), thread, or none")
set_property(CACHE CORDON_SANITIZE PROPERTY STRINGS "" address thread)
option(CORDON_WERROR "Warnings are errors" OFF)
option(CORDON_COVERAGE "Count executed lines" OFF)
option(CORDON_LTO "Optimise across files" OFF)
set(CORDON_OPTIMISE "-O2" CACHE STRING "Optimisation flag of our own code")

add_library(project_options INTERFACE)
target_compile_definitions(project_options INTERFACE _GNU_SOURCE)
target_include_directories(project_options INTERFACE "${PROJECT_SOURCE_DIR}")
# Assertions stay on in every build: a verifier that has lost its way must stop, not go on and pass something.
target_compile_options(project_options INTERFACE
  ${CORDON_OPTIMISE} -g -fno-omit-frame-pointer -fstack-protector-strong
  "-ffile-prefix-map=${PROJECT_SOURCE_DIR}/="
  -Wall -Wextra -Wshadow -Wvla -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wundef)
target_link_options(project_options INTERFACE LINKER:-z,relro,-z,now)

if(CORDON_WERROR)
  target_compile_options(project_options INTERFACE -Werror)
endif()
if(CORDON_COVERAGE)
  target_compile_options(project_options INTERFACE --coverage)
  target_link_options(project_options INTERFACE --coverage)
endif()
if(CORDON_SANITIZE STREQUAL "address")
  set(sanitize -fsanitize=address,undefined -fno-sanitize-recover=all)
elseif(CORDON_SANITIZE STREQUAL "thread")
  set(sanitize -fsanitize=thread)
elseif(CORDON_SANITIZE STREQUAL "")
  set(sanitize "")
  target_compile_definitions(project_options INTERFACE _FORTIFY_SOURCE=2)
  # Worker threads have 256 KiB, so that recursion shows early: no frame may take a good part of it (the largest
  # holds one LMDB page).
  target_compile_options(project_options INTERFACE -Wframe-larger-than=66000)
else()
  message(FATAL_ERROR "CORDON_SANITIZE is \"${CORDON_SANITIZE}\", not address, thread or empty")
endif()
target_compile_options(project_options INTERFACE ${sanitize})
target_link_options(project_options INTERFACE ${sanitize})
