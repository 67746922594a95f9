# Compiler and linker settings of the whole tree: warnings, ccache, mold, reproducible paths, sanitizers.

find_program(XNER_CCACHE ccache)
if(XNER_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${XNER_CCACHE})
endif()

add_library(xner_options INTERFACE)
target_compile_options(xner_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  target_compile_options(xner_options INTERFACE -Wno-restrict) # warns falsely about std::string's operator+ (GCC bug 105651)
endif()
if(XNER_DEV)
  target_compile_options(xner_options INTERFACE -Werror)
endif()
# The same sources in another folder give the same bytes, and so the same build ids and stage keys.
target_compile_options(xner_options INTERFACE -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.
                                              -ffile-prefix-map=${CMAKE_BINARY_DIR}=build)
target_link_options(xner_options INTERFACE -Wl,--build-id=sha1 -Wl,-z,defs)
target_include_directories(xner_options INTERFACE $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}>
                                                  $<BUILD_INTERFACE:${CMAKE_BINARY_DIR}/generated>)

find_program(XNER_MOLD mold)
if(XNER_MOLD)
  target_link_options(xner_options INTERFACE -fuse-ld=mold)
endif()

set(XNER_BUILD_FLAVOUR release)
if(CMAKE_BUILD_TYPE STREQUAL Debug)
  set(XNER_BUILD_FLAVOUR debug)
endif()
if(XNER_ASAN)
  set(XNER_BUILD_FLAVOUR asan)
  set(XNER_SANITIZE -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_compile_options(xner_options INTERFACE ${XNER_SANITIZE})
  target_link_options(xner_options INTERFACE ${XNER_SANITIZE})
  # ASan interposes through undefined symbols of shared libraries.
  target_link_options(xner_options INTERFACE -Wl,-z,nodefs)
endif()
if(XNER_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL Clang)
    message(FATAL_ERROR "XNER_FUZZ needs clang, found ${CMAKE_CXX_COMPILER_ID}: use `cmake --preset fuzz`; "
                        "./bootstrap.sh fuzz installs clang 14")
  endif()
  set(XNER_BUILD_FLAVOUR fuzz)
  target_compile_options(xner_options INTERFACE -fsanitize=fuzzer-no-link,address,undefined
                         -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(xner_options INTERFACE -fsanitize=address,undefined)
endif()
