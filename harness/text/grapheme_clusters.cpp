// See grapheme_clusters.hpp. GB3 to GB13 are the rules of the annex.
#include "harness/text/grapheme_clusters.hpp"

#include <algorithm>

#include "harness/base/utf8.hpp"

namespace xner::text {
namespace {

using enum GraphemeCategory;

bool is_control(GraphemeCategory c) noexcept { return c == kCr || c == kLf || c == kControl; }

bool is_extend(GraphemeCategory c) noexcept {
  return c == kExtend || c == kExtendNotInConjunct || c == kLinker;
}

bool is_one_syllable(GraphemeCategory before, GraphemeCategory after) noexcept {  // GB6 to GB8
  switch (before) {
    case kL:
      return after == kL || after == kV || after == kLv || after == kLvt;
    case kLv:
    case kV:
      return after == kV || after == kT;
    case kLvt:
    case kT:
      return after == kT;
    default:
      return false;
  }
}

/// What of the cluster so far decides whether it goes on.
class Cluster {
 public:
  explicit Cluster(GraphemeCategory first) noexcept { add(first); }

  [[nodiscard]] bool takes(GraphemeCategory next) const noexcept {
    if (last_ == kCr && next == kLf) return true;                   // GB3
    if (is_control(last_) || is_control(next)) return false;        // GB4, GB5
    if (is_extend(next) || next == kZwj) return true;               // GB9
    if (next == kSpacingMark || last_ == kPrepend) return true;     // GB9a, GB9b
    if (next == kConsonant) return conjunct_ == Conjunct::kLinked;  // GB9c
    if (next == kPictograph) return emoji_ == Emoji::kJoined;       // GB11
    return is_one_syllable(last_, next);
  }

  void add(GraphemeCategory next) noexcept {
    if (next == kConsonant)
      conjunct_ = Conjunct::kBegun;
    else if (next == kLinker && conjunct_ != Conjunct::kNone)
      conjunct_ = Conjunct::kLinked;
    else if (next != kExtend && next != kLinker && next != kZwj)
      conjunct_ = Conjunct::kNone;
    if (next == kPictograph)
      emoji_ = Emoji::kBegun;
    else if (next == kZwj && emoji_ == Emoji::kBegun)
      emoji_ = Emoji::kJoined;
    else if (!is_extend(next) || emoji_ == Emoji::kJoined)
      emoji_ = Emoji::kNone;
    last_ = next;
  }

 private:
  enum class Conjunct { kNone, kBegun, kLinked };
  enum class Emoji { kNone, kBegun, kJoined };

  GraphemeCategory last_ = kOther;
  Conjunct conjunct_ = Conjunct::kNone;
  Emoji emoji_ = Emoji::kNone;
};

}  // namespace

GraphemeClusters::GraphemeClusters() : categories_(0x110000, kOther) {
  for (const auto& [first, last, category] : grapheme_ranges())
    std::fill(categories_.begin() + first, categories_.begin() + last + 1, category);
  for (char32_t c = 0xAC00; c <= 0xD7A3; ++c) categories_[c] = (c - 0xAC00) % 28 == 0 ? kLv : kLvt;
}

std::size_t GraphemeClusters::end_of(std::string_view text, std::size_t begin) const {
  Cluster cluster(categories_[next_code_point(text, begin)]);
  for (std::size_t next = begin; begin < text.size(); begin = next) {
    const GraphemeCategory category = categories_[next_code_point(text, next)];
    if (!cluster.takes(category)) break;
    cluster.add(category);
  }
  return begin;
}

}  // namespace xner::text
