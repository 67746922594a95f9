// The folder of one run: complete in itself, published as a whole, and found again. The names of
// its files.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/record/run_record.hpp"

namespace xner::record {

inline constexpr const char* kConfigFile = "config.toml";
inline constexpr const char* kEnvironmentFile = "env.json";
inline constexpr const char* kMetricsFile = "metrics.json";
inline constexpr const char* kCountsFile = "counts.bin";
inline constexpr const char* kTestPredictions = "predictions/test.conll";
inline constexpr const char* kSpeedFile = "speed.json";
inline constexpr const char* kHistoryFile = "history.tsv";
inline constexpr const char* kQualityFile = "quality.json";  ///< of translations, where a stage
                                                             ///< of the run made some
inline constexpr const char* kLogFile = "train.log";

/// A run folder in the making. Fill `path()`, then `publish()`: readers see the old folder or the
/// new one, never a part. Without `publish` everything is removed again.
class RunStaging {
 public:
  /// @param folder where the run will stand; its parents are made. @throws Error{kIo}.
  explicit RunStaging(std::filesystem::path folder);
  ~RunStaging();
  RunStaging(const RunStaging&) = delete;
  RunStaging& operator=(const RunStaging&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return staging_; }
  /// Makes the contents last, then takes the place of an older folder of this run. Once.
  /// @throws Error{kIo}.
  void publish();

 private:
  friend void publish_together(std::span<const std::unique_ptr<RunStaging>> runs);
  void take_place();

  std::filesystem::path folder_;
  std::filesystem::path staging_;
};

/// Removes what processes that died left of runs in this folder. Never throws: what cannot be
/// removed stays.
void remove_left_stagings(const std::filesystem::path& parent) noexcept;

/// Publishes several: the same, with the waits for the disk of one. @throws Error{kIo}: some may be
/// published then.
void publish_together(std::span<const std::unique_ptr<RunStaging>> runs);

/// JSON as the run folder keeps it: indented, sorted keys, newline at the end.
[[nodiscard]] std::string json_text(const Json& json);
/// The same, through `write_file`.
void write_json(const std::filesystem::path& file, const Json& json);

/// A folder with a metrics.json. One of `record` and `problem` is set.
struct FoundRun {
  std::filesystem::path folder;
  std::optional<RunRecord> record;
  std::string problem;  ///< why the record cannot be read
};

/// All runs below a folder, in order of path; names that begin with a dot are skipped.
/// @throws Error{kIo} if there is no such folder.
[[nodiscard]] std::vector<FoundRun> find_runs(const std::filesystem::path& experiment);

}  // namespace xner::record
