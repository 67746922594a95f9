// What one run is worth, typed: metrics.json. One run is one method, variant, source, target and
// seed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "harness/base/error.hpp"
#include "harness/score/entity_f1.hpp"

namespace xner::record {

/// JSON with sorted keys: equal records print as equal bytes.
using Json = nlohmann::json;

/// Names in `RunRecord::conditions` of what one target's runs read and another's do not.
inline constexpr const char* kUnlabelled = "unlabelled";           ///< a reference
inline constexpr const char* kUnlabelledSize = "unlabelled_size";  ///< sentences of it, if not all
inline constexpr const char* kTranslations = "translations";       ///< a reference

/// Raised when a field changes its meaning; new fields leave it as it is.
inline constexpr int kSchema = 1;

/// Where a run stands in its experiment, and so its folder.
struct RunId {
  std::string method;            ///< plugin id
  std::string variant = "base";  ///< what the sweep changed against the method's defaults
  std::string source;            ///< language or part of the source, e.g. "en_pud"
  std::string size = "full";     ///< sentences of the source sample, or "full"
  std::string target;            ///< as the experiment names it, e.g. "de"
  std::uint64_t seed = 0;

  /// "<method>/<variant>/<source>-<size>/<target>/seed-<n>".
  /// @throws Error{kUsage} if a part is empty, begins with a dot or holds a slash or a control
  /// character.
  [[nodiscard]] std::filesystem::path folder() const;
  friend bool operator==(const RunId&, const RunId&) = default;
};

/// Why there is no score.
struct Failure {
  std::string kind;  ///< `kind_name` of the error: "stage", "plugin", ...
  std::string message;
  std::string log_tail;  ///< last lines of the log, or ""
};

/// The overall counts that a selector's checkpoint got on the target's test.
struct SelectorScore {
  score::Counts overall;
  std::optional<std::int64_t> step;       ///< of the checkpoint, where known
  std::optional<double> source_dev_f1{};  ///< of the checkpoint on source dev, where known
};

struct RunRecord {
  RunId id;
  std::string experiment;
  std::string encoder;          ///< the reference as written: "hf:...", a folder, "random-tiny"
  bool random_weights = false;  ///< said in every table
  std::string source_train;  ///< corpus references, e.g. "uner/en_pud/test"; "" where there is none
  std::string source_dev;
  std::string target_test;

  std::optional<Failure> failure;     ///< set: the run failed
  std::optional<score::Score> score;  ///< of the primary selector; without sentences when read back
  std::int64_t words_without_piece = 0;  ///< words that no wordpiece stands for; labelled O
  std::string selector;                  ///< the primary: "last", "best_source_dev", "target_dev"
  std::map<std::string, SelectorScore> selectors;  ///< all that were tracked
  /// Conditions that the method sets for itself: {"learning_rate": [the common value, its own]}.
  Json departures = Json::object();
  /// What the runs of one row have in common besides the fields above: training conditions, the
  /// method's parameters, the encoder's digest, by name. Never the seed.
  Json conditions = Json::object();
  Json swept = Json::object();  ///< what the sweep chose for the run's variant, by name
  std::string choose{};         ///< "source_dev": the report shows the method's best variant on it
  std::string signature;        ///< of the score
  Json unknown = Json::object();  ///< fields of a later minor version, kept as they are

  [[nodiscard]] bool ok() const noexcept { return !failure && score.has_value(); }
};

/// {"method", "variant", "source", "size", "target", "seed"}.
[[nodiscard]] Json to_json(const RunId& id);
[[nodiscard]] Json to_json(const RunRecord& record);

/// @param where names the file in errors.
/// @throws Error{kData} if a field is missing or wrong, or if the schema is newer than `kSchema`
/// ("not readable by this version").
[[nodiscard]] RunRecord run_record_from_json(const Json& json, const std::filesystem::path& where);

/// Parses a JSON file of the run folder. @throws Error{kData} with line and column, Error{kIo}.
[[nodiscard]] Json read_json(const std::filesystem::path& file);

}  // namespace xner::record
