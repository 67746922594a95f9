// See naive_modes.hpp.
#include "tests/support/naive_modes.hpp"

#include <algorithm>
#include <array>
#include <functional>

namespace xner::test {
namespace {

using data::Scheme;

struct Tag {
  char prefix = 'O';
  std::string type;
};

bool one_of(char prefix, const char* letters) {
  return std::string(letters).find(prefix) != std::string::npos;
}

/// Python's label[1:]: characters are cut, not bytes.
std::string without_first_character(const std::string& label) {
  std::size_t length = 1;
  while (length < label.size() && (static_cast<unsigned char>(label[length]) & 0xC0) == 0x80)
    ++length;
  return label.substr(length);
}

Tag seqeval_tag(const std::string& label) {
  const std::string rest = without_first_character(label);
  const auto hyphen = rest.find('-');
  const std::string type = hyphen == std::string::npos ? rest : rest.substr(hyphen + 1);
  return {label[0], type.empty() ? "_" : type};
}

Tag strict_tag(const std::string& label) {
  std::string type = without_first_character(label);
  while (type.starts_with('-')) type.erase(0, 1);
  while (type.ends_with('-')) type.pop_back();
  return {label[0], type.empty() ? "_" : type};
}

/// One sentence for questions about any word; outside of it everything is O.
class Sentence {
 public:
  Sentence(const Column& labels, Scheme scheme) : scheme_(scheme) {
    for (const auto& label : labels) tags_.push_back(strict_tag(label));
  }

  /// An entity that began at `first` may hold `i`.
  [[nodiscard]] bool is_of_type(int first, int i) const {
    return at(i).prefix != 'O' && at(i).type == at(first).type;
  }

  /// For words that are all of one type.
  [[nodiscard]] bool is_entity(int first, int last) const {
    const std::string prefixes = text(first, last);
    const std::string inner(prefixes.size() > 1 ? prefixes.size() - 2 : 0, 'I');
    switch (scheme_) {
      case Scheme::kIob2:
        return prefixes == "B" + std::string(prefixes.size() - 1, 'I') && !joins(last);
      case Scheme::kIobes:
        return prefixes == "S" || prefixes == "B" + inner + "E";
      case Scheme::kBilou:
        return prefixes == "U" || prefixes == "B" + inner + "L";
      case Scheme::kIoe2:
        return prefixes == std::string(prefixes.size() - 1, 'I') + "E" && !joins(first - 1);
      case Scheme::kIob1:
        return begins_iob1(first) &&
               text(first + 1, last) == std::string(prefixes.size() - 1, 'I') && !joins(last) &&
               !(prefixes == "B" && parts(first, first + 1));
      case Scheme::kIoe1:
        return ends_ioe1(last) && text(first, last - 1) == std::string(prefixes.size() - 1, 'I') &&
               !joins(first - 1) && !(prefixes == "E" && parts(first - 1, first));
    }
    return false;
  }

 private:
  [[nodiscard]] const Tag& at(int i) const {
    static const Tag kOutside;
    return i < 0 || i >= static_cast<int>(tags_.size()) ? kOutside
                                                        : tags_[static_cast<std::size_t>(i)];
  }
  [[nodiscard]] std::string text(int first, int last) const {
    std::string prefixes;
    for (int i = first; i <= last; ++i) prefixes += at(i).prefix;
    return prefixes;
  }
  [[nodiscard]] bool same(int i) const {
    return at(i).prefix != 'O' && at(i + 1).prefix != 'O' && at(i).type == at(i + 1).type;
  }
  /// The entity that `i` is in could go on at `i + 1`.
  [[nodiscard]] bool joins(int i) const {
    if (scheme_ == Scheme::kIob1 || scheme_ == Scheme::kIob2)
      return same(i) && at(i + 1).prefix == 'I';
    return same(i) && at(i).prefix == 'I';
  }
  /// Two border labels side by side with different types.
  [[nodiscard]] bool parts(int i, int j) const {
    return at(i).prefix == at(j).prefix && at(i).type != at(j).type;
  }
  [[nodiscard]] bool begins_iob1(int i) const {
    if (at(i).prefix == 'B') return same(i - 1);
    const bool continues = same(i - 1) && (at(i - 1).prefix == 'I' || begins_iob1(i - 1));
    return at(i).prefix == 'I' && !continues;
  }
  [[nodiscard]] bool ends_ioe1(int i) const {
    if (at(i).prefix == 'E') return same(i);
    const bool continued = same(i) && (at(i + 1).prefix == 'I' || ends_ioe1(i + 1));
    return at(i).prefix == 'I' && !continued;
  }

  Scheme scheme_;
  std::vector<Tag> tags_;
};

using Worth = std::array<std::int64_t, 4>;

}  // namespace

NaiveSpans seqeval_spans(const std::vector<Column>& sentences) {
  Column all;
  for (const auto& sentence : sentences) {
    all.insert(all.end(), sentence.begin(), sentence.end());
    all.emplace_back("O");
  }
  NaiveSpans spans;
  Tag p;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Tag c = seqeval_tag(all[i]);
    const bool other = p.type != c.type;
    if (one_of(p.prefix, "ES") || (one_of(p.prefix, "BI") && one_of(c.prefix, "BSO")) ||
        (!one_of(p.prefix, "O.") && other))
      spans.emplace(p.type, begin, i - 1);
    if (one_of(c.prefix, "BS") || (one_of(c.prefix, "IE") && one_of(p.prefix, "OES")) ||
        (!one_of(c.prefix, "O.") && other))
      begin = i;
    p = c;
  }
  return spans;
}

NaiveSpans strict_spans(const std::vector<Column>& sentences, Scheme scheme) {
  NaiveSpans spans;
  std::size_t offset = 0;
  for (const auto& labels : sentences) {
    const Sentence sentence(labels, scheme);
    const int words = static_cast<int>(labels.size());
    for (int first = 0; first < words; ++first)
      for (int last = first; last < words && sentence.is_of_type(first, last); ++last)
        if (sentence.is_entity(first, last))
          spans.emplace(strict_tag(labels[static_cast<std::size_t>(first)]).type,
                        offset + static_cast<std::size_t>(first),
                        offset + static_cast<std::size_t>(last));
    offset += labels.size() + 1;
  }
  return spans;
}

score::Counts count_sets(const NaiveSpans& gold, const NaiveSpans& predicted) {
  score::Counts counts{static_cast<std::int64_t>(gold.size()),
                       static_cast<std::int64_t>(predicted.size()), 0};
  for (const auto& span : gold) counts.correct += predicted.contains(span) ? 1 : 0;
  return counts;
}

score::Semeval semeval_by_search(const NaiveSpans& gold, const NaiveSpans& predicted) {
  const std::vector<NaiveSpan> g(gold.begin(), gold.end());
  const std::vector<NaiveSpan> p(predicted.begin(), predicted.end());
  std::vector<bool> used(p.size());
  Worth best{};
  const std::function<void(std::size_t, Worth)> search = [&](std::size_t i, Worth worth) {
    best = std::max(best, worth);
    if (i == g.size()) return;
    search(i + 1, worth);
    const auto& [type, first, last] = g[i];
    for (std::size_t j = 0; j < p.size(); ++j) {
      const auto& [other_type, other_first, other_last] = p[j];
      if (used[j] || other_first > last || other_last < first) continue;
      const bool exact = first == other_first && last == other_last;
      const bool typed = type == other_type;
      used[j] = true;
      search(i + 1,
             {worth[0] + 1, worth[1] + exact, worth[2] + typed, worth[3] + (exact && typed)});
      used[j] = false;
    }
  };
  search(0, {});
  const auto [pairs, exact, typed, both] = best;
  const auto missed = static_cast<std::int64_t>(g.size()) - pairs;
  const auto spurious = static_cast<std::int64_t>(p.size()) - pairs;
  return {{both, pairs - both, 0, missed, spurious},
          {exact, pairs - exact, 0, missed, spurious},
          {exact, 0, pairs - exact, missed, spurious},
          {typed, pairs - typed, 0, missed, spurious}};
}

}  // namespace xner::test
