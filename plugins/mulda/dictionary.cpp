// See dictionary.hpp.
#include "plugins/mulda/dictionary.hpp"

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/random.hpp"
#include "harness/data/line_reader.hpp"
#include "plugins/mulda/normal_form.hpp"
#include "plugins/mulda/tokenise.hpp"

namespace mulda {
namespace {

bool has_letter(const std::string& word) {
  const std::u32string points = code_points(word);
  return std::any_of(points.begin(), points.end(),
                     [](char32_t c) { return !is_punctuation(c) && !(c >= U'0' && c <= U'9'); });
}

/// The casing of one word for its translation of so many words.
void carry(Casing casing, std::vector<std::string>& words) {
  if (casing == Casing::kUpper)
    for (std::string& word : words) word = in_casing(word, casing);
  if (casing == Casing::kCapital && !words.empty()) words[0] = in_casing(words[0], casing);
}

}  // namespace

Dictionary::Dictionary(const std::filesystem::path& file) {
  xner::data::LineReader reader(file);
  const bool tabs = reader.any_tab_ahead();
  std::unordered_set<std::string> only_itself;
  std::string line;
  xner::data::LineDefect defect;
  while (reader.next(line, defect)) {
    const auto fail = [&](std::size_t column, const std::string& message) {
      throw xner::Error(xner::ErrorKind::kData, message,
                        xner::Place{file.string(), reader.line(), column},
                        "a dictionary has a word and its translation a line, with a tab or a blank "
                        "between them");
    };
    if (!defect.message.empty()) fail(defect.column, defect.message);
    if (line.empty()) continue;
    const std::size_t cut = tabs ? line.find('\t') : line.find(' ');
    if (cut == line.npos || (tabs && line.find('\t', cut + 1) != line.npos))
      fail(1, "expected a word and its translation");
    const auto source = tokenise(composed(line.substr(0, cut)), Tokenise::kSpaces);
    auto target = tokenise(composed(line.substr(cut + 1)), Tokenise::kSpaces);
    if (source.empty() || target.empty()) fail(1, "expected a word and its translation");
    if (source.size() > 1) {
      ++skipped_;
      continue;
    }
    const std::string word = lower_case(source[0]);
    const bool itself = target.size() == 1 && lower_case(target[0]) == word;
    const auto [at, fresh] = words_.emplace(word, target);
    if (fresh && itself) only_itself.insert(word);
    if (!fresh && !itself && only_itself.erase(word) > 0) at->second = std::move(target);
  }
  if (words_.empty())
    throw xner::Error(xner::ErrorKind::kData, "expected at least one word, found none",
                      xner::Place{file.string()});
}

const std::vector<std::string>* Dictionary::find(const std::string& lower_cased) const {
  const auto at = words_.find(lower_cased);
  return at == words_.end() ? nullptr : &at->second;
}

CasingCounts::CasingCounts(const xner::data::TextCorpus& corpus) {
  for (const auto& sentence : corpus.sentences) {
    for (const std::string& word : sentence.words) {
      const Casing casing = casing_of(word);
      if (casing != Casing::kNone && casing != Casing::kMixed) ++counts_[lower_case(word)][casing];
    }
  }
}

Casing CasingCounts::sample(const std::string& lower_cased, double draw) const {
  const auto at = counts_.find(lower_cased);
  if (at == counts_.end()) return Casing::kNone;
  std::size_t all = 0;
  for (const auto& [casing, count] : at->second) all += count;
  const double place = draw * static_cast<double>(all);
  std::size_t passed = 0;
  for (const auto& [casing, count] : at->second)
    if (place < static_cast<double>(passed += count)) return casing;
  return at->second.rbegin()->first;
}

TaggedWords translate_by_words(const TaggedWords& source, const Dictionary& dictionary,
                               const CasingCounts& casing, std::uint64_t seed, std::string_view id,
                               DictionaryCounts& counts) {
  xner::RandomStream draws(xner::derive_seed(seed, fmt::format("casing {}", id)));
  TaggedWords target;
  std::size_t next = 0;  // entity
  for (std::size_t w = 0; w < source.words.size(); ++w) {
    const std::string& word = source.words[w];
    const double draw = draws.uniform();  // one a word, whatever becomes of it
    while (next < source.entities.size() && source.entities[next].end <= w) ++next;
    const bool inside = next < source.entities.size() && source.entities[next].begin <= w;
    const bool name = inside && source.entities[next].type == "PER";
    const std::vector<std::string>* found =
        name || !has_letter(word) ? nullptr : dictionary.find(lower_case(word));
    std::vector<std::string> words = found != nullptr ? *found : std::vector{word};
    if (found != nullptr) {
      ++counts.translated;
      const Casing sampled =
          words.size() == 1 ? casing.sample(lower_case(words[0]), draw) : Casing::kNone;
      if (sampled != Casing::kNone) {
        ++counts.sampled_casing;
        words[0] = in_casing(lower_case(words[0]), sampled);
      } else {
        carry(casing_of(word), words);
      }
    } else {
      ++(name ? counts.copied_names : has_letter(word) ? counts.unknown : counts.not_words);
    }
    const std::size_t begin = target.words.size();
    target.words.insert(target.words.end(), words.begin(), words.end());
    if (!inside) continue;
    if (source.entities[next].begin == w)
      target.entities.push_back({begin, begin, source.entities[next].type});
    target.entities.back().end = target.words.size();
  }
  return target;
}

}  // namespace mulda
