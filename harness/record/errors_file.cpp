// See errors_file.hpp.
#include "harness/record/errors_file.hpp"

#include <fmt/format.h>

#include "harness/base/json.hpp"
#include "harness/score/score_json.hpp"

namespace xner::record {
namespace {

using score::Boundary;
using score::ErrorAnalysis;
using score::Outcome;

Json outcomes_to_json(const std::array<std::int64_t, score::kOutcomes>& counts) {
  Json json = Json::object();
  for (std::size_t i = 0; i < counts.size(); ++i)
    json[std::string(score::outcome_name(static_cast<Outcome>(i)))] = counts[i];
  return json;
}

Json boundaries_to_json(const std::array<std::int64_t, score::kBoundaries>& counts) {
  Json json = Json::object();
  for (std::size_t i = 0; i < counts.size(); ++i)
    json[std::string(score::boundary_name(static_cast<Boundary>(i)))] = counts[i];
  return json;
}

Json or_null(const std::optional<std::string>& type) { return type ? Json(*type) : Json(); }

[[noreturn]] void fail(const std::string& message) { throw Error(ErrorKind::kData, message); }

const Json& field(const Json& json, const std::string& name) {
  if (!json.is_object()) fail(fmt::format("expected a JSON object, found {}", json.type_name()));
  const auto at = json.find(name);
  if (at == json.end()) fail(fmt::format("expected the field '{}', found none", name));
  return *at;
}

std::int64_t count(const Json& json, const std::string& name) {
  const auto value = whole_number(field(json, name));
  if (!value || *value < 0) fail(fmt::format("expected a count in '{}'", name));
  return *value;
}

const Json& list(const Json& json, const char* name) {
  const Json& value = field(json, name);
  if (!value.is_array())
    fail(fmt::format("expected a list in '{}', found {}", name, value.type_name()));
  return value;
}

std::string text(const Json& json, const char* name) {
  const Json& value = field(json, name);
  if (!value.is_string())
    fail(fmt::format("expected a text in '{}', found {}", name, value.type_name()));
  return value.get<std::string>();
}

std::optional<std::string> type_or_none(const Json& json, const char* name) {
  if (field(json, name).is_null()) return std::nullopt;
  return text(json, name);
}

void read_outcomes(const Json& json, std::array<std::int64_t, score::kOutcomes>& counts) {
  for (std::size_t i = 0; i < counts.size(); ++i)
    counts[i] = count(json, std::string(score::outcome_name(static_cast<Outcome>(i))));
}

void read_boundaries(const Json& json, std::array<std::int64_t, score::kBoundaries>& counts) {
  for (std::size_t i = 0; i < counts.size(); ++i)
    counts[i] = count(json, std::string(score::boundary_name(static_cast<Boundary>(i))));
}

ErrorAnalysis read_analysis(const Json& json) {
  const std::int64_t schema = count(json, "schema");
  if (schema > kErrorsSchema)
    fail(fmt::format("not readable by this version: the errors have schema {}, known is {}", schema,
                     kErrorsSchema));
  ErrorAnalysis errors;
  read_outcomes(field(json, "gold"), errors.gold);
  read_outcomes(field(json, "predicted"), errors.predicted);
  read_boundaries(field(field(json, "boundaries"), "boundary"), errors.boundaries[0]);
  read_boundaries(field(field(json, "boundaries"), "both"), errors.boundaries[1]);
  const Json& borders = field(json, "borders");
  errors.start_only = count(borders, "start");
  errors.end_only = count(borders, "end");
  errors.start_and_end = count(borders, "start_and_end");
  for (const Json& cell : list(json, "confusion"))
    errors.confusion[{type_or_none(cell, "gold"), type_or_none(cell, "predicted")}] =
        count(cell, "count");
  for (const Json& bucket : list(json, "buckets"))
    errors.buckets.push_back(
        {text(bucket, "by"), text(bucket, "bucket"), score::counts_from_json(bucket)});
  return errors;
}

}  // namespace

Json errors_to_json(const ErrorAnalysis& errors) {
  Json json{{"schema", kErrorsSchema},
            {"gold", outcomes_to_json(errors.gold)},
            {"predicted", outcomes_to_json(errors.predicted)},
            {"boundaries",
             {{"boundary", boundaries_to_json(errors.boundaries[0])},
              {"both", boundaries_to_json(errors.boundaries[1])}}},
            {"borders",
             {{"start", errors.start_only},
              {"end", errors.end_only},
              {"start_and_end", errors.start_and_end}}},
            {"confusion", Json::array()},
            {"buckets", Json::array()}};
  for (const auto& [types, number] : errors.confusion)
    json["confusion"].push_back(
        {{"gold", or_null(types.first)}, {"predicted", or_null(types.second)}, {"count", number}});
  for (const score::Bucket& bucket : errors.buckets)
    json["buckets"].push_back({{"by", bucket.by},
                               {"bucket", bucket.name},
                               {"number", bucket.counts.gold},
                               {"found", bucket.counts.predicted},
                               {"correct", bucket.counts.correct}});
  return json;
}

ErrorAnalysis errors_from_json(const Json& json, const std::filesystem::path& where) try {
  return read_analysis(json);
} catch (const Error& error) {
  throw Error(error.kind(), error.message(), Place{where.string()}, error.hint());
}

std::optional<ErrorAnalysis> read_errors(const std::filesystem::path& folder) {
  const auto file = folder / kErrorsFile;
  if (!std::filesystem::exists(file)) return std::nullopt;
  return errors_from_json(read_json(file), file);
}

}  // namespace xner::record
