// The plain part of the plugin boundary: what is read of a loaded plugin before any of its C++
// runs.
#pragma once

#include <cstdint>

namespace xner::sdk {

/// Raised by one with every change of sdk/method.hpp that an old plugin would not survive.
inline constexpr int kInterfaceVersion = 1;

/// Exported as data under `kStampName`.
struct PluginStamp {
  std::uint32_t size = sizeof(PluginStamp);
  std::uint32_t interface_version;
  char sdk_declarations[65];  ///< SHA-256 in hex, zero-terminated
};
inline constexpr const char* kStampName = "xner_plugin_stamp";

}  // namespace xner::sdk
