# Every outside library, found here and nowhere else. README.md beside this file gives version, licence and reason.
# Small libraries are linked statically where Debian ships an archive, so that a build can be carried.

find_package(Threads REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 2.1 REQUIRED)

find_path(TOMLPLUSPLUS_INCLUDE toml++/toml.h REQUIRED)
add_library(tomlplusplus INTERFACE)
target_include_directories(tomlplusplus SYSTEM INTERFACE ${TOMLPLUSPLUS_INCLUDE})

# Debian ships no archive of fmt, and its header-only form costs every source 5 s of compilation: the shared library,
# with a copy in the build tree, so that the build can be carried.
find_path(FMT_INCLUDE fmt/format.h REQUIRED)
find_library(FMT_LIBRARY libfmt.so.9 REQUIRED)
file(REAL_PATH ${FMT_LIBRARY} fmt_file)
configure_file(${fmt_file} ${CMAKE_BINARY_DIR}/lib/libfmt.so.9 COPYONLY)
add_library(fmt_shared INTERFACE)
target_include_directories(fmt_shared SYSTEM INTERFACE ${FMT_INCLUDE})
target_link_libraries(fmt_shared INTERFACE ${CMAKE_BINARY_DIR}/lib/libfmt.so.9)

find_path(OPENSSL_INCLUDE openssl/evp.h REQUIRED)
find_library(CRYPTO_ARCHIVE libcrypto.a REQUIRED)
add_library(crypto_static INTERFACE)
target_include_directories(crypto_static SYSTEM INTERFACE ${OPENSSL_INCLUDE})
target_link_libraries(crypto_static INTERFACE ${CRYPTO_ARCHIVE} Threads::Threads ${CMAKE_DL_LIBS})

find_path(BOOST_INCLUDE boost/dll/shared_library.hpp REQUIRED)
add_library(boost_headers INTERFACE)
target_include_directories(boost_headers SYSTEM INTERFACE ${BOOST_INCLUDE})
target_compile_definitions(boost_headers INTERFACE BOOST_DLL_USE_STD_FS)
target_link_libraries(boost_headers INTERFACE ${CMAKE_DL_LIBS})

if(XNER_FUZZ)
  return() # everything below is for LibTorch's layers, programs and unit tests
endif()

# Google Benchmark is part of the product: `xner bench` measures through it. Debian ships only the shared library;
# a copy beside libxner_sdk.so keeps the build portable.
find_path(BENCHMARK_INCLUDE benchmark/benchmark.h REQUIRED)
find_library(BENCHMARK_LIBRARY libbenchmark.so REQUIRED)
file(REAL_PATH ${BENCHMARK_LIBRARY} benchmark_file)
configure_file(${benchmark_file} ${CMAKE_BINARY_DIR}/lib/libbenchmark.so.1debian COPYONLY)
add_library(benchmark_shared INTERFACE)
target_include_directories(benchmark_shared SYSTEM INTERFACE ${BENCHMARK_INCLUDE})
target_link_libraries(benchmark_shared INTERFACE ${CMAKE_BINARY_DIR}/lib/libbenchmark.so.1debian Threads::Threads)

find_package(LibTorch REQUIRED)
# LibTorch ships headers of another fmt (12) in its include folder: a link to the right ones goes before it.
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/include)
file(REMOVE ${CMAKE_BINARY_DIR}/include/fmt)
file(CREATE_LINK ${FMT_INCLUDE}/fmt ${CMAKE_BINARY_DIR}/include/fmt SYMBOLIC)
target_include_directories(LibTorch::LibTorch SYSTEM BEFORE INTERFACE ${CMAKE_BINARY_DIR}/include)

if(XNER_DEV)
  find_package(GTest 1.12 REQUIRED)
  include(GoogleTest)
endif()
