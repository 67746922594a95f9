# Writes to OUTPUT what SOURCE is, as three C++ strings: the commit, and if tracked files differ from it "dirty" and the
# SHA-256 of that difference. Empty strings without git.
set(commit "")
set(dirty "")
set(diff_digest "")
execute_process(COMMAND git rev-parse HEAD WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE commit
  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
execute_process(COMMAND git diff HEAD WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE difference ERROR_QUIET)
if(NOT difference STREQUAL "")
  set(dirty "dirty")
  string(SHA256 diff_digest "${difference}")
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "{\"${commit}\", \"${dirty}\", \"${diff_digest}\"}\n" @ONLY)
