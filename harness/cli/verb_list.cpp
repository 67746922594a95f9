// `xner list [methods|conditions|encoders|datasets]`: what an experiment may name.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/nearest.hpp"
#include "harness/cli/experiment_options.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/verb.hpp"
#include "harness/data/catalogue.hpp"
#include "harness/flow/encoder.hpp"
#include "harness/flow/locations.hpp"
#include "harness/flow/stage_process.hpp"
#include "harness/sdk/conditions.hpp"
#include "harness/sdk/plugin_search.hpp"
#include "reports/formats/table.hpp"

namespace xner::cli {
namespace {

namespace fs = std::filesystem;

struct ListOptions {
  std::string what;
  std::vector<std::string> plugin_path;
};

std::string range_text(const sdk::Parameter& parameter) {
  if (!parameter.choices.empty()) return fmt::format("{}", fmt::join(parameter.choices, " | "));
  const auto& [low, high] = std::pair(parameter.minimum, parameter.maximum);
  if (low && high) return fmt::format("{} to {}", *low, *high);
  if (low) return fmt::format("at least {}", *low);
  return high ? fmt::format("at most {}", *high) : "";
}

/// As it stands in an experiment, its meaning below.
std::string parameter_list(const std::vector<sdk::Parameter>& parameters) {
  std::string text;
  for (const auto& parameter : parameters) {
    const std::string range = range_text(parameter);
    text +=
        reports::wrapped(fmt::format("  {} = {}{}", parameter.name, parameter.default_value.dump(),
                                     range.empty() ? "" : "  (" + range + ")")) +
        reports::beside("      ", parameter.meaning);
  }
  return text;
}

std::string method_text(const sdk::PluginFile& plugin) {
  if (!plugin.problems.empty())
    return fmt::format("{}: refused, see `xner plugins`\n",
                       reports::terminal_text(plugin.tag.method));
  const auto description = flow::describe_plugin(plugin.path);
  std::string text = reports::wrapped(fmt::format("{} {}: {}", description.id, description.version,
                                                  description.title)) +
                     reports::beside("  ", description.paper);
  if (description.needs.translations) text += "  needs translations of the source\n";
  if (description.needs.unlabelled) text += "  needs unlabelled text of each target\n";
  return text + parameter_list(description.parameters);
}

std::string methods_text(const ListOptions& options) {
  std::string text;
  for (const auto& plugin : sdk::find_plugins(folders(options.plugin_path)))
    text += (text.empty() ? "" : "\n") + method_text(plugin);
  return text.empty() ? "no method found; `xner plugins` and `xner doctor` show where\n"
                        "plugins are looked for\n"
                      : text;
}

std::string datasets_text() {
  const data::Catalogue catalogue(flow::descriptors_folder(), data::data_root({}));
  reports::Table table{{{"family"}, {"parts", true}, {"title"}}, {}};
  for (const auto& name : catalogue.families()) {
    const auto& family = catalogue.family(name);
    table.rows.push_back({name, std::to_string(family.parts.size()), family.title});
  }
  return reports::to_terminal(table) +
         "\n`xner data list` shows parts, splits and what is present\n";
}

std::string encoders_text() {
  std::string text =
      "random-tiny            a tiny BERT with random weights, made on the spot\n"
      "random-tiny-64         the same, 64 wide instead of 128\n"
      "random:<config.json>   random weights for a configuration, vocabulary beside it\n"
      "<folder>               config.json, model.safetensors, vocab.txt of Hugging Face\n"
      "hf:<repository>        the hub's cache; there now:\n";
  std::error_code absent;
  std::size_t found = 0;
  for (const auto& entry : fs::directory_iterator(flow::hub_cache(), absent)) {
    std::string name = entry.path().filename().string();
    if (!name.starts_with("models--")) continue;
    name = name.substr(8);
    if (const auto dashes = name.find("--"); dashes != name.npos) name.replace(dashes, 2, "/");
    text += fmt::format("  hf:{}\n", reports::terminal_text(name));
    ++found;
  }
  if (found == 0) text += fmt::format("  none in {}\n", flow::hub_cache().string());
  return text;
}

int run_list(const ListOptions& options) {
  const std::vector<std::string> known{"methods", "conditions", "encoders", "datasets"};
  if (options.what == "methods") {
    write_text(methods_text(options));
  } else if (options.what == "conditions") {
    write_out(
        reports::wrapped("[training] of an experiment; a method that sets one of them departs from "
                         "the common value") +
        "\n" + parameter_list(sdk::condition_parameters()));
  } else if (options.what == "encoders") {
    write_text(encoders_text());
  } else if (options.what == "datasets") {
    write_text(datasets_text());
  } else {
    const auto plugins = sdk::find_plugins(folders(options.plugin_path));
    for (const auto& plugin : plugins) {
      if (plugin.tag.method != options.what) continue;
      write_text(method_text(plugin));
      return 0;
    }
    throw Error(ErrorKind::kUsage, fmt::format("nothing to list is named '{}'", options.what),
                Place{"command line"}, nearest_hint(options.what, known));
  }
  return 0;
}

}  // namespace

Action declare_list(CLI::App& command) {
  const auto options = std::make_shared<ListOptions>();
  command
      .add_option("what", options->what,
                  "methods, conditions, encoders, datasets, or a method's name")
      ->required();
  add_plugin_path(command, options->plugin_path);
  return [options] { return run_list(*options); };
}

}  // namespace xner::cli
