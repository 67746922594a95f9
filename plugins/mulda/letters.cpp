// See letters.hpp.
#include "plugins/mulda/letters.hpp"

#include <algorithm>
#include <unordered_map>

#include "harness/base/utf8.hpp"
#include "harness/text/unicode_tables.hpp"

namespace mulda {
namespace {

namespace unicode = xner::text::unicode;
using CaseMap = std::unordered_map<char32_t, char32_t>;

CaseMap make_lower() {
  CaseMap map;
  for (const unicode::Run& run : unicode::lower_runs())
    for (char32_t c = run.first, to = run.target; c <= run.last; c += run.step, to += run.step)
      map.emplace(c, to);
  return map;
}

const CaseMap& lower_map() {
  static const CaseMap map = make_lower();
  return map;
}

/// The inverse; of several capitals the first in code point order, which is the usual one (K before
/// the Kelvin sign).
CaseMap make_upper() {
  CaseMap map;
  for (const auto& [from, to] : lower_map()) {
    const auto [at, fresh] = map.emplace(to, from);
    if (!fresh) at->second = std::min(at->second, from);
  }
  return map;
}

const CaseMap& upper_map() {
  static const CaseMap map = make_upper();
  return map;
}

bool in(std::span<const unicode::Range> ranges, char32_t c) {
  const auto at =
      std::upper_bound(ranges.begin(), ranges.end(), c,
                       [](char32_t value, const auto& range) { return value < range.first; });
  return at != ranges.begin() && c <= std::prev(at)->last;
}

}  // namespace

std::u32string code_points(std::string_view valid) {
  std::u32string points;
  points.reserve(valid.size());
  for (std::size_t at = 0; at < valid.size();) points += xner::next_code_point(valid, at);
  return points;
}

std::string utf8(std::u32string_view code_points) {
  std::string text;
  for (const char32_t c : code_points) xner::append_utf8(text, c);
  return text;
}

char32_t lower_case(char32_t c) noexcept {
  const auto at = lower_map().find(c);
  return at == lower_map().end() ? c : at->second;
}

char32_t upper_case(char32_t c) noexcept {
  const auto at = upper_map().find(c);
  return at == upper_map().end() ? c : at->second;
}

std::string lower_case(std::string_view valid) {
  std::u32string points = code_points(valid);
  for (char32_t& c : points) c = lower_case(c);
  return utf8(points);
}

bool is_punctuation(char32_t c) noexcept { return in(unicode::punctuation(), c); }

bool is_unspaced(char32_t c) noexcept {
  return in(unicode::ideographs(), c) || (c >= 0x3040 && c <= 0x30FF) ||
         (c >= 0x31F0 && c <= 0x31FF) || (c >= 0x0E00 && c <= 0x0E7F);
}

bool is_punctuation_word(std::string_view valid) {
  const std::u32string points = code_points(valid);
  return !points.empty() && std::all_of(points.begin(), points.end(), is_punctuation);
}

Casing casing_of(std::string_view valid) {
  std::size_t upper = 0, lower = 0;
  bool first_is_upper = false;
  for (const char32_t c : code_points(valid)) {
    const bool is_upper = lower_map().contains(c);
    if (!is_upper && !upper_map().contains(c)) continue;
    if (upper + lower == 0) first_is_upper = is_upper;
    ++(is_upper ? upper : lower);
  }
  if (upper + lower == 0) return Casing::kNone;
  if (upper == 0) return Casing::kLower;
  if (first_is_upper && upper == 1) return Casing::kCapital;
  return lower == 0 ? Casing::kUpper : Casing::kMixed;
}

std::string in_casing(std::string_view valid, Casing casing) {
  std::u32string points = code_points(valid);
  if (casing == Casing::kLower)
    for (char32_t& c : points) c = lower_case(c);
  if (casing == Casing::kUpper)
    for (char32_t& c : points) c = upper_case(c);
  if (casing == Casing::kCapital && !points.empty()) points[0] = upper_case(points[0]);
  return utf8(points);
}

}  // namespace mulda
