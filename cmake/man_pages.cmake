# Writes the manual page of every command: cmake -DCORDON=program -DOUT=folder -P man_pages.cmake
execute_process(COMMAND "${CORDON}" --help OUTPUT_VARIABLE help COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "\n  [a-z]+  " lines "${help}")
foreach(line IN LISTS lines)
  string(STRIP "${line}" command)
  execute_process(COMMAND "${CORDON}" man "${command}" OUTPUT_FILE "${OUT}/cordon-${command}.1"
    COMMAND_ERROR_IS_FATAL ANY)
endforeach()
if(lines STREQUAL "")
  message(FATAL_ERROR "${CORDON} --help lists no commands")
endif()
