// See error_list.hpp.
#include "harness/base/error_list.hpp"

#include <fmt/format.h>

#include "harness/base/limits.hpp"
#include "harness/base/utf8.hpp"

namespace xner {

void ErrorList::add(std::size_t line, std::size_t column, const std::string& message) {
  add(Place{file_, line, column}, message);
}

void ErrorList::add(Place place, const std::string& message, const std::string& hint) {
  if (size_++ < kMaxPlacesShown)
    shown_.push_back({std::move(place), printable(message), printable(hint)});
}

void ErrorList::throw_if_any(const std::string& hint) const {
  if (size_ == 0) return;
  const Entry& first = shown_.front();
  if (size_ == 1) throw Error(kind_, first.message, first.place, hint.empty() ? first.hint : hint);
  std::string message;
  for (const Entry& entry : shown_) {
    if (!message.empty()) message += "\n" + entry.place.text() + ": ";
    message += entry.message;
    if (!entry.hint.empty()) message += " (" + entry.hint + ")";
  }
  if (size_ > shown_.size()) message += fmt::format("\nand {} more", size_ - shown_.size());
  throw Error(kind_, message, first.place, hint);
}

}  // namespace xner
