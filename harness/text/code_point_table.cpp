// See code_point_table.hpp. Each step overwrites what earlier steps said of the same code point, so
// the steps run against the order of normalisation: what the reference does first is written last.
#include "harness/text/code_point_table.hpp"

#include <algorithm>
#include <utility>

#include "harness/text/unicode_tables.hpp"

namespace xner::text {
namespace {

constexpr std::size_t kCodePoints = 0x110000;
constexpr char32_t kDottedI = 0x130;
constexpr char32_t kDottedILower[] = {U'i', 0x307};

template <typename Function>
void for_each(std::span<const unicode::Range> ranges, Function function) {
  for (const auto& [first, last] : ranges)
    for (char32_t c = first; c <= last; ++c) function(c);
}

}  // namespace

CodePointTable::CodePointTable(const NormalizerSettings& settings) : packed_(kCodePoints, 0) {
  using enum CodePointAction;
  set_identities(settings.strip_accents);
  if (settings.lowercase) set_lower_case(!settings.strip_accents);
  if (settings.strip_accents) set_bases();
  if (settings.handle_chinese_chars)
    for_each(unicode::ideographs(), [&](char32_t c) { set(c, kIsolate, packed_[c] >> 11); });
  if (settings.clean_text) {
    for_each(unicode::dropped(), [&](char32_t c) { set(c, kDrop); });
    for_each(unicode::spaces(), [&](char32_t c) { set(c, kSpace); });
  }
}

void CodePointTable::set(char32_t c, CodePointAction action, char32_t target, int combining_class) {
  packed_[c] = static_cast<std::uint32_t>(action) |
               static_cast<std::uint32_t>(combining_class) << 3 | target << 11;
}

void CodePointTable::set_identities(bool decomposed) {
  for_each(unicode::whitespace(), [&](char32_t c) { set(c, CodePointAction::kSpace); });
  for_each(unicode::punctuation(), [&](char32_t c) { set(c, CodePointAction::kIsolate); });
  if (!decomposed) return;
  for (const auto& mark : unicode::reordered_marks())
    for (char32_t c = mark.first; c <= mark.last; ++c)
      set(c, CodePointAction::kMark, 0, mark.combining_class);
}

void CodePointTable::set_lower_case(bool with_marks) {
  for (const auto& run : unicode::lower_runs())
    for (char32_t c = run.first; c <= run.last; c += run.step)
      set(c, (*this)[c].action, run.target + (c - run.first));
  if (with_marks) set(kDottedI, CodePointAction::kExpand);
}

void CodePointTable::set_bases() {
  auto target = unicode::base_targets().begin();
  for_each(unicode::base_ranges(), [&](char32_t c) {
    const Entry base = (*this)[*target++];
    set(c, base.action, base.code_point, base.combining_class);
  });
  for (const auto& expansion : unicode::base_expansions())
    set(expansion.from, CodePointAction::kExpand);
  for_each(unicode::stripped(), [&](char32_t c) { set(c, CodePointAction::kDrop); });
  for_each(unicode::barriers(), [&](char32_t c) { set(c, CodePointAction::kBarrier); });
  for (char32_t c = 0xAC00; c <= 0xD7A3; ++c) set(c, CodePointAction::kHangul);
}

std::span<const char32_t> CodePointTable::expansion(char32_t c) const noexcept {
  if (c == kDottedI) return kDottedILower;
  const auto all = unicode::base_expansions();
  const auto found = std::ranges::lower_bound(all, c, {}, &unicode::Expansion::from);
  return {found->to, static_cast<std::size_t>(std::find(found->to, found->to + 3, 0) - found->to)};
}

}  // namespace xner::text
