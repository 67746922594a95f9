// See score_json.hpp.
#include "harness/score/score_json.hpp"

#include <fmt/format.h>

#include "harness/base/error.hpp"

namespace xner::score {
namespace {

Json value_or_null(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json values_to_json(const Values& values) {
  return {{"precision", value_or_null(values.precision)},
          {"recall", value_or_null(values.recall)},
          {"f1", value_or_null(values.f1)}};
}

const Json& field(const Json& json, const char* name) {
  const auto at = json.is_object() ? json.find(name) : json.end();
  if (!json.is_object() || at == json.end())
    throw Error(ErrorKind::kData,
                fmt::format("expected the field '{}' in a score, found none", name));
  return *at;
}

std::int64_t count(const Json& json, const char* name) {
  const Json& value = field(json, name);
  if (!value.is_number_integer() || value.get<std::int64_t>() < 0)
    throw Error(ErrorKind::kData,
                fmt::format("expected a count in '{}' of a score, found {}", name,
                            value.dump(-1, ' ', false, Json::error_handler_t::replace)));
  return value.get<std::int64_t>();
}

}  // namespace

Json counts_to_json(const Counts& counts, ZeroDivision zero_division) {
  Json json = values_to_json(values(counts, zero_division));
  json["number"] = counts.gold;
  json["found"] = counts.predicted;
  json["correct"] = counts.correct;
  return json;
}

Counts counts_from_json(const Json& json) {
  return {count(json, "number"), count(json, "found"), count(json, "correct")};
}

Json score_to_json(const Score& score, ZeroDivision zero_division) {
  Json types = Json::object();
  for (const auto& [type, counts] : score.types)
    types[type] = counts_to_json(counts, zero_division);
  const Counts& all = score.overall;
  const Json accuracy =
      score.words > 0
          ? Json(static_cast<double>(score.equal_words) / static_cast<double>(score.words))
          : Json(nullptr);
  return {
      {"overall", counts_to_json(all, zero_division)},
      {"types", std::move(types)},
      {"counts", {{"gold", all.gold}, {"found", all.predicted}, {"correct", all.correct}}},
      {"accuracy", accuracy},
      {"words", score.words},
      {"equal_words", score.equal_words},
      {"malformed", {{"gold", score.malformed_gold}, {"predicted", score.malformed_predicted}}}};
}

Score score_from_json(const Json& json) {
  Score score;
  score.overall = counts_from_json(field(json, "overall"));
  for (const auto& [type, counts] : field(json, "types").items())
    score.types[type] = counts_from_json(counts);
  score.words = count(json, "words");
  score.equal_words = count(json, "equal_words");
  const Json& malformed = field(json, "malformed");
  score.malformed_gold = count(malformed, "gold");
  score.malformed_predicted = count(malformed, "predicted");
  return score;
}

Json averages_to_json(const Averages& averages) {
  return {{"micro", values_to_json(averages.micro)},
          {"macro_gold", values_to_json(averages.macro_gold)},
          {"macro_union", values_to_json(averages.macro_union)},
          {"weighted", values_to_json(averages.weighted)}};
}

Json semeval_to_json(const Semeval& semeval, ZeroDivision zero_division) {
  const auto measure = [&](const SemevalCounts& counts) -> Json {
    Json json = values_to_json(values(counts, zero_division));
    json.update({{"correct", counts.correct},
                 {"incorrect", counts.incorrect},
                 {"partial", counts.partial},
                 {"missed", counts.missed},
                 {"spurious", counts.spurious},
                 {"possible", counts.possible()},
                 {"actual", counts.actual()}});
    return json;
  };
  return {{"strict", measure(semeval.strict)},
          {"exact", measure(semeval.exact)},
          {"partial", measure(semeval.partial)},
          {"type", measure(semeval.type)}};
}

}  // namespace xner::score
