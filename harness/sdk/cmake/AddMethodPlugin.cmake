# add_method_plugin(NAME <method id> VERSION <version> SOURCES <files...> [LINKS <targets...>] [TEST_ONLY])
#   A method as lib/xner/plugins/<method id>.so: tag, stamp, version script, and everything of the SDK to include and call.
#   Works in this project and, after find_package(xner_sdk), in any other. Unless TEST_ONLY it is
#   installed, and in this project held to the conformance tests (tests/conformance).
#
# A plugin's sources: one class, in an anonymous namespace, that derives from xner::sdk::Method;
#   std::unique_ptr<xner::sdk::Method> create_method();  BOOST_DLL_ALIAS(create_method, xner_create_method)

function(add_method_plugin)
  cmake_parse_arguments(PLUGIN "TEST_ONLY" "NAME;VERSION" "SOURCES;LINKS" ${ARGN})
  if(NOT PLUGIN_NAME MATCHES "^[a-z][a-z0-9_]*$" OR NOT PLUGIN_VERSION OR NOT PLUGIN_SOURCES OR PLUGIN_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "add_method_plugin: expected NAME (a-z, 0-9, _), VERSION and SOURCES, found "
                        "NAME '${PLUGIN_NAME}' VERSION '${PLUGIN_VERSION}' ${PLUGIN_UNPARSED_ARGUMENTS}")
  endif()
  set(target xner_plugin_${PLUGIN_NAME})
  set(PLUGIN_COMPILER "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}")
  set(PLUGIN_BUILD_TYPE release)
  if(CMAKE_BUILD_TYPE STREQUAL Debug)
    set(PLUGIN_BUILD_TYPE debug)
  endif()
  set(envelope ${CMAKE_CURRENT_BINARY_DIR}/${PLUGIN_NAME}_envelope.cpp)
  configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin_envelope.cpp.in ${envelope} @ONLY)

  add_library(${target} MODULE ${PLUGIN_SOURCES} ${envelope})
  target_link_libraries(${target} PRIVATE xner::sdk ${PLUGIN_LINKS})
  if(TARGET xner_options)
    target_link_libraries(${target} PRIVATE xner_options)
  endif()
  # GCC marks some inline statics "unique", which would pin the library; the version script and this flag undo it.
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  set(exports ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.map)
  target_link_options(${target} PRIVATE -Wl,--version-script=${exports} -Wl,--build-id=sha1)
  if(NOT XNER_ASAN)
    target_link_options(${target} PRIVATE -Wl,-z,defs)
  endif()
  if(NOT XNER_PLUGIN_DIRECTORY)
    set(XNER_PLUGIN_DIRECTORY ${CMAKE_BINARY_DIR}/lib/xner/plugins)
  endif()
  # No run path: the worker has loaded the SDK and LibTorch before any plugin.
  set_target_properties(${target} PROPERTIES PREFIX "" OUTPUT_NAME ${PLUGIN_NAME} SKIP_BUILD_RPATH ON
                        LINK_DEPENDS ${exports} LIBRARY_OUTPUT_DIRECTORY ${XNER_PLUGIN_DIRECTORY}
                        CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF
                        CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  if(NOT PLUGIN_TEST_ONLY)
    install(TARGETS ${target} LIBRARY DESTINATION lib/xner/plugins)
    set_property(GLOBAL APPEND PROPERTY XNER_CONFORMING_PLUGINS ${PLUGIN_NAME})
  endif()
endfunction()
