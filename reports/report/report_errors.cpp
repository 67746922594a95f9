// The errors of a report: its sections, and what report.json has of them. See error_tables.hpp.
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "reports/report/error_tables.hpp"
#include "reports/runs/pooled_errors.hpp"
#include "reports/runs/statistics_json.hpp"

namespace xner::reports {
namespace {

using record::Json;
using score::ErrorAnalysis;

struct BucketTitle {
  const char* by;
  const char* title;
  const char* text;
};

constexpr BucketTitle kBuckets[] = {
    {"length", "Recall by entity length", "In percent, by the words of the entity."},
    {"sentence", "Recall by sentence length", "In percent, by the words of the entity's sentence."},
    {"surface", "Recall of seen and unseen entities",
     "In percent. Seen: the entity's words are an entity, of whatever type, in the source's "
     "training text."},
    {"pieces", "Recall by fragmentation",
     "In percent, by the wordpieces that a word of the entity has on average."}};

constexpr const char* kOutcomes =
    "In percent of the gold entities, over all targets together: mean ± sample standard deviation "
    "over seeds. Each entity counts once, by the entity of the other side that shares most words "
    "with it. type: boundaries right, type wrong; boundary: type right, boundaries wrong; both: "
    "both wrong; missed: nothing predicted shares a word with it. spurious: in percent of the "
    "predicted entities, those that share no word with a gold one.";

constexpr const char* kBoundaries =
    "Gold entities found with other boundaries, in percent of them, mean over seeds. split: "
    "several predictions overlap it; merged: its prediction overlaps several gold entities; else "
    "long, short, or shifted: what was predicted instead. start, end: which boundary is the wrong "
    "one.";

using Runs = std::span<const ErrorAnalysis>;

template <typename Count>
Json counts_of(Runs runs, Count count) {
  return to_json(statistics_over(
      runs, [&](const auto& run) { return std::optional(static_cast<double>(count(run))); }));
}

Json outcomes_json(Runs runs, std::array<std::int64_t, score::kOutcomes> ErrorAnalysis::*side) {
  Json json = Json::object();
  for (std::size_t i = 0; i < score::kOutcomes; ++i)
    json[std::string(score::outcome_name(static_cast<score::Outcome>(i)))] =
        counts_of(runs, [&](const auto& run) { return (run.*side)[i]; });
  return json;
}

Json boundaries_json(Runs runs) {
  Json json = Json::object();
  for (std::size_t i = 0; i < score::kBoundaries; ++i)
    json[std::string(score::boundary_name(static_cast<score::Boundary>(i)))] = counts_of(
        runs, [&](const auto& run) { return run.boundaries[0][i] + run.boundaries[1][i]; });
  json["start"] = counts_of(runs, [](const auto& run) { return run.start_only; });
  json["end"] = counts_of(runs, [](const auto& run) { return run.end_only; });
  json["start_and_end"] = counts_of(runs, [](const auto& run) { return run.start_and_end; });
  return json;
}

ErrorAnalysis together(Runs runs) {
  ErrorAnalysis sum;
  for (const ErrorAnalysis& run : runs) add(run, sum);
  return sum;
}

Json confusion_json(Runs runs) {
  const ErrorAnalysis all = together(runs);
  Json json = Json::array();
  for (const auto& cell : all.confusion) {
    const score::TypePair& types = cell.first;
    json.push_back({{"gold", or_null(types.first)},
                    {"predicted", or_null(types.second)},
                    {"count", counts_of(runs, [&](const auto& run) {
                       const auto at = run.confusion.find(types);
                       return at == run.confusion.end() ? 0 : at->second;
                     })}});
  }
  return json;
}

Json buckets_json(Runs runs) {
  const ErrorAnalysis all = together(runs);
  Json json = Json::array();
  for (const auto& bucket : all.buckets) {
    const auto value = [&](auto of_counts) {
      return to_json(statistics_over(runs, [&](const auto& run) -> std::optional<double> {
        const score::Counts* const counts = bucket_at(run, bucket.by, bucket.name);
        return counts == nullptr ? std::nullopt : of_counts(*counts);
      }));
    };
    const score::Counts* const first = bucket_at(runs.front(), bucket.by, bucket.name);
    json.push_back({{"by", bucket.by},
                    {"bucket", bucket.name},
                    {"number", first == nullptr ? 0 : first->gold},
                    {"precision", value([](const auto& counts) { return counts.precision(); })},
                    {"recall", value([](const auto& counts) { return counts.recall(); })},
                    {"f1", value([](const auto& counts) { return counts.f1(); })}});
  }
  return json;
}

}  // namespace

void add_errors(const Summary& summary, Document& document) {
  if (summary.scored == 0) return;
  Table outcomes = outcome_table(summary);
  if (outcomes.rows.empty()) {
    Section section{"Errors", {}};
    section.parts.emplace_back(Paragraph{
        "Not recorded", "the runs have no errors.json; xner run writes it with a score."});
    document.sections.push_back(std::move(section));
    return;
  }
  document.add_table("Errors", kOutcomes, std::move(outcomes));
}

void add_error_details(const Summary& summary, Document& document) {
  for (const BucketTitle& title : kBuckets)
    document.add_table(title.title, title.text, recall_table(summary, title.by), true);
  document.add_table("Boundary errors", kBoundaries, boundary_table(summary), true);
  Table confusion = confusion_table(summary);
  const std::string chosen =
      confusion.bands.size() < kMostConfusions
          ? ""
          : fmt::format(", of at most {} methods, those with the highest F1", kMostConfusions);
  document.add_table("Confused types",
                     fmt::format("Gold entities by the type predicted for them, mean number over "
                                 "seeds{}. none: missed, and spurious in the last row.",
                                 chosen),
                     std::move(confusion), true);
}

Json group_errors_to_json(const Group& group) {
  std::vector<ErrorAnalysis> runs;
  for (const auto& errors : group.errors)
    if (errors) runs.push_back(*errors);
  if (runs.empty()) return nullptr;
  return {{"runs", runs.size()},
          {"gold", outcomes_json(runs, &ErrorAnalysis::gold)},
          {"predicted", outcomes_json(runs, &ErrorAnalysis::predicted)},
          {"boundaries", boundaries_json(runs)},
          {"confusion", confusion_json(runs)},
          {"buckets", buckets_json(runs)}};
}

}  // namespace xner::reports
