// See run_record.hpp.
#include "harness/record/run_record.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harness/base/files.hpp"
#include "harness/score/score_json.hpp"

namespace xner::record {
namespace fs = std::filesystem;
namespace {

/// Reads the fields of one JSON object and says which one is wrong.
class Fields {
 public:
  Fields(const Json& json, const fs::path& where) : json_(json), where_(where) {
    if (!json.is_object()) fail(fmt::format("expected a JSON object, found {}", json.type_name()));
  }

  template <typename T>
  [[nodiscard]] T get(const char* name) const {
    const auto at = json_.find(name);
    if (at == json_.end()) fail(fmt::format("expected the field '{}', found none", name));
    try {
      return at->get<T>();
    } catch (const Json::exception&) {
      fail(fmt::format("the field '{}' has the wrong type: found {}", name, at->type_name()));
    }
  }

  template <typename T>
  [[nodiscard]] T get_or(const char* name, T otherwise) const {
    return json_.contains(name) && !json_[name].is_null() ? get<T>(name) : otherwise;
  }

  [[noreturn]] void fail(std::string message) const {
    throw Error(ErrorKind::kData, std::move(message), Place{where_.string()});
  }

 private:
  const Json& json_;
  const fs::path& where_;
};

constexpr const char* kKnown[] = {
    "schema",      "status",         "experiment", "method",   "variant",      "source",
    "size",        "target",         "seed",       "encoder",  "source_train", "source_dev",
    "target_test", "failure",        "score",      "selector", "selectors",    "departures",
    "signature",   "random_weights", "conditions", "swept",    "choose"};

void check_part(std::string_view part, const char* name) {
  const bool odd =
      part.empty() || part.front() == '.' || std::any_of(part.begin(), part.end(), [](char c) {
        return c == '/' || static_cast<unsigned char>(c) < 0x20;
      });
  if (odd)
    throw Error(
        ErrorKind::kUsage,
        fmt::format("expected a {} that can name a folder (no slash, no leading dot), found '{}'",
                    name, part));
}

Json selectors_to_json(const RunRecord& record) {
  Json json = Json::object();
  for (const auto& [name, value] : record.selectors) {
    json[name] = score::counts_to_json(value.overall);
    if (value.step) json[name]["step"] = *value.step;
    if (value.source_dev_f1) json[name]["source_dev_f1"] = *value.source_dev_f1;
  }
  return json;
}

std::map<std::string, SelectorScore> selectors_from_json(const Json& json) {
  std::map<std::string, SelectorScore> selectors;
  for (const auto& [name, value] : json.items()) {
    SelectorScore& selector = selectors[name];
    selector.overall = score::counts_from_json(value);
    if (const auto step = value.find("step"); step != value.end() && step->is_number_integer())
      selector.step = step->get<std::int64_t>();
    if (const auto f1 = value.find("source_dev_f1"); f1 != value.end() && f1->is_number())
      selector.source_dev_f1 = f1->get<double>();
  }
  return selectors;
}

void check_schema(const Fields& fields) {
  const int schema = fields.get<int>("schema");
  if (schema > kSchema)
    fields.fail(fmt::format("not readable by this version: the record has schema {}, known is {}",
                            schema, kSchema));
  if (schema < 1)
    fields.fail(fmt::format("expected a schema from 1 to {}, found {}", kSchema, schema));
}

void read_outcome(const Json& json, const fs::path& where, RunRecord& record) {
  const Fields fields(json, where);
  if (fields.get<std::string>("status") != "ok") {
    const Json failure = fields.get<Json>("failure");
    const Fields inner(failure, where);
    record.failure = Failure{inner.get<std::string>("kind"), inner.get<std::string>("message"),
                             inner.get_or<std::string>("log_tail", "")};
    return;
  }
  const Json score = fields.get<Json>("score");
  record.score = score::score_from_json(score);
  record.words_without_piece = Fields(score, where).get_or<std::int64_t>("words_without_piece", 0);
  record.selectors = selectors_from_json(fields.get_or<Json>("selectors", Json::object()));
  record.signature = fields.get<std::string>("signature");
}

}  // namespace

fs::path RunId::folder() const {
  check_part(method, "method");
  check_part(variant, "variant");
  check_part(source, "source");
  check_part(size, "size");
  check_part(target, "target");
  return fs::path(method) / variant / (source + "-" + size) / target / fmt::format("seed-{}", seed);
}

Json to_json(const RunId& id) {
  return {{"method", id.method}, {"variant", id.variant}, {"source", id.source},
          {"size", id.size},     {"target", id.target},   {"seed", id.seed}};
}

Json to_json(const RunRecord& record) {
  Json json = record.unknown;
  json.update(to_json(record.id));
  json.update({{"schema", kSchema},
               {"status", record.ok() ? "ok" : "failed"},
               {"experiment", record.experiment},
               {"encoder", record.encoder},
               {"random_weights", record.random_weights},
               {"source_train", record.source_train},
               {"source_dev", record.source_dev},
               {"target_test", record.target_test},
               {"selector", record.selector},
               {"departures", record.departures},
               {"conditions", record.conditions},
               {"swept", record.swept}});
  if (!record.choose.empty()) json["choose"] = record.choose;
  if (record.ok()) {
    json["score"] = score::score_to_json(*record.score);
    json["score"]["words_without_piece"] = record.words_without_piece;
    json["selectors"] = selectors_to_json(record);
    json["signature"] = record.signature;
  } else {
    const Failure failure =
        record.failure.value_or(Failure{"internal", "the run has neither score nor failure", ""});
    json["failure"] = {
        {"kind", failure.kind}, {"message", failure.message}, {"log_tail", failure.log_tail}};
  }
  return json;
}

RunRecord run_record_from_json(const Json& json, const fs::path& where) try {
  const Fields fields(json, where);
  check_schema(fields);
  RunRecord record;
  record.id = {fields.get<std::string>("method"), fields.get<std::string>("variant"),
               fields.get<std::string>("source"), fields.get<std::string>("size"),
               fields.get<std::string>("target"), fields.get<std::uint64_t>("seed")};
  record.experiment = fields.get_or<std::string>("experiment", "");
  record.encoder = fields.get_or<std::string>("encoder", "");
  record.random_weights = fields.get_or<bool>("random_weights", false);
  record.source_train = fields.get_or<std::string>("source_train", "");
  record.source_dev = fields.get_or<std::string>("source_dev", "");
  record.target_test = fields.get_or<std::string>("target_test", "");
  record.selector = fields.get_or<std::string>("selector", "");
  record.departures = fields.get_or<Json>("departures", Json::object());
  record.conditions = fields.get_or<Json>("conditions", Json::object());
  record.swept = fields.get_or<Json>("swept", Json::object());
  record.choose = fields.get_or<std::string>("choose", "");
  read_outcome(json, where, record);
  for (const auto& [name, value] : json.items())
    if (std::find(std::begin(kKnown), std::end(kKnown), name) == std::end(kKnown))
      record.unknown[name] = value;
  return record;
} catch (const Error& error) {
  if (error.place()) throw;
  throw Error(error.kind(), error.message(), Place{where.string()}, error.hint());
}

Json read_json(const fs::path& file) {
  const std::string bytes = read_file(file);
  try {
    return Json::parse(bytes);
  } catch (const Json::parse_error& error) {
    const std::size_t at = std::min(error.byte > 0 ? error.byte - 1 : 0, bytes.size());
    const std::string_view before = std::string_view(bytes).substr(0, at);
    const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
    throw Error(ErrorKind::kData, "expected JSON, found something else",
                Place{file.string(), line});
  }
}

}  // namespace xner::record
