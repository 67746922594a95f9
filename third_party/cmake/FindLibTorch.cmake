# Finds LibTorch 2.11 without its own CMake package (which wants a CUDA toolkit even to build for a CPU).
# Order: $LIBTORCH or -DLIBTORCH=/path (an unpacked libtorch, or a Python torch package), then .deps/ of the project.
# Defines the target LibTorch::LibTorch (c10 and torch_cpu; the CUDA part is loaded at run time), and
#   LIBTORCH_VERSION      "2.11.0"
#   LIBTORCH_FLAVOUR      "2.11.0+cu130", "2.11.0+cpu"
#   LIBTORCH_LIBRARIES_FOLDER

set(LIBTORCH "$ENV{LIBTORCH}" CACHE PATH "LibTorch 2.11: an unpacked libtorch or a Python torch package")
set(candidates ${LIBTORCH} ${CMAKE_SOURCE_DIR}/.deps/libtorch-2.11.0/torch)
if(LIBTORCH AND NOT EXISTS ${LIBTORCH}/include/ATen/core/Tensor.h)
  message(FATAL_ERROR "LIBTORCH=${LIBTORCH} has no include/ATen/core/Tensor.h: "
                      "expected an unpacked libtorch or a Python torch package")
endif()

find_path(LIBTORCH_ROOT include/ATen/core/Tensor.h PATHS ${candidates} NO_DEFAULT_PATH)
if(LIBTORCH_ROOT)
  file(READ ${LIBTORCH_ROOT}/include/torch/headeronly/version.h version_header)
  string(REGEX REPLACE ".*TORCH_VERSION_MAJOR ([0-9]+).*TORCH_VERSION_MINOR ([0-9]+).*TORCH_VERSION_PATCH ([0-9]+).*"
                       "\\1.\\2.\\3" LIBTORCH_VERSION "${version_header}")
  set(LIBTORCH_FLAVOUR ${LIBTORCH_VERSION})
  if(EXISTS ${LIBTORCH_ROOT}/version.py)
    file(STRINGS ${LIBTORCH_ROOT}/version.py lines REGEX "^__version__")
    string(REGEX REPLACE ".*'([^']+)'.*" "\\1" LIBTORCH_FLAVOUR "${lines}")
  elseif(EXISTS ${LIBTORCH_ROOT}/build-version)
    file(STRINGS ${LIBTORCH_ROOT}/build-version LIBTORCH_FLAVOUR)
  endif()
  set(LIBTORCH_LIBRARIES_FOLDER ${LIBTORCH_ROOT}/lib)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch REQUIRED_VARS LIBTORCH_ROOT VERSION_VAR LIBTORCH_VERSION
  REASON_FAILURE_MESSAGE "run ./bootstrap.sh build, or set LIBTORCH=/path")
if(LibTorch_FOUND AND NOT LIBTORCH_VERSION VERSION_EQUAL 2.11.0)
  message(FATAL_ERROR "found LibTorch ${LIBTORCH_VERSION} in ${LIBTORCH_ROOT}; xner is pinned to 2.11.0")
endif()

if(LibTorch_FOUND AND NOT TARGET LibTorch::LibTorch)
  add_library(LibTorch::LibTorch INTERFACE IMPORTED)
  target_include_directories(LibTorch::LibTorch SYSTEM INTERFACE
    ${LIBTORCH_ROOT}/include ${LIBTORCH_ROOT}/include/torch/csrc/api/include)
  # Sources include the operators that they call: a third less to compile than all of them.
  target_compile_definitions(LibTorch::LibTorch INTERFACE AT_PER_OPERATOR_HEADERS)
  # libtorch_cpu exports std::filesystem symbols: libstdc++ goes first, so that programs bind to their own.
  target_link_libraries(LibTorch::LibTorch INTERFACE -lstdc++
    ${LIBTORCH_LIBRARIES_FOLDER}/libtorch_cpu.so ${LIBTORCH_LIBRARIES_FOLDER}/libc10.so)
  file(GLOB nvidia_folders ${LIBTORCH_ROOT}/../nvidia/*/lib)
  foreach(folder IN LISTS nvidia_folders)
    target_link_options(LibTorch::LibTorch INTERFACE -Wl,-rpath-link,${folder})
  endforeach()
endif()
