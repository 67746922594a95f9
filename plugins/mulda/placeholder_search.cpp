// The tolerant search for placeholders: see placeholders.hpp. Full-width characters are read as
// their ASCII counterparts throughout.
#include <algorithm>
#include <map>

#include "harness/text/white_space.hpp"
#include "plugins/mulda/letters.hpp"
#include "plugins/mulda/placeholders.hpp"

namespace mulda {
namespace {

using Points = std::u32string_view;

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_letter(char32_t c) { return lower_case(c) != c || upper_case(c) != c; }
bool is_blank(char32_t c) { return xner::text::is_white_space(c); }
/// What stands for a digit by mistake, or 0.
char32_t confused_digit(char32_t c) {
  return c == U'O' || c == U'o' ? U'0' : c == U'l' || c == U'I' ? U'1' : U'\0';
}
bool is_upper(Points name) {
  return std::all_of(name.begin(), name.end(), [](char32_t c) { return lower_case(c) != c; });
}
std::u32string upper(Points name) {
  std::u32string out(name);
  for (char32_t& c : out) c = upper_case(c);
  return out;
}

/// Something that looks like a placeholder: code points [begin, end).
struct Candidate {
  std::size_t begin, end;
  std::size_t number;
  std::u32string name;    ///< upper case; "" if the form has none
  bool plain = true;      ///< name in capitals, true digits, nothing in between
  bool confused = false;  ///< a letter was read as a digit
  bool apart = false;     ///< blank or punctuation before the number
  bool upper_name = true, capital = true;
};

class Search {
 public:
  Search(PlaceholderForm form, std::string_view text, std::span<const std::string> types)
      : form_(form), types_(types), original_(code_points(text)), points_(original_) {
    for (char32_t& c : points_)
      if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFF01 - U'!';
    std::size_t at = 0;
    for (const char32_t c : original_) {
      offsets_.push_back(at);
      at += utf8(std::u32string(1, c)).size();
    }
    offsets_.push_back(at);
  }

  PlaceholderSearch run() {
    find_exact();
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < points_.size(); ++i)
      if (!taken(i, i + 1)) parse(i, candidates);
    // The least damaged first: of two that could be the same entity, the better one is.
    std::stable_sort(candidates.begin(), candidates.end(),
                     [&](const auto& a, const auto& b) { return damage(a) < damage(b); });
    for (const Candidate& one : candidates) consider(one);
    return finish();
  }

 private:
  void find_exact() {
    for (std::size_t index = 0; index < types_.size(); ++index) {
      const std::u32string wanted = code_points(placeholder(form_, types_[index], index));
      for (std::size_t at = original_.find(wanted); at != original_.npos;
           at = original_.find(wanted, at + 1)) {
        const std::size_t end = at + wanted.size();
        if (is_digit(wanted.back()) && end < points_.size() && is_digit(points_[end])) continue;
        accept(at, end, index, true);
      }
    }
  }

  void accept(std::size_t begin, std::size_t end, std::size_t index, bool exact) {
    taken_.emplace_back(begin, end);
    if (hits_.contains(index))
      result_.duplicated.push_back(index);
    else
      hits_[index] = {offsets_[begin], offsets_[end], index, exact};
  }

  [[nodiscard]] bool taken(std::size_t begin, std::size_t end) const {
    return std::any_of(taken_.begin(), taken_.end(), [&](const auto& range) {
      return range.first < end && begin < range.second;
    });
  }

  void parse(std::size_t i, std::vector<Candidate>& out) const {
    if (form_ == PlaceholderForm::kBrackets) return parse_brackets(i, out);
    if (!is_letter(points_[i]) || (i > 0 && is_letter(points_[i - 1]))) return;
    std::size_t end = i;
    while (end < points_.size() && is_letter(points_[end])) ++end;
    // The last one or two letters of the run may be digits that were misread.
    for (std::size_t letters = 0; letters <= 2 && letters < end - i; ++letters)
      parse_number(i, end - letters, end, out);
  }

  /// Letters [begin, name_end), a number from there; confused digits up to `run_end`.
  void parse_number(std::size_t begin, std::size_t name_end, std::size_t run_end,
                    std::vector<Candidate>& out) const {
    Candidate one{begin, name_end, 0, {}};
    std::size_t at = name_end;
    if (name_end == run_end) {
      while (at < points_.size() && at < name_end + 2 && is_between(points_[at])) ++at;
      one.apart = at > name_end;
    }
    std::u32string digits;
    for (; at < points_.size(); ++at) {
      if (is_digit(points_[at])) {
        digits += points_[at];
      } else if (at < run_end && confused_digit(points_[at]) != 0) {
        digits += confused_digit(points_[at]);
        one.confused = true;
      } else {
        break;
      }
    }
    if (at < run_end || digits.empty() || digits.size() > 3) return;
    one.number = static_cast<std::size_t>(std::stoul(utf8(digits)));
    one.end = at;
    Points name = Points(points_).substr(begin, name_end - begin);
    one.capital = lower_case(name.front()) != name.front();
    if (form_ == PlaceholderForm::kTypeIndex && name.size() > 1 &&
        (name.back() == U't' || (name.back() == U'T' && one.number >= 10)))
      name.remove_suffix(1);
    one.upper_name = is_upper(name);
    one.name = upper(name);
    one.plain = one.upper_name && !one.apart && !one.confused;
    if (form_ == PlaceholderForm::kTypeIndex || take_delimiters(one)) out.push_back(one);
  }

  [[nodiscard]] bool is_between(char32_t c) const {
    return is_blank(c) || Points(U"-_.:,#'").find(c) != Points::npos;
  }

  /// Widens a slot or an element over its delimiters. False if there is none at all.
  bool take_delimiters(Candidate& one) const {
    const bool slot = form_ == PlaceholderForm::kSlot;
    const auto widen = [&](auto inside, auto next, auto move, char32_t delimiter) {
      std::size_t skipped = 0;
      while (inside(skipped) && is_blank(next(skipped))) ++skipped;
      if (!inside(skipped) || next(skipped) != delimiter) return false;
      while (inside(skipped) && (next(skipped) == delimiter)) ++skipped;
      move(skipped);
      return true;
    };
    const bool before = widen([&](std::size_t k) { return k < one.begin; },
                              [&](std::size_t k) { return points_[one.begin - 1 - k]; },
                              [&](std::size_t k) { one.begin -= k; }, slot ? U'_' : U'<');
    const bool after = widen([&](std::size_t k) { return one.end + k < points_.size(); },
                             [&](std::size_t k) { return points_[one.end + k]; },
                             [&](std::size_t k) { one.end += k; }, slot ? U'_' : U'>');
    const bool bare = slot && one.plain;  // "SLOT0" in capitals
    one.plain = one.plain && before && after;
    return before || after || bare;
  }

  void parse_brackets(std::size_t i, std::vector<Candidate>& out) const {
    if (points_[i] != U'[') return;
    std::size_t at = i + 1;
    Candidate one{i, i, 0, {}};
    while (at < points_.size() && is_blank(points_[at])) ++at;
    std::u32string digits;
    for (; at < points_.size(); ++at) {
      const char32_t digit = is_digit(points_[at]) ? points_[at] : confused_digit(points_[at]);
      if (digit == 0) break;
      one.confused = one.confused || digit != points_[at];
      digits += digit;
    }
    while (at < points_.size() && is_blank(points_[at])) ++at;
    if (at == points_.size() || points_[at] != U']' || digits.empty() || digits.size() > 3) return;
    one.number = static_cast<std::size_t>(std::stoul(utf8(digits)));
    one.end = at + 1;
    one.plain = !one.confused;
    out.push_back(one);
  }

  /// The name that an index has.
  [[nodiscard]] std::u32string name_of(std::size_t index) const {
    switch (form_) {
      case PlaceholderForm::kSlot:
        return U"SLOT";
      case PlaceholderForm::kElement:
        return U"E";
      case PlaceholderForm::kBrackets:
        return U"";
      case PlaceholderForm::kTypeIndex:
        break;
    }
    return upper(code_points(types_[index]));
  }

  [[nodiscard]] std::size_t distance(const Candidate& one) const {
    constexpr std::size_t kFar = 1000;
    return one.number < types_.size() ? edit_distance(one.name, name_of(one.number)) : kFar;
  }

  [[nodiscard]] std::size_t damage(const Candidate& one) const {
    return 10 * distance(one) + 4 * static_cast<std::size_t>(one.confused) +
           2 * static_cast<std::size_t>(one.apart) + static_cast<std::size_t>(!one.upper_name);
  }

  /// Whether the damage is such that an ordinary word could not be it.
  [[nodiscard]] bool believable(const Candidate& one, std::size_t changed) const {
    if (form_ == PlaceholderForm::kBrackets) return true;
    if (changed > 1 || (changed == 1 && name_of(one.number).size() < 3)) return false;
    if (form_ != PlaceholderForm::kTypeIndex) return !(one.confused && changed > 0);
    if (one.confused && (changed > 0 || one.apart || !one.upper_name)) return false;
    return !one.apart || (changed == 0 ? one.capital : one.upper_name);
  }

  void consider(const Candidate& one) {
    if (taken(one.begin, one.end)) return;
    const std::size_t changed = distance(one);
    if (one.number < types_.size() && believable(one, changed)) {
      const bool again = hits_.contains(one.number);
      if (!again || (changed == 0 && one.plain)) accept(one.begin, one.end, one.number, false);
    } else if (one.plain && is_some_name(one.name)) {
      taken_.emplace_back(one.begin, one.end);
      result_.unknown.push_back(utf8(Points(original_).substr(one.begin, one.end - one.begin)));
    }
  }

  [[nodiscard]] bool is_some_name(const std::u32string& name) const {
    if (form_ != PlaceholderForm::kTypeIndex) return name == (types_.empty() ? name : name_of(0));
    const bool usual = name == U"PER" || name == U"LOC" || name == U"ORG" || name == U"MISC";
    return usual || std::any_of(types_.begin(), types_.end(), [&](const std::string& type) {
             return name == upper(code_points(type));
           });
  }

  PlaceholderSearch finish() {
    for (std::size_t index = 0; index < types_.size(); ++index)
      if (!hits_.contains(index)) result_.lost.push_back(index);
    for (const auto& [index, hit] : hits_) result_.hits.push_back(hit);
    std::sort(result_.hits.begin(), result_.hits.end(),
              [](const auto& a, const auto& b) { return a.begin < b.begin; });
    auto& duplicated = result_.duplicated;
    std::sort(duplicated.begin(), duplicated.end());
    duplicated.erase(std::unique(duplicated.begin(), duplicated.end()), duplicated.end());
    return std::move(result_);
  }

  PlaceholderForm form_;
  std::span<const std::string> types_;
  std::u32string original_, points_;
  std::vector<std::size_t> offsets_;  // byte of each code point, and the end
  std::vector<std::pair<std::size_t, std::size_t>> taken_;
  std::map<std::size_t, PlaceholderHit> hits_;  // by index
  PlaceholderSearch result_;
};

}  // namespace

std::size_t edit_distance(std::u32string_view a, std::u32string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

PlaceholderSearch find_placeholders(PlaceholderForm form, std::string_view text,
                                    std::span<const std::string> types) {
  return Search(form, text, types).run();
}

}  // namespace mulda
