// See error_list.hpp.
#include "harness/data/error_list.hpp"

#include <fmt/format.h>

#include "harness/base/utf8.hpp"

namespace xner::data {

void ErrorList::add(std::size_t line, std::size_t column, const std::string& message) {
  if (size_++ < kShown) shown_.push_back({Place{file_, line, column}, printable(message)});
}

void ErrorList::throw_if_any(const std::string& hint) const {
  if (size_ == 0) return;
  std::string message = shown_.front().message;
  for (std::size_t i = 1; i < shown_.size(); ++i)
    message += fmt::format("\n{}: {}", shown_[i].place.text(), shown_[i].message);
  if (size_ > shown_.size()) message += fmt::format("\nand {} more", size_ - shown_.size());
  throw Error(ErrorKind::kData, message, shown_.front().place, hint);
}

}  // namespace xner::data
