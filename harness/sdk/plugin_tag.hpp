// What a plugin file says of itself in an ELF note (owner "XNER"), read without loading it.
// add_method_plugin() writes it; `xner plugins` and the loader refuse by it;
// `readelf -n` shows it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/sdk/plugin_stamp.hpp"

namespace xner::sdk {

inline constexpr const char* kTagOwner = "XNER";
inline constexpr unsigned kTagType = 1;

struct PluginTag {
  int interface_version = 0;
  std::string method;            ///< plugin id
  std::string version;           ///< of the method
  std::string compiler;          ///< "GNU 12.2.0"
  std::string libtorch;          ///< "2.11.0+cu130"
  std::string build_type;        ///< "release", "debug", "asan": what must match
  std::string sdk_declarations;  ///< SHA-256 over the SDK's public headers
  std::string xner;              ///< version of xner it was built against

  friend bool operator==(const PluginTag&, const PluginTag&) = default;
};

/// The tag that a plugin must have to be loaded by this build.
[[nodiscard]] PluginTag expected_tag();

/// The tag and the GNU build id of a file. Bounds-checked: any damaged file gives an Error, never a
/// crash.
/// @throws Error{kPlugin} if there is no ELF file, no tag, or the file is cut; Error{kIo} if it
/// cannot be read.
[[nodiscard]] PluginTag read_plugin_tag(const std::filesystem::path& file);
[[nodiscard]] std::string read_build_id(const std::filesystem::path& file);

/// One line for each field that keeps the plugin from being loaded, naming both sides; empty:
/// loadable.
[[nodiscard]] std::vector<std::string> tag_mismatches(const PluginTag& plugin,
                                                      const PluginTag& expected);

}  // namespace xner::sdk
