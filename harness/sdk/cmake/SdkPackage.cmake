# The CMake package xner_sdk, for plugins outside this project: in the build tree (headers in the source tree) and installed.
include(CMakePackageConfigHelpers)
set(package_folder lib/cmake/xner_sdk)
set(package_files AddMethodPlugin.cmake plugin_envelope.cpp.in plugin.map)
list(TRANSFORM package_files PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/cmake/)
list(APPEND package_files ${CMAKE_SOURCE_DIR}/third_party/cmake/FindLibTorch.cmake)

function(xner_write_package output library include prefix)
  set(XNER_SDK_LIBRARY ${library})
  set(XNER_SDK_INCLUDE ${include})
  configure_package_config_file(${CMAKE_CURRENT_SOURCE_DIR}/cmake/xner_sdkConfig.cmake.in ${output}/xner_sdkConfig.cmake
    INSTALL_DESTINATION ${package_folder} INSTALL_PREFIX ${prefix} PATH_VARS XNER_SDK_LIBRARY XNER_SDK_INCLUDE
    NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
  write_basic_package_version_file(${output}/xner_sdkConfigVersion.cmake COMPATIBILITY SameMinorVersion)
endfunction()

# Build tree.
xner_write_package(${CMAKE_BINARY_DIR}/${package_folder} lib/libxner_sdk.so ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
foreach(file IN LISTS package_files)
  configure_file(${file} ${CMAKE_BINARY_DIR}/${package_folder}/ COPYONLY)
endforeach()

# Install tree.
xner_write_package(${CMAKE_CURRENT_BINARY_DIR}/package lib/libxner_sdk.so include ${CMAKE_INSTALL_PREFIX})
install(FILES ${package_files} ${CMAKE_CURRENT_BINARY_DIR}/package/xner_sdkConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/package/xner_sdkConfigVersion.cmake DESTINATION ${package_folder} COMPONENT sdk)
install(TARGETS xner_sdk LIBRARY DESTINATION lib COMPONENT sdk NAMELINK_COMPONENT sdk)
install(FILES ${CMAKE_BINARY_DIR}/lib/libfmt.so.9 ${CMAKE_BINARY_DIR}/lib/libbenchmark.so.1debian DESTINATION lib COMPONENT sdk)
install(CODE "file(CREATE_LINK \"${LIBTORCH_LIBRARIES_FOLDER}\" \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/lib/libtorch\" SYMBOLIC)" COMPONENT sdk)
foreach(header IN LISTS XNER_SDK_HEADERS)
  get_filename_component(folder ${header} DIRECTORY)
  install(FILES ${CMAKE_SOURCE_DIR}/${header} DESTINATION include/${folder} COMPONENT sdk)
endforeach()
