// A child's output: written to a file up to a cap, and its end kept in memory. Part of process.cpp.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace xner {

/// The file holds the first `cap` bytes as they arrive; what comes later is kept only as a tail,
/// appended by `finish`.
class ProcessLog {
 public:
  /// @param file "" for none; its folder is made. @throws Error{kIo}.
  ProcessLog(const std::filesystem::path& file, std::uint64_t cap);
  ~ProcessLog();
  ProcessLog(const ProcessLog&) = delete;
  ProcessLog& operator=(const ProcessLog&) = delete;

  /// A full disk loses log lines, never the run: errors of writing are ignored here.
  void append(std::string_view bytes);
  /// Says in the file how much was left out, and appends the tail.
  void finish();
  /// The last `kLogTailBytes` at most.
  [[nodiscard]] std::string tail() const;

 private:
  int fd_ = -1;
  std::uint64_t cap_;
  std::uint64_t written_ = 0;
  std::uint64_t seen_ = 0;
  std::string tail_;  ///< up to twice what is kept, so that appending stays linear
};

}  // namespace xner
