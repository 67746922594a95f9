// The one exception type of the project. Every message says what was expected, what was found,
// where, and what to do.
#pragma once

#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

namespace xner {

/// Who has to act on an error; decides the exit code (see `exit_code`).
enum class ErrorKind {
  kUsage,     ///< wrong command line or configuration: the user changes what was typed
  kData,      ///< bad input file: the user changes the file
  kIo,        ///< the operating system refused (missing file, full disk, permission)
  kPlugin,    ///< a plugin is unusable or broke its contract
  kStage,     ///< a stage failed: training error, crash, time-out, out of memory
  kInternal,  ///< a defect of xner itself
};

/// A place in a file, counted from 1; 0 means unknown.
struct Place {
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;

  /// "file:line:column", without the parts that are unknown.
  [[nodiscard]] std::string text() const;
};

class Error : public std::exception {
 public:
  Error(ErrorKind kind, std::string message, std::optional<Place> place = {},
        std::string hint = {});

  [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }
  [[nodiscard]] const std::string& message() const noexcept { return message_; }
  [[nodiscard]] const std::optional<Place>& place() const noexcept { return place_; }
  [[nodiscard]] const std::string& hint() const noexcept { return hint_; }
  /// "file:line:column: message (hint)", one line per error unless the message itself has more.
  [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }

 private:
  ErrorKind kind_;
  std::string message_;
  std::optional<Place> place_;
  std::string hint_;
  std::string what_;
};

/// The process exit code that belongs to an error (DESIGN: 1 a run failed, 2 usage, configuration
/// or input).
[[nodiscard]] int exit_code(ErrorKind kind) noexcept;

/// Stable lower-case name of a kind ("usage", "data", ...), used in records and messages.
[[nodiscard]] std::string_view kind_name(ErrorKind kind) noexcept;
[[nodiscard]] ErrorKind kind_from_name(std::string_view name) noexcept;

}  // namespace xner
