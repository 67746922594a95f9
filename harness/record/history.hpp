// The history of an experiment: history.jsonl above its run folders, a line a published run, across
// repetitions.
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/record/run_record.hpp"

namespace xner::record {

inline constexpr const char* kExperimentHistoryFile = "history.jsonl";

/// What a publication was: the run, when and by which xner it was made, and how it went. The same
/// from a record and its environment as from the files in the run's folder.
[[nodiscard]] Json history_line(const RunRecord& record, const Json& environment);

/// Lines are only ever added. Several processes may add to one file.
class HistoryFile {
 public:
  explicit HistoryFile(std::filesystem::path path) : path_(std::move(path)) {}

  /// Adds, in their order and with one write, the lines that the file does not have yet: a
  /// publication is known by its run and its date. What is no line of a history (half of one, after
  /// a full disk) is left there and counts for nothing. @throws Error{kIo}.
  void add(const std::vector<Json>& lines);

 private:
  void read_on(int file);
  void know(std::string_view line);

  std::filesystem::path path_;
  std::uint64_t read_ = 0;       // bytes of the file that were read: whole lines
  bool ends_in_half_ = false;    // ... after which something else begins
  std::set<std::string> known_;  // publications
};

}  // namespace xner::record
