// See experiment.hpp. One function a table; keys are read in the order of the documentation.
#include "harness/config/experiment.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

#include <fmt/format.h>

#include "harness/base/nearest.hpp"
#include "harness/base/utf8.hpp"
#include "harness/config/reader.hpp"
#include "harness/config/shorthands.hpp"

namespace xner::config {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void refuse(const std::string& message, const Place& place, std::string hint = {}) {
  throw Error(ErrorKind::kUsage, message, place, std::move(hint));
}

/// Relative paths belong to the file that says them; typed ones to the current folder.
std::string absolute_path(const std::string& path, const Place& place) {
  const fs::path base =
      place.file == kCommandLine ? fs::path() : fs::path(place.file).parent_path();
  return fs::absolute(base / path).lexically_normal().string();
}

/// Names become folders of the run tree.
void check_folder_name(const std::string& name, std::string_view what, const Place& place) {
  const bool good =
      !name.empty() && name.front() != '.' && name.size() <= 100 &&
      std::all_of(name.begin(), name.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
      });
  if (!good)
    refuse(fmt::format("{}: expected letters, digits, '_', '-' and '.', found '{}'", what,
                       shortened(name)),
           place);
}

/// Everything else names a corpus of a descriptor.
bool is_path(std::string_view reference) {
  return reference.starts_with("/") || reference.starts_with("./") || reference.starts_with("../");
}

std::optional<CorpusChoice> read_corpus(TableReader& table, std::string_view key) {
  const auto reference = table.text(key);
  if (!reference) return std::nullopt;
  if (is_path(*reference))
    return CorpusChoice{absolute_path(*reference, table.place(key)), table.place(key)};
  check_segments(*reference, 3, "\"<family>/<part>/<split>\" or a path that begins with '/' or '.'",
                 table.full_name(key), table.place(key));
  return CorpusChoice{*reference, table.place(key)};
}

/// "part" of a table gives the splits that it does not name itself.
std::optional<CorpusChoice> read_part(TableReader& table) {
  const auto part = table.text("part");
  if (!part) return std::nullopt;
  check_segments(*part, 2, "\"<family>/<part>\"", table.full_name("part"), table.place("part"));
  if (is_path(*part))
    refuse(fmt::format("{}: expected \"<family>/<part>\", found the path '{}'",
                       table.full_name("part"), shortened(*part)),
           table.place("part"), "name the files themselves: train, dev, test");
  return CorpusChoice{*part, table.place("part")};
}

CorpusChoice split_of(const CorpusChoice& part, std::string_view split) {
  return {fmt::format("{}/{}", part.reference, split), part.place};
}

/// A value, or a list of different ones: a sweep. Empty if the key is absent.
std::vector<std::int64_t> read_swept(TableReader& table, std::string_view key, Range range) {
  const Node* node = table.take(key);
  if (node == nullptr) return {};
  if (!std::holds_alternative<List>(node->value)) return {table.integer(key, range).value()};
  auto values = table.integers(key, range).value();
  if (values.empty())
    refuse(
        fmt::format("{}: expected at least one value, found an empty list", table.full_name(key)),
        table.place(key));
  if (std::set(values.begin(), values.end()).size() != values.size())
    refuse(fmt::format("{}: expected different values, found one twice", table.full_name(key)),
           table.place(key));
  return values;
}

bool is_list(const TableReader& table, std::string_view key) {
  const Node* node = find(table.entries(), key);
  return node != nullptr && std::holds_alternative<List>(node->value);
}

Source read_source(const Node& node) {
  TableReader table(node, "data.source");
  Source source;
  const auto part = read_part(table);
  const auto train = read_corpus(table, "train");
  const auto dev = read_corpus(table, "dev");
  if (!part && !train)
    refuse("data.source: expected 'train', found none", node.place,
           "or part = \"<family>/<part>\" for its train and dev");
  source.train = train ? *train : split_of(*part, "train");
  source.dev = dev;
  if (!dev && part) source.dev = split_of(*part, "dev");
  const auto sizes = read_swept(table, "size", {1, 1e15});
  if (is_list(table, "size"))
    source.sizes = sizes;
  else if (!sizes.empty())
    source.size = sizes.front();
  const auto seeds = read_swept(table, "sample_seed", {0, 9e18});
  if (is_list(table, "sample_seed"))
    source.sample_seeds.assign(seeds.begin(), seeds.end());
  else if (!seeds.empty())
    source.sample_seed = static_cast<std::uint64_t>(seeds.front());
  table.finish();
  return source;
}

/// Paths as those of corpora; others are below the data root.
std::map<std::string, FileChoice> read_files(const Node& node, const std::string& path,
                                             const fs::path& data_root) {
  TableReader table(node, path);
  std::map<std::string, FileChoice> files;
  for (const auto& [key, value] : table.entries()) {
    const std::string file = table.text(key).value();
    if (file.empty()) refuse_value(table.full_name(key), "the path of a file", value);
    files[key] = {is_path(file) ? absolute_path(file, value.place)
                                : (data_root / file).lexically_normal().string(),
                  value.place};
  }
  return files;
}

Target read_target(const std::string& name, const Node& node, const fs::path& data_root) {
  TableReader table(node, "data.targets." + name);
  Target target;
  target.name = name;
  const auto part = read_part(table);
  const auto test = read_corpus(table, "test");
  if (!part && !test)
    refuse(fmt::format("data.targets.{}: expected 'test', found none", shortened(name)), node.place,
           "or part = \"<family>/<part>\" for its test and dev");
  target.test = test ? *test : split_of(*part, "test");
  target.dev = read_corpus(table, "dev");
  if (!target.dev && part) target.dev = split_of(*part, "dev");
  target.unlabelled = read_corpus(table, "unlabelled");
  target.unlabelled_size = table.integer("unlabelled_size", {1, 1e15});
  if (target.unlabelled_size && !target.unlabelled)
    refuse(fmt::format("{}: expected 'unlabelled' beside it, found none",
                       table.full_name("unlabelled_size")),
           table.place("unlabelled_size"));
  target.translations = read_corpus(table, "translations");
  if (const Node* files = table.take("files"))
    target.files = read_files(*files, table.full_name("files"), data_root);
  table.finish();
  check_folder_name(name, "a target's name", node.place);
  return target;
}

Json scalar_json(const Node& node, const std::string& name) {
  if (const auto* list = std::get_if<List>(&node.value)) {
    Json values = Json::array();
    for (const Node& element : *list) values.push_back(scalar_json(element, name));
    return values;
  }
  if (const auto* b = std::get_if<bool>(&node.value)) return *b;
  if (const auto* i = std::get_if<std::int64_t>(&node.value)) return *i;
  if (const auto* d = std::get_if<double>(&node.value)) return *d;
  if (const auto* s = std::get_if<std::string>(&node.value)) return *s;
  refuse_value(name, "a value", node);
}

void read_data(const Node* node, const Place& file, bool targets_wanted, Experiment& experiment) {
  if (node == nullptr) refuse("expected a [data] table, found none", file);
  TableReader table(*node, "data");
  const auto root = table.text("root");
  const char* const common = std::getenv("XNER_DATA");
  if (root) {
    experiment.data_root = absolute_path(*root, table.place("root"));
  } else {
    experiment.data_root =
        fs::absolute(common != nullptr && *common != '\0' ? common : "data").lexically_normal();
  }
  const Node* source = table.take("source");
  if (source == nullptr)
    refuse("data: expected 'source', found none", node->place, "e.g. source = \"wikiann/en\"");
  experiment.source = read_source(*source);
  const Node* targets = table.take("targets");
  if (!targets_wanted && targets == nullptr) return table.finish();
  const auto* entries = targets == nullptr ? nullptr : std::get_if<Table>(&targets->value);
  if (entries == nullptr || entries->empty())
    refuse("data: expected at least one target, found none",
           targets == nullptr ? node->place : targets->place, "e.g. targets = [\"wikiann/de\"]");
  for (const auto& [name, target] : *entries)
    experiment.targets.push_back(read_target(name, target, experiment.data_root));
  table.finish();
}

void check_source_dev(const Experiment& experiment) {
  const auto& selectors = experiment.selectors;
  const bool needed =
      std::find(selectors.begin(), selectors.end(), "best_source_dev") != selectors.end();
  if (needed && !experiment.source.dev)
    refuse("selector 'best_source_dev': expected 'dev' in data.source, found none",
           experiment.source.train.place);
}

void read_methods(TableReader& top, const Place& file, Experiment& experiment) {
  const Node* node = top.take("methods");
  const auto* tables = node == nullptr ? nullptr : std::get_if<Table>(&node->value);
  if (tables == nullptr || tables->empty())
    refuse("expected at least one method, found none", node == nullptr ? file : node->place,
           "e.g. methods = [\"wu_dredze\"]; `xner list methods` shows them");
  for (const auto& [name, table] : *tables) {
    check_folder_name(name, "a method's name", table.place);
    experiment.methods.push_back(name);
    experiment.method_tables[name] = read_open_table(table, "methods." + name);
  }
}

void read_seeds(TableReader& top, Experiment& experiment) {
  const auto seeds = top.integers("seeds", {0, 9e18});
  if (!seeds) return;
  if (seeds->empty())
    refuse("seeds: expected at least one, found an empty list", top.place("seeds"));
  if (std::set(seeds->begin(), seeds->end()).size() != seeds->size())
    refuse("seeds: expected different numbers, found one twice", top.place("seeds"));
  experiment.seeds.assign(seeds->begin(), seeds->end());
}

void read_selectors(TableReader& top, Experiment& experiment) {
  const std::vector<std::string> known(std::begin(kSelectors), std::end(kSelectors));
  const auto check = [&known, &top](const std::string& name, std::string_view key) {
    if (std::find(known.begin(), known.end(), name) == known.end())
      refuse(fmt::format("{}: unknown selector '{}'", key, shortened(name)), top.place(key),
             nearest_hint(name, known));
  };
  if (const auto selector = top.text("selector")) {
    check(*selector, "selector");
    experiment.selector = *selector;
  }
  experiment.selectors = {experiment.selector};
  if (const auto selectors = top.texts("selectors")) {
    for (const auto& name : *selectors) {
      check(name, "selectors");
      auto& all = experiment.selectors;
      if (std::find(all.begin(), all.end(), name) == all.end()) all.push_back(name);
    }
  }
}

void read_encoder(TableReader& top, const Place& file, Experiment& experiment) {
  const auto encoder = top.text("encoder");
  if (!encoder || encoder->empty())
    refuse("expected 'encoder', found none", file,
           "a Hugging Face folder, \"hf:<repository>\" or \"random-tiny\"");
  constexpr std::string_view kRandom = "random:";
  experiment.encoder_place = top.place("encoder");
  if (encoder->starts_with(kRandom)) {
    experiment.encoder = std::string(kRandom) +
                         absolute_path(encoder->substr(kRandom.size()), experiment.encoder_place);
  } else if (encoder->starts_with("hf:") || *encoder == "random-tiny" ||
             *encoder == "random-tiny-64") {
    experiment.encoder = *encoder;
  } else {
    experiment.encoder = absolute_path(*encoder, experiment.encoder_place);
  }
}

void read_sweep(const Node* node, Experiment& experiment) {
  if (node == nullptr) return;
  TableReader table(*node, "sweep");
  if (const auto choose = table.text("choose")) {
    if (*choose != "source_dev")
      refuse(fmt::format("sweep.choose: expected \"source_dev\", found '{}'", shortened(*choose)),
             table.place("choose"), "without it the report shows every configuration");
    if (!experiment.source.dev)
      refuse("sweep.choose = \"source_dev\": expected 'dev' in data.source, found none",
             table.place("choose"));
    experiment.sweep.choose = *choose;
  }
  table.finish();
}

void read_limits(const Node* node, Limits& limits) {
  if (node == nullptr) return;
  TableReader table(*node, "limits");
  const Range positive{0, 1e9};
  limits.stage_seconds = table.number("stage_seconds", positive).value_or(limits.stage_seconds);
  limits.no_progress_seconds =
      table.number("no_progress_seconds", positive).value_or(limits.no_progress_seconds);
  limits.memory_gib = table.number("memory_gib", positive).value_or(limits.memory_gib);
  limits.checkpoint_seconds =
      table.number("checkpoint_seconds", positive).value_or(limits.checkpoint_seconds);
  table.finish();
}

}  // namespace

OpenTable read_open_table(const Node& node, const std::string& path) {
  const TableReader table(node, path);
  OpenTable open;
  open.place = node.place;
  for (const auto& [key, value] : table.entries()) {
    open.values[key] = scalar_json(value, table.full_name(key));
    open.places[key] = value.place;
  }
  return open;
}

Experiment experiment_from(const Node& given, const std::string& name, bool targets_wanted) {
  Node root = given;
  expand_methods(root);
  expand_data(root);
  Experiment experiment;
  TableReader top(root, "");
  experiment.name = top.text("name").value_or(name);
  check_folder_name(experiment.name, "name", top.place("name"));
  read_encoder(top, root.place, experiment);
  read_seeds(top, experiment);
  read_selectors(top, experiment);
  read_methods(top, root.place, experiment);
  read_data(top.take("data"), root.place, targets_wanted, experiment);
  check_source_dev(experiment);
  experiment.training.place = root.place;
  if (const Node* training = top.take("training"))
    experiment.training = read_open_table(*training, "training");
  read_sweep(top.take("sweep"), experiment);
  read_limits(top.take("limits"), experiment.limits);
  top.finish();
  return experiment;
}

}  // namespace xner::config
