// All that is wrong with one file, told at once: at most 20 places, then how many more.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/error.hpp"

namespace xner::data {

class ErrorList {
 public:
  static constexpr std::size_t kShown = 20;

  explicit ErrorList(std::string file) : file_(std::move(file)) {}
  void add(std::size_t line, std::size_t column, const std::string& message);
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// @throws Error{kData} at the first place, with one more line for each further place.
  void throw_if_any(const std::string& hint = {}) const;

 private:
  struct Entry {
    Place place;
    std::string message;
  };
  std::string file_;
  std::size_t size_ = 0;
  std::vector<Entry> shown_;
};

}  // namespace xner::data
