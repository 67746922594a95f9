// See brackets.hpp.
#include "plugins/mulda/brackets.hpp"

#include <algorithm>

#include "harness/text/white_space.hpp"
#include "plugins/mulda/letters.hpp"

namespace mulda {
namespace {

bool opens(char32_t c) { return c == U'[' || c == U'［' || c == U'【'; }
bool closes(char32_t c) { return c == U']' || c == U'］' || c == U'】'; }

std::string round_brackets(std::string_view word) {
  std::u32string points = code_points(word);
  for (char32_t& c : points) c = opens(c) ? U'(' : closes(c) ? U')' : c;
  return utf8(points);
}

std::string trimmed(std::u32string_view points) {
  while (!points.empty() && xner::text::is_white_space(points.front())) points.remove_prefix(1);
  while (!points.empty() && xner::text::is_white_space(points.back())) points.remove_suffix(1);
  return utf8(points);
}

}  // namespace

std::string bracketed(std::span<const std::string> words, const Entity& entity) {
  std::string text;
  for (std::size_t w = 0; w < words.size(); ++w) {
    if (w > 0) text += ' ';
    if (w == entity.begin) text += '[';
    text += round_brackets(words[w]);
    if (w + 1 == entity.end) text += ']';
  }
  return text;
}

std::string named_by_type(std::string_view type, std::string_view surface) {
  const std::string_view word = type == "LOC"    ? "Location"
                                : type == "PER"  ? "Name"
                                : type == "ORG"  ? "Organization"
                                : type == "MISC" ? "Miscellaneous"
                                                 : type;
  return "[" + std::string(word) + "] " + round_brackets(surface);
}

Bracketed in_brackets(std::string_view text) {
  const std::u32string points = code_points(text);
  const auto open = std::find_if(points.begin(), points.end(), opens);
  if (open == points.end()) return {BracketStatus::kNone, {}};
  std::u32string inside;
  std::size_t depth = 1;
  for (auto at = open + 1; at != points.end(); ++at) {
    if (opens(*at)) ++depth;
    if (closes(*at) && --depth == 0) {
      std::string found = trimmed(inside);
      const auto status = found.empty() ? BracketStatus::kEmpty : BracketStatus::kFound;
      return {status, std::move(found)};
    }
    if (!opens(*at) && !closes(*at)) inside += *at;
  }
  return {BracketStatus::kUnclosed, {}};
}

std::string outside_brackets(std::string_view text) {
  std::u32string outside;
  std::size_t depth = 0;
  for (const char32_t c : code_points(text)) {
    if (opens(c)) {
      ++depth;
      outside += U' ';
    } else if (closes(c)) {
      if (depth > 0) --depth;
    } else if (depth == 0) {
      outside += c;
    }
  }
  return depth > 0 ? std::string() : trimmed(outside);
}

}  // namespace mulda
