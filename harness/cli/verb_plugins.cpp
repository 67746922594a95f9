// `xner plugins`: every plugin file that is found, judged by its tag alone. Nothing is loaded.
#include <fmt/format.h>

#include "harness/cli/experiment_options.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/verb.hpp"
#include "harness/sdk/plugin_search.hpp"
#include "reports/formats/table.hpp"

namespace xner::cli {
namespace {

using flow::Json;

struct PluginsOptions {
  std::vector<std::string> plugin_path;
  std::string format = "text";
};

Json tag_json(const sdk::PluginTag& tag) {
  return {{"interface_version", tag.interface_version},
          {"method", tag.method},
          {"version", tag.version},
          {"compiler", tag.compiler},
          {"libtorch", tag.libtorch},
          {"build_type", tag.build_type},
          {"sdk_declarations", tag.sdk_declarations},
          {"xner", tag.xner}};
}

std::string plugins_json(const std::vector<sdk::PluginFile>& plugins) {
  Json list = Json::array();
  for (const auto& plugin : plugins)
    list.push_back({{"file", plugin.path.string()},
                    {"tag", tag_json(plugin.tag)},
                    {"build_id", plugin.build_id},
                    {"usable", plugin.problems.empty()},
                    {"problems", plugin.problems}});
  return Json{{"schema", 1}, {"expected", tag_json(sdk::expected_tag())}, {"plugins", list}}.dump(
             2) +
         "\n";
}

std::string plugins_text(const std::vector<sdk::PluginFile>& plugins) {
  if (plugins.empty()) return "no plugin found; see --plugin-path\n";
  reports::Table table{{{"method"}, {"version"}, {"LibTorch"}, {"state"}, {"file"}}, {}};
  std::string problems;
  for (const auto& plugin : plugins) {
    table.rows.push_back({plugin.tag.method, plugin.tag.version, plugin.tag.libtorch,
                          plugin.problems.empty() ? "usable" : "refused", plugin.path.string()});
    for (const auto& problem : plugin.problems)
      problems += fmt::format("  {}: {}\n", reports::terminal_text(plugin.tag.method),
                              reports::terminal_text(problem));
  }
  std::string text = reports::to_terminal(table, 160);
  if (!problems.empty()) text += "\nrefused:\n" + problems;
  return text;
}

}  // namespace

Action declare_plugins(CLI::App& command) {
  const auto options = std::make_shared<PluginsOptions>();
  add_plugin_path(command, options->plugin_path);
  command.add_option("--format", options->format, "text or json")->check(one_of({"text", "json"}));
  return [options] {
    const auto plugins = sdk::find_plugins(folders(options->plugin_path));
    if (options->format == "json")
      write_out(plugins_json(plugins));
    else
      write_text(plugins_text(plugins));
    return 0;
  };
}

}  // namespace xner::cli
