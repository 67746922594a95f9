// All that is wrong with one input, told at once: at most 20 places, then how many more.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/error.hpp"

namespace xner {

class ErrorList {
 public:
  /// @param file named by `add` with a line. @param kind of the Error that is thrown.
  explicit ErrorList(std::string file, ErrorKind kind = ErrorKind::kData)
      : file_(std::move(file)), kind_(kind) {}

  void add(std::size_t line, std::size_t column, const std::string& message);
  /// @param hint of this place alone.
  void add(Place place, const std::string& message, const std::string& hint = {});
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  /// @param hint for all of them. @throws Error of the kind at the first place, with one more line
  /// for each further place.
  void throw_if_any(const std::string& hint = {}) const;

 private:
  struct Entry {
    Place place;
    std::string message;
    std::string hint;
  };
  std::string file_;
  ErrorKind kind_;
  std::size_t size_ = 0;
  std::vector<Entry> shown_;  ///< at most kMaxPlacesShown
};

}  // namespace xner
