# XNER_SDK_DECLARATIONS: SHA-256 over the headers that a plugin may include. A plugin built against others is refused.
# XNER_SDK_HEADERS: those headers, relative to the source tree.
# XNER_SDK_COMPILER, _VERSION, _LIBTORCH, _INTERFACE, _SOVERSION: the rest of what a plugin's tag says.
set(XNER_SDK_HEADER_FOLDERS base data text score sdk nn)
# What libxner_sdk.so does not hold: no plugin can use it, and none is built again for it, nor a stage run.
set(XNER_SDK_WITHOUT harness/score/error_analysis.hpp)
set(XNER_SDK_HEADERS "")
foreach(folder IN LISTS XNER_SDK_HEADER_FOLDERS)
  file(GLOB headers CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/harness/${folder}/*.hpp)
  list(REMOVE_ITEM headers ${XNER_SDK_WITHOUT})
  list(SORT headers)
  list(APPEND XNER_SDK_HEADERS ${headers})
endforeach()

set(digests "")
foreach(header IN LISTS XNER_SDK_HEADERS)
  set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${header})
  file(SHA256 ${CMAKE_SOURCE_DIR}/${header} digest)
  string(APPEND digests "${header} ${digest}\n")
endforeach()
string(SHA256 XNER_SDK_DECLARATIONS "${digests}")
set(XNER_SDK_COMPILER "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}")
set(XNER_SDK_VERSION ${PROJECT_VERSION})
set(XNER_SDK_LIBTORCH ${LIBTORCH_FLAVOUR})
file(READ ${CMAKE_SOURCE_DIR}/harness/sdk/plugin_stamp.hpp header)
string(REGEX MATCH "kInterfaceVersion = ([0-9]+)" match "${header}")
set(XNER_SDK_INTERFACE ${CMAKE_MATCH_1})
set(XNER_SDK_SOVERSION ${XNER_SDK_INTERFACE})
