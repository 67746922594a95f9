// See clean.hpp.
#include "plugins/mulda/clean.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "harness/base/utf8.hpp"
#include "harness/text/white_space.hpp"
#include "plugins/mulda/letters.hpp"
#include "plugins/mulda/normal_form.hpp"

namespace mulda {
namespace {

constexpr std::array<std::pair<std::string_view, char32_t>, 22> kNamed{
    {{"amp", U'&'},     {"lt", U'<'},      {"gt", U'>'},      {"quot", U'"'},     {"apos", U'\''},
     {"nbsp", U' '},    {"ndash", 0x2013}, {"mdash", 0x2014}, {"hellip", 0x2026}, {"lsquo", 0x2018},
     {"rsquo", 0x2019}, {"sbquo", 0x201A}, {"ldquo", 0x201C}, {"rdquo", 0x201D},  {"bdquo", 0x201E},
     {"laquo", 0xAB},   {"raquo", 0xBB},   {"euro", 0x20AC},  {"pound", 0xA3},    {"deg", 0xB0},
     {"szlig", 0xDF},   {"shy", 0xAD}}};

/// The character that "&name;" or "&#number;" stands for; `body` is between '&' and ';'.
std::optional<char32_t> entity(std::string_view body) {
  if (body.starts_with('#')) {
    const bool hex = body.size() > 1 && (body[1] == 'x' || body[1] == 'X');
    const std::string_view digits = body.substr(hex ? 2 : 1);
    std::uint32_t value = 0;
    const auto [end, failed] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
    const bool good = failed == std::errc() && end == digits.data() + digits.size() && value > 0 &&
                      value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
    return good ? std::optional<char32_t>(value) : std::nullopt;
  }
  const auto at = std::find_if(kNamed.begin(), kNamed.end(),
                               [&](const auto& named) { return named.first == body; });
  return at == kNamed.end() ? std::nullopt : std::optional(at->second);
}

std::string unescaped(std::string_view text) {
  constexpr std::size_t kLongest = 10;
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text[at] == '&' ? text.find(';', at) : text.npos;
    if (end != text.npos && end - at <= kLongest) {
      if (const auto found = entity(text.substr(at + 1, end - at - 1))) {
        xner::append_utf8(out, *found);
        at = end + 1;
        continue;
      }
    }
    out += text[at++];
  }
  return out;
}

bool is_dropped(char32_t c) {
  const bool control = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7F && c < 0xA0);
  const bool direction = c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
                         (c >= 0x2066 && c <= 0x2069);
  return control || direction || c == 0x200B || c == 0xFEFF || c == 0x2060 || c == 0xAD;
}

bool is_hyphen(char32_t c) { return c == U'-' || c == 0x2010 || c == 0x2011; }

std::string repaired(std::string_view text) {
  std::string valid;
  while (const auto bad = xner::find_invalid_utf8(text)) {
    valid += text.substr(0, *bad);
    xner::append_utf8(valid, 0xFFFD);
    text.remove_prefix(*bad + 1);
  }
  return valid += text;
}

}  // namespace

std::string clean(std::string_view text, bool split_hyphens) {
  const std::u32string points = code_points(composed(unescaped(repaired(text))));
  const auto separates = [](char32_t c) { return xner::text::is_white_space(c); };
  std::u32string out;
  for (std::size_t i = 0; i < points.size(); ++i) {
    char32_t c = points[i];
    const bool inside =
        i > 0 && i + 1 < points.size() && !separates(points[i - 1]) && !separates(points[i + 1]);
    if (split_hyphens && is_hyphen(c) && inside) c = U' ';
    if (separates(c)) {
      if (!out.empty() && out.back() != U' ') out += U' ';
    } else if (!is_dropped(c)) {
      out += c;
    }
  }
  if (!out.empty() && out.back() == U' ') out.pop_back();
  return utf8(out);
}

}  // namespace mulda
