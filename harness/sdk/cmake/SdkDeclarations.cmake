# XNER_SDK_DECLARATIONS: SHA-256 over the headers that a plugin may include. A plugin built against others is refused.
# XNER_SDK_COMPILER: "GNU 12.2.0". XNER_SDK_HEADERS: the headers, relative to the source tree.
set(XNER_SDK_HEADER_FOLDERS base data text score sdk nn)
set(XNER_SDK_HEADERS "")
foreach(folder IN LISTS XNER_SDK_HEADER_FOLDERS)
  file(GLOB headers CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/harness/${folder}/*.hpp)
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
