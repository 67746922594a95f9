// See normal_form.hpp.
#include "plugins/mulda/normal_form.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "plugins/mulda/letters.hpp"
#include "plugins/mulda/normal_form_tables.hpp"

namespace mulda {
namespace {

// Hangul syllables are arithmetic (The Unicode Standard, 3.12).
constexpr char32_t kSyllables = 0xAC00, kLeads = 0x1100, kVowels = 0x1161, kTails = 0x11A7;
constexpr char32_t kLeadCount = 19, kVowelCount = 21, kTailCount = 28;
constexpr char32_t kSyllableCount = kLeadCount * kVowelCount * kTailCount;

struct Tables {
  std::unordered_map<char32_t, std::pair<char32_t, char32_t>> parts;
  std::map<std::pair<char32_t, char32_t>, char32_t> wholes;
  std::unordered_map<char32_t, int> classes;
};

Tables make_tables() {
  Tables tables;
  for (const auto& [composed, first, second] : normal_form::pairs()) {
    tables.parts[composed] = {first, second};
    tables.wholes[{first, second}] = composed;
  }
  for (const auto& [composed, first, second] : normal_form::one_way())
    tables.parts[composed] = {first, second};
  for (const auto& [first, last, combining_class] : normal_form::marks())
    for (char32_t c = first; c <= last; ++c) tables.classes[c] = combining_class;
  return tables;
}

const Tables& tables() {
  static const Tables made = make_tables();
  return made;
}

int class_of(char32_t c) {
  const auto at = tables().classes.find(c);
  return at == tables().classes.end() ? 0 : at->second;
}

void decompose(char32_t c, std::u32string& out) {
  if (c >= kSyllables && c < kSyllables + kSyllableCount) {
    const char32_t index = c - kSyllables;
    out += kLeads + index / (kVowelCount * kTailCount);
    out += kVowels + index / kTailCount % kVowelCount;
    if (index % kTailCount != 0) out += kTails + index % kTailCount;
    return;
  }
  const auto at = tables().parts.find(c);
  if (at == tables().parts.end()) {
    out += c;
    return;
  }
  decompose(at->second.first, out);
  if (at->second.second != 0) decompose(at->second.second, out);
}

/// The one code point for two, or 0.
char32_t whole_of(char32_t a, char32_t b) {
  if (a >= kLeads && a < kLeads + kLeadCount && b >= kVowels && b < kVowels + kVowelCount)
    return kSyllables + ((a - kLeads) * kVowelCount + (b - kVowels)) * kTailCount;
  const bool open_syllable =
      a >= kSyllables && a < kSyllables + kSyllableCount && (a - kSyllables) % kTailCount == 0;
  if (open_syllable && b > kTails && b < kTails + kTailCount) return a + (b - kTails);
  const auto at = tables().wholes.find({a, b});
  return at == tables().wholes.end() ? 0 : at->second;
}

void order_marks(std::u32string& points) {
  for (auto begin = points.begin(); begin != points.end();) {
    if (class_of(*begin) == 0) {
      ++begin;
      continue;
    }
    const auto end = std::find_if(begin, points.end(), [](char32_t c) { return class_of(c) == 0; });
    std::stable_sort(begin, end, [](char32_t a, char32_t b) { return class_of(a) < class_of(b); });
    begin = end;
  }
}

std::u32string compose(const std::u32string& points) {
  constexpr std::size_t kNone = std::u32string::npos;
  std::u32string out;
  std::size_t starter = kNone;
  int last_class = 0;  // of what stands between the starter and here; 0: nothing
  for (const char32_t c : points) {
    const int own = class_of(c);
    const bool adjacent = starter != kNone && starter + 1 == out.size();
    if (starter != kNone && (adjacent || (last_class != 0 && last_class < own))) {
      if (const char32_t whole = whole_of(out[starter], c); whole != 0) {
        out[starter] = whole;
        continue;
      }
    }
    if (own == 0) starter = out.size();
    last_class = own;
    out += c;
  }
  return out;
}

}  // namespace

std::string composed(std::string_view valid) {
  const bool ascii = std::all_of(valid.begin(), valid.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) return std::string(valid);
  std::u32string points;
  for (const char32_t c : code_points(valid)) decompose(c, points);
  order_marks(points);
  return utf8(compose(points));
}

}  // namespace mulda
