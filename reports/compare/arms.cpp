// See arms.hpp.
#include "reports/compare/arms.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "reports/runs/names.hpp"
#include "reports/runs/run_counts.hpp"
#include "reports/runs/summary.hpp"

namespace xner::reports {
namespace fs = std::filesystem;
namespace {

using record::FoundRun;
using record::RunRecord;

/// One run's counts, before the row they belong to is known to be whole.
struct LoadedRun {
  std::uint64_t seed = 0;
  record::CountsTable table;
  fs::path folder{};
};

score::RunCounts one_type(const record::CountsTable& table, const std::string& type) {
  score::RunCounts run(table.sentences);
  const auto at = std::lower_bound(table.types.begin(), table.types.end(), type);
  if (at == table.types.end() || *at != type) return run;
  const auto t = static_cast<std::size_t>(at - table.types.begin());
  for (std::size_t s = 0; s < table.sentences; ++s) {
    const auto& [gold, predicted, correct] = table.counts[s * table.types.size() + t];
    run[s] = {gold, predicted, correct};
  }
  return run;
}

ArmRuns arm_of(std::vector<LoadedRun> loaded) {
  std::sort(loaded.begin(), loaded.end(),
            [](const LoadedRun& a, const LoadedRun& b) { return a.seed < b.seed; });
  ArmRuns arm;
  for (const LoadedRun& run : loaded) {
    arm.seeds.push_back(run.seed);
    arm.folders.push_back(run.folder);
    arm.runs.push_back(all_types(run.table));
    for (const std::string& type : run.table.types) arm.types[type];
  }
  for (auto& [type, runs] : arm.types)
    for (const LoadedRun& run : loaded) runs.push_back(one_type(run.table, type));
  return arm;
}

/// What all runs of a row have in common, by name; the first of two that differ is in the message.
record::Json common_facts(const RunRecord& run) {
  record::Json facts{
      {"encoder", run.encoder}, {"selector", run.selector}, {"score", run.signature}};
  for (const auto* more : {&run.conditions, &run.departures})
    if (more->is_object())
      for (const auto& [name, value] : more->items()) facts[name] = value;
  return facts;
}

void check_alike(const FoundRun& first, const FoundRun& run) {
  const record::Json before = common_facts(*first.record), now = common_facts(*run.record);
  if (before == now) return;
  std::string names;
  for (const UnequalFact& fact : unequal_facts(before, now))
    names += (names.empty() ? "" : ", ") + fact.name;
  throw Error(ErrorKind::kData,
              fmt::format("expected runs that differ in the seed alone; {} and {} differ in {}",
                          first.folder.string(), run.folder.string(), names),
              {}, "compare folders that hold one configuration each");
}

struct Row {
  const FoundRun* first = nullptr;
  std::vector<LoadedRun> loaded;
};

void add_run(const FoundRun& run, Row& row) {
  if (row.first == nullptr) row.first = &run;
  check_alike(*row.first, run);
  const std::uint64_t seed = run.record->id.seed;
  for (const LoadedRun& other : row.loaded)
    if (other.seed == seed)
      throw Error(
          ErrorKind::kUsage,
          fmt::format("seed {} of {} on {} is there twice: {}", seed, method_name(run.record->id),
                      run.record->id.target, run.folder.string()),
          {}, "name a folder that holds one experiment");
  row.loaded.push_back({seed, read_counts(run.folder, run.record->score->overall), run.folder});
}

}  // namespace

std::map<std::string, std::vector<FoundRun>> runs_by_method(const fs::path& folder) {
  std::map<std::string, std::vector<FoundRun>> methods;
  for (FoundRun& run : record::find_runs(folder))
    methods[run.record ? method_name(run.record->id) : ""].push_back(std::move(run));
  return methods;
}

Side load_side(std::string name, std::span<const FoundRun> runs) {
  Side side{std::move(name), {}, {}};
  std::map<RowKey, Row> rows;
  for (const FoundRun& run : runs) {
    if (!run.record) {
      side.notes.push_back(run.problem);
      continue;
    }
    const record::RunId& id = run.record->id;
    if (run.record->ok())
      add_run(run, rows[{source_name(id), id.target}]);
    else
      side.notes.push_back(
          fmt::format("{} on {}, seed {}, failed and is left out", side.name, id.target, id.seed));
  }
  for (auto& [key, row] : rows) {
    ArmRuns& arm = side.rows[key] = arm_of(std::move(row.loaded));
    const RunRecord& record = *row.first->record;
    arm.signature = record.signature;
    arm.encoder = record.encoder;
    arm.random_weights = record.random_weights;
    arm.conditions = common_facts(record);
    arm.conditions.erase("score");
    if (record.swept.is_object())  // in the name already
      for (const auto& item : record.swept.items()) arm.conditions.erase(item.key());
  }
  if (side.rows.empty())
    throw Error(ErrorKind::kUsage, fmt::format("{} has no scored run to compare", side.name));
  return side;
}

// The signature names the gold file by its digest, the types, and the rules of counting.
void check_same_test(const std::string& row, const ArmRuns& a, const std::string& a_name,
                     const ArmRuns& b, const std::string& b_name, const std::string& hint) {
  if (!a.signature.empty() && !b.signature.empty() && a.signature != b.signature)
    throw Error(ErrorKind::kData,
                fmt::format("{}: expected scores of one test set, found\n  {} of {}\n  {} of {}",
                            row, a.signature, a_name, b.signature, b_name),
                {}, hint);
  try {
    score::check_comparable(a.runs, b.runs, a_name, b_name);
  } catch (const Error& error) {
    throw Error(error.kind(), fmt::format("{}: {}", row, error.message()), error.place(), hint);
  }
}

std::vector<UnequalFact> unequal_facts(const record::Json& a, const record::Json& b) {
  std::set<std::string> names;
  for (const auto* facts : {&a, &b})
    for (const auto& item : facts->items()) names.insert(item.key());
  std::vector<UnequalFact> unequal;
  for (const auto& name : names) {
    UnequalFact fact{name, a.value(name, record::Json()), b.value(name, record::Json())};
    if (fact.a != fact.b) unequal.push_back(std::move(fact));
  }
  return unequal;
}

Side predicted_side(const score::ColumnFile& gold, score::ColumnFile predicted) {
  Side side{predicted.name, {}, {}};
  score::Alignment aligned = score::align(gold, std::move(predicted));
  if (aligned.differing_words > 0)
    side.notes.push_back(fmt::format("{} words of {} are not those of the gold file; first {}",
                                     aligned.differing_words, side.name, aligned.first_difference));
  std::vector<score::SentenceLabels> sentences;
  for (const auto& sentence : aligned.file.sentences)
    sentences.push_back({sentence.gold, sentence.labels});
  const score::Score scored = score::score_conlleval(sentences);
  std::vector<LoadedRun> loaded;
  loaded.push_back({0, record::counts_table(scored)});
  ArmRuns& arm = side.rows[{"", gold.name}] = arm_of(std::move(loaded));
  arm.signature = score::signature(scored, {"conlleval", "", gold.digest, ""});
  arm.folders.clear();
  arm.file = std::make_shared<const score::ColumnFile>(std::move(aligned.file));
  return side;
}

}  // namespace xner::reports
