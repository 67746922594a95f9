// Where plugins are found: lib/xner/plugins beside the running program's folder (build and install
// tree are alike), folders given with --plugin-path, folders of $XNER_PLUGIN_PATH (":" between
// them), and nowhere else.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "harness/sdk/plugin_tag.hpp"

namespace xner::sdk {

struct PluginFile {
  std::filesystem::path path;
  PluginTag tag;
  std::string build_id;
  std::vector<std::string>
      problems;  ///< why it cannot be loaded; empty: it can. Then `tag` may be empty too
};

/// Every *.so of the plugin folders, judged by its tag alone, sorted by method; the first folder
/// that has a method wins (order: `plugin_path`, environment, own folder). A folder that does not
/// exist is skipped unless it was named.
/// @throws Error{kUsage} for a named folder that does not exist.
[[nodiscard]] std::vector<PluginFile> find_plugins(
    std::span<const std::filesystem::path> plugin_path);

/// The loadable plugin of a method.
/// @throws Error{kUsage} with the nearest known name; Error{kPlugin} if there is one that cannot be
/// loaded, saying why.
[[nodiscard]] const PluginFile& plugin_of(const std::vector<PluginFile>& plugins,
                                          const std::string& method);

}  // namespace xner::sdk
