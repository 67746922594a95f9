# libxner_sdk.so: base, data, text, score, sdk and nn in one shared library, so that worker and plugins share one copy of
# every function, type and static. Exports the namespace xner and nothing else.
set(sdk_layers base data text score sdk_plain nn)
set(sdk_objects "")
foreach(layer IN LISTS sdk_layers)
  list(APPEND sdk_objects $<TARGET_OBJECTS:xner_${layer}>)
endforeach()

set(sdk_exports ${CMAKE_CURRENT_SOURCE_DIR}/cmake/xner_sdk.map)
add_library(xner_sdk SHARED ${sdk_objects})
add_library(xner::sdk ALIAS xner_sdk)
target_link_libraries(xner_sdk PRIVATE xner_options crypto_static
                      PUBLIC fmt_shared boost_headers nlohmann_json::nlohmann_json LibTorch::LibTorch)
target_include_directories(xner_sdk PUBLIC ${CMAKE_SOURCE_DIR})
# at::parallel_for runs on OpenMP: one libgomp in the process, LibTorch's.
target_link_options(xner_sdk PRIVATE -Wl,--version-script=${sdk_exports} -fopenmp)

# LibTorch is found through the link lib/libtorch, so that no path of this machine is in the library: the same sources
# give the same build id everywhere, and a carried build needs one link (or LD_LIBRARY_PATH) put right.
set(libtorch_link ${CMAKE_BINARY_DIR}/lib/libtorch)
set(libtorch_folder ${LIBTORCH_LIBRARIES_FOLDER})
cmake_path(IS_PREFIX CMAKE_SOURCE_DIR ${libtorch_folder} NORMALIZE libtorch_is_ours)
cmake_path(IS_PREFIX CMAKE_SOURCE_DIR ${CMAKE_BINARY_DIR} NORMALIZE build_is_inside)
if(libtorch_is_ours AND build_is_inside)
  file(RELATIVE_PATH libtorch_folder ${CMAKE_BINARY_DIR}/lib ${libtorch_folder})
endif()
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
file(REMOVE ${libtorch_link})
file(CREATE_LINK ${libtorch_folder} ${libtorch_link} SYMBOLIC)
set_target_properties(xner_sdk PROPERTIES LINKER_LANGUAGE CXX VERSION ${PROJECT_VERSION} SOVERSION ${XNER_SDK_SOVERSION}
                      LINK_DEPENDS ${sdk_exports} INSTALL_RPATH "$ORIGIN;$ORIGIN/libtorch"
                      BUILD_WITH_INSTALL_RPATH ON)
