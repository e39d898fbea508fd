# cordon_layer(NAME FOLDER LIBRARY...): the static library of one layer, from FOLDER/sources.cmake, which
# sets NAME_sources to paths relative to the root, and the libraries that it may use.
set(CORDON_LAYERS "")
function(cordon_layer name folder)
  cordon_read_sources(${name} "${folder}" sources)
  add_library(${name} STATIC ${sources})
  cordon_target(${name})
  target_link_libraries(${name} PUBLIC ${ARGN})
  set(CORDON_LAYERS ${CORDON_LAYERS} ${name} PARENT_SCOPE)
endfunction()

# Sets `out` to the absolute paths of the layer's sources.
function(cordon_read_sources name folder out)
  set(list_file "${PROJECT_SOURCE_DIR}/${folder}/sources.cmake")
  set(absolute "")
  include("${list_file}")
  set_property(DIRECTORY "${PROJECT_SOURCE_DIR}" APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${list_file}")
  foreach(source IN LISTS ${name}_sources)
    if(NOT EXISTS "${PROJECT_SOURCE_DIR}/${source}")
      message(FATAL_ERROR "${folder}/sources.cmake names ${source}, which does not exist")
    endif()
    list(APPEND absolute "${PROJECT_SOURCE_DIR}/${source}")
  endforeach()
  set(${out} "${absolute}" PARENT_SCOPE)
endfunction()

# What every target of our own code has.
function(cordon_target name)
  set_target_properties(${name} PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
  target_link_libraries(${name} PRIVATE project_options)
  if(CORDON_LTO)
    set_target_properties(${name} PROPERTIES INTERPROCEDURAL_OPTIMIZATION ON)
  endif()
endfunction()
