# Writes the commit of SOURCE, with "-dirty" if tracked files differ, as a C++ string to OUTPUT; "" without git.
execute_process(
  COMMAND git describe --always --dirty --abbrev=40 "--exclude=*"
  WORKING_DIRECTORY ${SOURCE}
  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "\"${commit}\"\n" @ONLY)
