// See labels.hpp.
#include "harness/data/labels.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "harness/base/error.hpp"

namespace xner::data {

LabelSet::LabelSet(std::vector<std::string> types) : types_(std::move(types)) {
  std::sort(types_.begin(), types_.end());
  types_.erase(std::unique(types_.begin(), types_.end()), types_.end());
  names_.reserve(1 + 2 * types_.size());
  for (const auto& type : types_) {
    // Label names are written side by side, separated by spaces, so a type cannot hold one.
    if (type.empty() || type.find_first_of(" \t\r\n") != std::string::npos)
      throw Error(ErrorKind::kData,
                  fmt::format("expected an entity type without blanks, found '{}'", type));
    names_.push_back("B-" + type);
    names_.push_back("I-" + type);
  }
}

const std::string& LabelSet::name(LabelId id) const {
  if (id < 0 || static_cast<std::size_t>(id) >= names_.size())
    throw Error(ErrorKind::kInternal,
                fmt::format("label id {} is outside a set of {} labels", id, names_.size()));
  return names_[static_cast<std::size_t>(id)];
}

std::optional<LabelId> LabelSet::find(std::string_view name) const noexcept {
  if (name == "O") return 0;
  if (name.size() < 3 || name[1] != '-' || (name[0] != 'B' && name[0] != 'I')) return std::nullopt;
  const std::string_view type = name.substr(2);
  const auto at = std::lower_bound(types_.begin(), types_.end(), type);
  if (at == types_.end() || *at != type) return std::nullopt;
  return static_cast<LabelId>(2 * (at - types_.begin()) + (name[0] == 'B' ? 1 : 2));
}

}  // namespace xner::data
