// The label set of a corpus and the ids that everything after the readers uses. One scheme inside:
// IOB2.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace xner::data {

/// Index into a LabelSet; -100 (`kIgnored`) marks positions without a label, as Hugging Face does.
using LabelId = std::int32_t;
inline constexpr LabelId kIgnored = -100;

/// The IOB2 labels of a set of entity types: "O", then "B-T", "I-T" for each type in alphabetical
/// order. So O is 0, B-T odd, and I-T the even number after it. Stored in every artifact by name.
class LabelSet {
 public:
  LabelSet() = default;
  /// @param types entity types without prefix; sorted and made unique here.
  explicit LabelSet(std::vector<std::string> types);

  [[nodiscard]] std::size_t size() const noexcept { return names_.size(); }
  [[nodiscard]] std::span<const std::string> names() const noexcept { return names_; }
  [[nodiscard]] std::span<const std::string> types() const noexcept { return types_; }
  /// @throws Error{kInternal} if out of range.
  [[nodiscard]] const std::string& name(LabelId id) const;
  [[nodiscard]] std::optional<LabelId> find(std::string_view name) const noexcept;
  friend bool operator==(const LabelSet&, const LabelSet&) = default;

 private:
  std::vector<std::string> types_;
  std::vector<std::string> names_{"O"};
};

}  // namespace xner::data
