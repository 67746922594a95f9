# xner_add_layer(NAME <layer> SOURCES <files...> [USES <layers...>] [LINKS <targets...>])
#   A layer of the harness or of the reports as the static library xner_<layer>. USES names the layers that it may
#   include. The order of the layers is fixed here (DESIGN: each may use only those above it); an include of any other
#   layer, or a USES that points down the list, stops the configuration.
#
# xner_add_unit_test(NAME <name> SOURCES <files...> LINKS <targets...>)
#   A GoogleTest program, registered with CTest case by case under "<name>.".

set(XNER_LAYER_ORDER base config data text score record store sdk_plain flow formats runs report compare gate cli)
set(XNER_TORCH_LAYER_ORDER base data text score sdk_plain sdk nn plugin worker)

# Every folder of `harness/` and `reports/` that the files of a layer include.
function(xner_check_includes layer allowed)
  foreach(file IN LISTS ARGN)
    file(STRINGS ${file} lines REGEX "^#include \"(harness|reports)/[a-z]+/")
    foreach(line IN LISTS lines)
      string(REGEX REPLACE "^#include \"[a-z]+/([a-z]+)/.*" "\\1" used "${line}")
      if(NOT used IN_LIST allowed)
        message(FATAL_ERROR "layer '${layer}' must not use layer '${used}': ${file}: ${line}\n"
                            "allowed: ${allowed} (see xner_add_layer in ${CMAKE_CURRENT_LIST_FILE})")
      endif()
    endforeach()
  endforeach()
endfunction()

function(xner_add_layer)
  cmake_parse_arguments(LAYER "TORCH" "NAME" "SOURCES;USES;LINKS" ${ARGN})
  set(order ${XNER_LAYER_ORDER})
  if(LAYER_TORCH)
    set(order ${XNER_TORCH_LAYER_ORDER})
  endif()
  list(FIND order ${LAYER_NAME} own)
  if(own EQUAL -1)
    message(FATAL_ERROR "layer '${LAYER_NAME}' is not in the order: ${order}")
  endif()
  foreach(used IN LISTS LAYER_USES)
    list(FIND order ${used} position)
    if(position EQUAL -1 OR NOT position LESS own)
      message(FATAL_ERROR "layer '${LAYER_NAME}' must not use layer '${used}': the order is ${order}")
    endif()
  endforeach()

  add_library(xner_${LAYER_NAME} STATIC ${LAYER_SOURCES})
  target_link_libraries(xner_${LAYER_NAME} PUBLIC xner_options ${LAYER_LINKS})
  if(NOT LAYER_TORCH)
    list(TRANSFORM LAYER_USES PREPEND xner_ OUTPUT_VARIABLE used_targets)
    target_link_libraries(xner_${LAYER_NAME} PUBLIC ${used_targets})
  endif()

  # Headers count too: every file of the layer's folder is checked.
  get_filename_component(folder ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.hpp ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  set(allowed ${folder} ${LAYER_USES})
  list(TRANSFORM allowed REPLACE "^sdk_plain$" "sdk")
  xner_check_includes(${LAYER_NAME} "${allowed}" ${files})
endfunction()

function(xner_add_unit_test)
  cmake_parse_arguments(TEST "" "NAME" "SOURCES;LINKS" ${ARGN})
  add_executable(${TEST_NAME} ${TEST_SOURCES})
  set_target_properties(${TEST_NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(${TEST_NAME} PRIVATE xner_options ${TEST_LINKS} GTest::gmock GTest::gtest_main)
  # Pretty values of structs are their bytes, addresses included: another name in every build.
  # gtest_discover_tests splits a property that is a list: each variable has a property of its own.
  gtest_discover_tests(${TEST_NAME} TEST_PREFIX "${TEST_NAME}." NO_PRETTY_VALUES
                       DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
                       PROPERTIES TIMEOUT 300 ENVIRONMENT "XNER_SOURCE=${CMAKE_SOURCE_DIR}"
                                  ENVIRONMENT_MODIFICATION "XNER_BUILD=set:${CMAKE_BINARY_DIR}")
endfunction()
