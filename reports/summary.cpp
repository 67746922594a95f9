// See summary.hpp.
#include "reports/summary.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/amounts.hpp"
#include "harness/base/error.hpp"
#include "reports/choice.hpp"
#include "reports/group_counts.hpp"

namespace xner::reports {
namespace fs = std::filesystem;
namespace {

using record::Json;
using record::RunId;
using record::RunRecord;

template <typename Value>
Statistics over(const std::vector<score::Counts>& runs, Value value) {
  std::vector<double> values;
  for (const auto& counts : runs)
    if (const auto defined = value(counts)) values.push_back(*defined);
  return statistics(values);
}

/// A score that its own counts contradict is none.
void hold_to_counts(const fs::path& folder, RunData& run) {
  if (!run.record->ok() || !fs::exists(folder / record::kCountsFile)) return;
  try {
    static_cast<void>(read_counts(folder, run.record->score->overall));
  } catch (const Error& error) {
    run.problem = fmt::format("left out: {}", error.what());
    run.record.reset();
  }
}

void read_side_files(const fs::path& folder, RunData& run) {
  try {
    if (const auto file = folder / record::kEnvironmentFile; fs::exists(file))
      run.environment = record::read_json(file);
    if (const auto file = folder / record::kSpeedFile; fs::exists(file))
      run.speed = record::speed_from_json(record::read_json(file), file);
    run.errors = record::read_errors(folder);
  } catch (const Error& error) {
    run.problem = error.what();
  }
}

std::string text_of(const Json& json, const char* name) {
  const auto at = json.is_object() ? json.find(name) : json.end();
  return json.is_object() && at != json.end() && at->is_string() ? at->get<std::string>()
                                                                 : std::string();
}

double number_of(const Json& json, const char* name) {
  const auto at = json.is_object() ? json.find(name) : json.end();
  return json.is_object() && at != json.end() && at->is_number() ? at->get<double>() : 0;
}

std::string machine_of(const Json& environment) {
  const Json host =
      environment.is_object() ? environment.value("host", Json::object()) : Json::object();
  std::vector<std::string> parts;
  if (const auto model = text_of(host, "cpu_model"); !model.empty()) parts.push_back(model);
  if (const double cores = number_of(host, "cores"); cores > 0)
    parts.push_back(fmt::format("{:.0f} core{}", cores, cores == 1 ? "" : "s"));
  if (const double bytes = number_of(host, "memory_bytes"); bytes > 0)
    parts.push_back(bytes_text(static_cast<std::int64_t>(bytes)));
  for (const Json& gpu : host.is_object() ? host.value("gpus", Json::array()) : Json::array())
    parts.push_back("GPU " + text_of(gpu, "name"));
  if (const auto os = text_of(host, "os"); !os.empty()) parts.push_back(os);
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// Everything but the seed that makes two runs comparable.
auto group_key(const RunRecord& run) {
  return std::tuple(run.id.method, run.id.variant, run.id.source, size_order(run.id.size),
                    run.id.size, run.id.target, run.encoder, run.selector, run.departures.dump(),
                    run.conditions.dump(), run.choose);
}

bool same_name(const Group& a, const Group& b) {
  return a.id.method == b.id.method && a.id.variant == b.id.variant && a.id.source == b.id.source &&
         a.id.size == b.id.size && a.id.target == b.id.target;
}

/// Two rows of one name are runs of different conditions: each says what is its own.
void tell_apart(std::vector<Group>& groups) {
  for (Group& group : groups)
    for (const Group& other : groups) {
      if (!same_name(group, other) || !group.conditions.is_object()) continue;
      for (const auto& [name, value] : group.conditions.items())
        if (other.conditions.value(name, Json()) != value && !group.departures.contains(name))
          group.distinct[name] = value;
    }
}

void add_run(const RunRecord& run, const RunData& data, Group& group) {
  if (!run.ok()) {
    group.failed.push_back({run.id.seed, *run.failure});
    return;
  }
  group.seeds.push_back(run.id.seed);
  group.folders.push_back(data.path);
  group.errors.push_back(data.errors);
  group.scores.runs.push_back(run.score->overall);
  for (const auto& [type, counts] : run.score->types) group.types[type].runs.push_back(counts);
  if (const auto at = run.selectors.find(run.selector);
      at != run.selectors.end() && at->second.source_dev_f1)
    group.source_dev.push_back(*at->second.source_dev_f1);
  for (const auto& [name, selector] : run.selectors)
    group.selectors[name].runs.push_back(selector.overall);
  group.silent += is_silent(run.score->overall) ? 1 : 0;
  group.malformed_gold = std::max(group.malformed_gold, run.score->malformed_gold);
  group.malformed_predicted += run.score->malformed_predicted;
  group.words_without_piece = std::max(group.words_without_piece, run.words_without_piece);
  if (!run.signature.empty()) group.signatures.insert(run.signature);
}

/// Whether the group has a run of this seed already, scored or failed.
bool has_seed(const Group& group, std::uint64_t seed) {
  return std::ranges::find(group.seeds, seed) != group.seeds.end() ||
         std::ranges::find(group.failed, seed, &FailedRun::seed) != group.failed.end();
}

std::string repeated_text(const std::vector<std::string>& folders) {
  const bool one = folders.size() == 1;
  return fmt::format(
      "left out: {} run{} of a seed that {} row has from another folder, first {}; name the "
      "folders of several experiments one by one",
      folders.size(), one ? "" : "s", one ? "its" : "their", folders.front());
}

void add_measurement(const record::Measurement& row, Throughput& sum) {
  const auto counter = [&](const char* name) {
    const auto at = row.counters.find(name);
    return at == row.counters.end() ? 0.0 : at->second;
  };
  if (row.name.starts_with("train/")) {
    sum.train_seconds += row.real_seconds;
    sum.train_steps += static_cast<double>(row.iterations);
    sum.train_sentences += counter("sentences");
    sum.train_words += counter("words");
    sum.train_pieces += counter("wordpieces");
  } else if (row.name.starts_with("predict/")) {
    sum.predict_seconds += row.real_seconds;
    sum.predict_sentences += counter("sentences");
    sum.predict_words += counter("words");
    sum.predict_pieces += counter("wordpieces");
  } else if (row.name.starts_with("stage/")) {
    sum.peak_memory = std::max(sum.peak_memory, counter("peak_memory_bytes"));
    sum.peak_device_memory = std::max(sum.peak_device_memory, counter("peak_device_memory_bytes"));
    sum.concurrent = std::max(sum.concurrent, static_cast<std::int64_t>(counter("concurrent")));
    sum.reused = sum.reused || counter("reused") != 0;
  }
}

std::vector<Throughput> throughput_of(const std::vector<RunData>& runs) {
  using Key = std::tuple<std::string, std::string, std::string, std::int64_t, std::string>;
  std::map<Key, Throughput> sums;
  std::map<Key, std::set<std::string>> seen;
  for (const RunData& run : runs) {
    if (!run.record || run.speed.empty()) continue;
    const RunId& id = run.record->id;
    const Key key{id.method, id.variant, id.source, size_order(id.size), id.size};
    sums[key].id = id;
    sums[key].experiment = run.record->experiment;
    for (const auto& row : run.speed)
      if (seen[key].insert(row.name).second) add_measurement(row, sums[key]);
  }
  std::vector<Throughput> rows;
  for (auto& [key, sum] : sums) rows.push_back(std::move(sum));
  return rows;
}

void check_signatures(Summary& summary) {
  for (const Group& group : summary.groups)
    if (group.signatures.size() > 1)
      summary.problems.push_back(fmt::format(
          "{} on {}: its runs have different signatures, so their mean compares unlike scores: {}",
          method_name(group.id), group.id.target, fmt::join(group.signatures, " and ")));
}

}  // namespace

Statistics statistics(const std::vector<double>& values) {
  Statistics result;
  result.n = static_cast<std::int64_t>(values.size());
  if (values.empty()) return result;
  const auto n = static_cast<double>(values.size());
  result.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  if (values.size() < 2) return result;
  double squares = 0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  result.deviation = std::sqrt(squares / (n - 1));
  return result;
}

Statistics Scores::precision() const {
  return over(runs, [](const auto& counts) { return counts.precision(); });
}
Statistics Scores::recall() const {
  return over(runs, [](const auto& counts) { return counts.recall(); });
}
Statistics Scores::f1() const {
  return over(runs, [](const auto& counts) { return counts.f1(); });
}

std::string method_name(const RunId& id) {
  return id.variant == "base" ? id.method : id.method + "/" + id.variant;
}

std::int64_t size_order(const std::string& size) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), number);
  return error == std::errc() && end == size.data() + size.size() ? number : INT64_MAX;
}

std::string source_name(const RunId& id) { return id.source + "-" + id.size; }

std::string maker_of(const record::Json& environment) {
  const record::Json xner = environment.value("xner", record::Json::object());
  if (!xner.is_object()) return "";
  const record::Json version = xner.value("version", record::Json("")),
                     commit = xner.value("commit", record::Json(""));
  std::string text = version.is_string() ? version.get<std::string>() : "";
  if (commit.is_string() && !commit.get<std::string>().empty())
    text += fmt::format(" ({}{})", commit.get<std::string>().substr(0, 12),
                        xner.contains("dirty") && xner["dirty"] == true ? ", changed" : "");
  return text;
}

std::vector<RunData> load_runs(const fs::path& experiment) {
  std::vector<RunData> runs;
  for (record::FoundRun& found : record::find_runs(experiment)) {
    RunData& run = runs.emplace_back();
    run.folder = found.folder.lexically_relative(experiment);
    run.path = found.folder;
    run.record = std::move(found.record);
    run.problem = std::move(found.problem);
    if (run.record) hold_to_counts(found.folder, run);
    if (run.record) read_side_files(found.folder, run);
  }
  return runs;
}

Summary summarise(const std::vector<RunData>& runs, const std::string& experiment) {
  Summary summary;
  summary.experiment = experiment;
  std::map<decltype(group_key(std::declval<RunRecord>())), Group> groups;
  std::vector<std::string> repeated;  // folders of a seed that its row has already
  for (const RunData& run : runs) {
    if (!run.problem.empty()) summary.problems.push_back(run.problem);
    if (!run.record) continue;
    const RunRecord& record = *run.record;
    if (!record.experiment.empty()) summary.experiment = record.experiment;
    Group& group = groups[group_key(record)];
    if (group.seeds.empty() && group.failed.empty()) {
      group.id = record.id;
      group.experiment = record.experiment;
      group.encoder = record.encoder;
      group.random_weights = record.random_weights;
      group.selector = record.selector;
      group.source_train = record.source_train;
      group.target_test = record.target_test;
      group.departures = record.departures;
      group.conditions = record.conditions;
      group.swept = record.swept;
      group.choose = record.choose;
    }
    if (has_seed(group, record.id.seed)) {
      repeated.push_back(run.folder.string());
      continue;
    }
    add_run(record, run, group);
    ++(record.ok() ? summary.scored : summary.failed);
    if (const auto machine = machine_of(run.environment); !machine.empty())
      summary.machines.insert(machine);
    if (const auto maker = maker_of(run.environment); !maker.empty()) summary.makers.insert(maker);
    if (const auto command = text_of(run.environment, "command"); !command.empty())
      summary.commands.insert(command);
    if (const auto at = run.environment.find("numeric_class"); at != run.environment.end())
      summary.numeric_classes.insert(*at);
  }
  if (!repeated.empty()) summary.problems.push_back(repeated_text(repeated));
  summary.experiments = {summary.experiment};
  for (auto& [key, group] : groups) summary.groups.push_back(std::move(group));
  tell_apart(summary.groups);
  summary.throughput = throughput_of(runs);
  check_signatures(summary);
  choose_on_source_dev(summary);
  return summary;
}

}  // namespace xner::reports
