// See plugin_search.hpp.
#include "harness/sdk/plugin_search.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/nearest.hpp"
#include "harness/base/process.hpp"

namespace xner::sdk {
namespace fs = std::filesystem;
namespace {

struct Folder {
  fs::path path;
  bool named;  ///< by the user: it must exist
};

std::vector<Folder> plugin_folders(std::span<const fs::path> plugin_path) {
  std::vector<Folder> folders;
  for (const fs::path& path : plugin_path) folders.push_back({path, true});
  if (const char* variable = std::getenv("XNER_PLUGIN_PATH")) {
    std::istringstream parts(variable);
    for (std::string part; std::getline(parts, part, ':');)
      if (!part.empty()) folders.push_back({part, true});
  }
  folders.push_back({program_folder().parent_path() / "lib" / "xner" / "plugins", false});
  return folders;
}

PluginFile judge(const fs::path& path) {
  PluginFile plugin;
  plugin.path = fs::canonical(path);
  try {
    plugin.tag = read_plugin_tag(plugin.path);
    plugin.build_id = read_build_id(plugin.path);
    plugin.problems = tag_mismatches(plugin.tag, expected_tag());
    if (plugin.tag.method != path.stem())
      plugin.problems.push_back(fmt::format("file name: expected {}.so as its tag says, found {}",
                                            plugin.tag.method, path.filename().string()));
  } catch (const Error& error) {
    plugin.tag.method = path.stem().string();
    plugin.problems.push_back(error.what());
  }
  return plugin;
}

}  // namespace

std::vector<PluginFile> find_plugins(std::span<const fs::path> plugin_path) {
  std::vector<PluginFile> plugins;
  std::set<std::string> taken;
  for (const Folder& folder : plugin_folders(plugin_path)) {
    if (!fs::is_directory(folder.path)) {
      if (!folder.named) continue;
      throw Error(
          ErrorKind::kUsage,
          fmt::format("expected a folder of plugins, found none at {}", folder.path.string()), {},
          "see --plugin-path and XNER_PLUGIN_PATH");
    }
    std::vector<PluginFile> here;
    for (const auto& entry : fs::directory_iterator(folder.path))
      if (entry.path().extension() == ".so" && entry.is_regular_file())
        here.push_back(judge(entry.path()));
    // A copy under another name must not hide the file that can be loaded.
    std::sort(here.begin(), here.end(), [](const PluginFile& a, const PluginFile& b) {
      return std::pair(!a.problems.empty(), a.path) < std::pair(!b.problems.empty(), b.path);
    });
    for (PluginFile& plugin : here)
      if (taken.insert(plugin.tag.method).second) plugins.push_back(std::move(plugin));
  }
  std::sort(plugins.begin(), plugins.end(),
            [](const PluginFile& a, const PluginFile& b) { return a.tag.method < b.tag.method; });
  return plugins;
}

const PluginFile& plugin_of(const std::vector<PluginFile>& plugins, const std::string& method) {
  std::vector<std::string> names;
  for (const PluginFile& plugin : plugins) {
    names.push_back(plugin.tag.method);
    if (plugin.tag.method != method) continue;
    if (plugin.problems.empty()) return plugin;
    throw Error(ErrorKind::kPlugin,
                fmt::format("the plugin of method '{}' cannot be loaded: {}", method,
                            fmt::join(plugin.problems, "; ")),
                Place{plugin.path.string()}, "build the plugin for this xner");
  }
  throw Error(ErrorKind::kUsage, fmt::format("unknown method '{}'", method), {},
              nearest_hint(method, names));
}

}  // namespace xner::sdk
