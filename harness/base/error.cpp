// See error.hpp.
#include "harness/base/error.hpp"

#include <array>
#include <utility>

namespace xner {
namespace {

constexpr std::array<std::pair<ErrorKind, std::string_view>, 6> kKindNames{{
    {ErrorKind::kUsage, "usage"},
    {ErrorKind::kData, "data"},
    {ErrorKind::kIo, "io"},
    {ErrorKind::kPlugin, "plugin"},
    {ErrorKind::kStage, "stage"},
    {ErrorKind::kInternal, "internal"},
}};

}  // namespace

std::string Place::text() const {
  std::string text = file;
  if (line > 0) text += ":" + std::to_string(line);
  if (line > 0 && column > 0) text += ":" + std::to_string(column);
  return text;
}

Error::Error(ErrorKind kind, std::string message, std::optional<Place> place, std::string hint)
    : kind_(kind), message_(std::move(message)), place_(std::move(place)), hint_(std::move(hint)) {
  if (place_) what_ = place_->text() + ": ";
  what_ += message_;
  if (!hint_.empty()) what_ += " (" + hint_ + ")";
}

int exit_code(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::kUsage:
    case ErrorKind::kData:
      return 2;
    case ErrorKind::kIo:
    case ErrorKind::kPlugin:
    case ErrorKind::kStage:
    case ErrorKind::kInternal:
      return 1;
  }
  return 1;
}

std::string_view kind_name(ErrorKind kind) noexcept {
  for (const auto& [value, name] : kKindNames)
    if (value == kind) return name;
  return "internal";
}

ErrorKind kind_from_name(std::string_view wanted) noexcept {
  for (const auto& [value, name] : kKindNames)
    if (name == wanted) return value;
  return ErrorKind::kInternal;
}

}  // namespace xner
