// See suite.hpp.
#include "harness/config/suite.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "harness/base/hash.hpp"
#include "harness/base/nearest.hpp"
#include "harness/config/published.hpp"
#include "harness/config/reader.hpp"
#include "harness/config/shorthands.hpp"

namespace xner::config {
namespace fs = std::filesystem;
namespace {

constexpr const char* kParts = "parts";
constexpr const char* kProfiles = "profiles";
constexpr const char* kPublished = "published";
constexpr std::string_view kProfileOverride = "profile=";

[[noreturn]] void refuse(const std::string& message, const Place& place, std::string hint = {}) {
  throw Error(ErrorKind::kUsage, message, place, std::move(hint));
}

/// Out of a table, if it is there.
std::optional<Node> take(Node& root, std::string_view key) {
  auto& table = std::get<Table>(root.value);
  const auto at = std::find_if(table.begin(), table.end(),
                               [&](const Entry& entry) { return entry.key == key; });
  if (at == table.end()) return std::nullopt;
  Node node = std::move(at->node);
  table.erase(at);
  return node;
}

/// Tables key by key; anything else replaces what was there.
void lay_over(Node& base, const Node& layer) {
  auto* below = std::get_if<Table>(&base.value);
  const auto* above = std::get_if<Table>(&layer.value);
  if (below == nullptr || above == nullptr) {
    base = layer;
    return;
  }
  for (const auto& [key, node] : *above) {
    if (Node* known = find(*below, key))
      lay_over(*known, node);
    else
      below->emplace_back(key, node);
  }
}

/// A layer with its short forms written out, as those of what it is laid over are.
Node long_form(Node layer, const std::string& name) {
  if (!std::holds_alternative<Table>(layer.value)) refuse_value(name, "a table", layer);
  expand_methods(layer);
  expand_data(layer);
  return layer;
}

/// The profile that the overrides ask for is taken out of them.
std::optional<std::string> take_profile(std::vector<std::string>& overrides) {
  std::optional<std::string> profile;
  std::erase_if(overrides, [&](const std::string& text) {
    if (!text.starts_with(kProfileOverride)) return false;
    profile = text.substr(kProfileOverride.size());
    return true;
  });
  return profile;
}

/// Removes [profiles] and lays the wanted one over the rest.
void apply_profile(Node& root, const std::optional<std::string>& wanted) {
  const auto profiles = take(root, kProfiles);
  if (!profiles && !wanted) return;
  std::vector<std::string> known;
  if (profiles) {
    const auto* table = std::get_if<Table>(&profiles->value);
    if (table == nullptr) refuse_value(kProfiles, "tables, [profiles.<name>]", *profiles);
    for (const auto& [name, layer] : *table) {
      if (wanted == name) return lay_over(root, long_form(layer, fmt::format("profiles.{}", name)));
      known.push_back(name);
    }
  }
  if (wanted)
    refuse(fmt::format("profile={}: expected a profile of this file, found {}", *wanted,
                       known.empty() ? "none there" : "no such one"),
           root.place, nearest_hint(*wanted, known));
}

Experiment one_experiment(Node root, const fs::path& file, const std::string& digest,
                          std::vector<std::string> overrides) {
  apply_profile(root, take_profile(overrides));
  for (const auto& text : overrides) override_experiment(root, text);
  Experiment experiment = experiment_from(root, file.stem().string());
  experiment.file = fs::absolute(file);
  experiment.file_digest = digest;
  return experiment;
}

std::vector<Experiment> read_nested(const fs::path& file, std::span<const std::string> overrides,
                                    std::vector<fs::path> around);

/// parts = ["a.toml", ...]
std::vector<Experiment> read_files(const List& names, const Node& rest, const fs::path& file,
                                   std::span<const std::string> overrides,
                                   const std::vector<fs::path>& around) {
  if (const auto& others = std::get<Table>(rest.value); !others.empty())
    refuse(
        fmt::format("expected nothing beside parts that are files, found '{}'", others.front().key),
        others.front().node.place, "overrides on the command line reach all parts");
  std::vector<Experiment> all;
  for (const Node& name : names) {
    const auto* text = std::get_if<std::string>(&name.value);
    if (text == nullptr) refuse_value(kParts, "a file's name", name);
    for (auto& one : read_nested(file.parent_path() / *text, overrides, around))
      all.push_back(std::move(one));
  }
  return all;
}

/// Each [[parts]] table over the rest.
std::vector<Node> laid_over(const Node& root, const List& parts) {
  std::vector<Node> wholes;
  for (const Node& part : parts) lay_over(wholes.emplace_back(root), long_form(part, kParts));
  return wholes;
}

/// They hold for what the file says without profile and overrides.
void attach_published(const Node& published, const std::vector<Node>& wholes, const fs::path& file,
                      std::vector<Experiment>& experiments) {
  std::vector<Experiment> as_written;
  for (const Node& whole : wholes) as_written.push_back(one_experiment(whole, file, "", {}));
  auto results = read_published(published, as_written);
  for (std::size_t i = 0; i < experiments.size(); ++i)
    experiments[i].published = std::move(results[i]);
}

std::vector<Experiment> read_nested(const fs::path& file, std::span<const std::string> overrides,
                                    std::vector<fs::path> around) {
  if (!fs::exists(file))
    refuse("expected an experiment, found no such file", Place{file.string(), 0, 0},
           "xner run FILE.toml; the ones that come with xner are in toml/");
  const fs::path self = fs::weakly_canonical(file);
  if (std::find(around.begin(), around.end(), self) != around.end())
    refuse("expected parts, found a file that is a part of itself", Place{file.string(), 0, 0});
  around.push_back(self);

  Node root = long_form(read_toml(file), "");
  const std::string digest = fs::is_regular_file(file) ? sha256_file(file) : "";
  const auto parts = take(root, kParts);
  const auto* list = parts ? std::get_if<List>(&parts->value) : nullptr;
  if (parts && (list == nullptr || list->empty()))
    refuse_value(kParts, "a list of files or of tables, [[parts]]", *parts);
  if (list != nullptr && std::holds_alternative<std::string>(list->front().value))
    return read_files(*list, root, file, overrides, around);
  const auto published = take(root, kPublished);
  const std::vector<Node> wholes = list == nullptr ? std::vector{root} : laid_over(root, *list);
  std::vector<Experiment> all;
  for (const Node& whole : wholes)
    all.push_back(one_experiment(whole, file, digest, {overrides.begin(), overrides.end()}));
  if (published) attach_published(*published, wholes, file, all);
  return all;
}

}  // namespace

std::vector<Experiment> read_suite(const fs::path& file, std::span<const std::string> overrides) {
  return read_nested(file, overrides, {});
}

std::string suite_name(std::span<const Experiment> experiments, const fs::path& file) {
  const std::string& first = experiments.front().name;
  const bool is_common = std::all_of(experiments.begin(), experiments.end(),
                                     [&](const auto& one) { return one.name == first; });
  return is_common ? first : file.stem().string();
}

Experiment read_experiment(const fs::path& file, std::span<const std::string> overrides) {
  auto all = read_suite(file, overrides);
  if (all.size() > 1)
    refuse(fmt::format("expected one experiment, found {} parts", all.size()),
           Place{file.string(), 0, 0}, "`xner run` and `xner plan` take them together");
  return std::move(all.front());
}

}  // namespace xner::config
