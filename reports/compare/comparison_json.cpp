// See comparison.hpp: the comparison for programs.
#include <cmath>

#include "reports/compare/comparison.hpp"
#include "reports/runs/statistics_json.hpp"

namespace xner::reports {
namespace {

using record::Json;
using score::CombinedTest;

Json test_json(const score::MeanTest& test) {
  return {{"difference", test.difference}, {"low", test.interval.low},
          {"high", test.interval.high},    {"standard_error", test.standard_error},
          {"freedom", test.freedom},       {"p", test.p}};
}

Json optional_json(const std::optional<score::MeanTest>& test) {
  return test ? test_json(*test) : Json();
}

Json bootstrap_json(const score::BootstrapTest& test) {
  return {{"difference", test.difference},
          {"low", test.interval.low},
          {"high", test.interval.high},
          {"standard_error", std::sqrt(test.variance)},
          {"p", test.p}};
}

Json side_json(const std::vector<std::uint64_t>& seeds, const std::vector<double>& f1) {
  return {{"seeds", seeds}, {"f1", f1}, {"mean", score::mean(f1)}};
}

Json combined_json(const CombinedTest& test) {
  Json json = test_json(test);
  json["speaks_of"] = test.scope == score::Scope::kMethods ? "methods" : "models";
  json["variance"] = {{"seeds_a", test.seeds_a.value},
                      {"seeds_b", test.seeds_b.value},
                      {"sentences", test.sentences.value}};
  return json;
}

Json target_json(const TargetComparison& row, double level) {
  Json json = combined_json(row.test);
  json["source"] = row.source;
  json["target"] = row.target;
  json["sentences"] = row.sentences;
  json["gold"] = row.gold;
  json["a"] = side_json(row.seeds_a, row.f1_a);
  json["b"] = side_json(row.seeds_b, row.f1_b);
  json["p_holm"] = row.p_holm;
  json["detectable"] = row.detectable;
  json["seeds_to_see"] = or_null(score::seeds_to_see(row.test, row.test.difference, level));
  json["welch"] = optional_json(row.welch);
  json["paired_by_seed"] = optional_json(row.paired);
  json["randomization"] = {{"difference", row.randomization.difference},
                           {"p", row.randomization.p}};
  json["bootstrap"] = bootstrap_json(row.bootstrap);
  json["superiority"] = {{"probability", row.superiority.probability},
                         {"low", row.superiority.interval.low},
                         {"high", row.superiority.interval.high}};
  json["types"] = Json::array();
  for (const TypeComparison& type : row.types) {
    Json of_type = combined_json(type.test);
    of_type["type"] = type.type;
    of_type["gold"] = type.gold;
    of_type["a"] = type.f1_a;
    of_type["b"] = type.f1_b;
    of_type["p_exploratory"] = type.p_exploratory;
    json["types"].push_back(std::move(of_type));
  }
  return json;
}

template <class Row>
Json list_of(const std::vector<Row>& rows) {
  Json list = Json::array();
  for (const Row& row : rows) list.push_back(to_json(row));
  return list;
}

}  // namespace

Json comparison_to_json(const Comparison& comparison) {
  const double level = comparison.setting.alpha / static_cast<double>(comparison.targets.size());
  Json json{{"schema", kComparisonSchema},
            {"a", comparison.a},
            {"b", comparison.b},
            {"alpha", comparison.setting.alpha},
            {"resamples", comparison.setting.resamples},
            {"seed", comparison.setting.seed},
            {"better", comparison.better},
            {"worse", comparison.worse},
            {"conclusions", conclusions(comparison)},
            {"notes", comparison.notes},
            {"targets", Json::array()},
            {"means", Json::array()}};
  for (const TargetComparison& row : comparison.targets)
    json["targets"].push_back(target_json(row, level));
  for (const MacroComparison& macro : comparison.macros) {
    Json mean = combined_json(macro.test);
    mean["source"] = macro.source;
    mean["targets"] = macro.targets;
    mean["a"] = side_json(macro.seeds_a, macro.f1_a);
    mean["b"] = side_json(macro.seeds_b, macro.f1_b);
    mean["detectable"] = macro.detectable;
    mean["bootstrap"] = bootstrap_json(macro.bootstrap);
    json["means"].push_back(std::move(mean));
  }
  json["buckets"] = comparison.setting.buckets ? list_of(comparison.buckets) : Json();
  json["sentences"] = comparison.setting.sentences > 0 ? list_of(comparison.sentences) : Json();
  return json;
}

}  // namespace xner::reports
