// See statistics.hpp.
#include "harness/data/statistics.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace xner::data {
namespace {

/// Words joined by a character that no word holds.
std::string key_of(const Sentence& sentence) {
  std::string key;
  for (const auto& word : sentence.words) {
    key += word;
    key += '\n';
  }
  return key;
}

/// Every label that does not continue the entity before it begins one; reading to IOB2 made them
/// all B-, but a corpus made otherwise may say I- there.
void count_entities(const std::vector<LabelId>& labels, std::vector<std::size_t>& by_type) {
  LabelId before = 0;
  for (const LabelId label : labels) {
    const bool continues = label != 0 && label % 2 == 0 && (before == label || before + 1 == label);
    if (label != 0 && !continues) ++by_type[static_cast<std::size_t>((label - 1) / 2)];
    before = label;
  }
}

}  // namespace

CorpusStatistics statistics(const LabelledCorpus& corpus) {
  CorpusStatistics out;
  out.sentences = corpus.size();
  std::vector<std::size_t> by_type(corpus.label_set.types().size());
  std::unordered_set<std::string> seen;
  for (std::size_t s = 0; s < corpus.size(); ++s) {
    const Sentence& sentence = corpus.text.sentences[s];
    out.words += sentence.words.size();
    out.longest = std::max(out.longest, sentence.words.size());
    if (!seen.insert(key_of(sentence)).second) ++out.repeated;
    count_entities(corpus.labels[s], by_type);
  }
  for (std::size_t type = 0; type < by_type.size(); ++type) {
    out.types[corpus.label_set.types()[type]] = by_type[type];
    out.entities += by_type[type];
  }
  return out;
}

std::size_t shared_sentences(const TextCorpus& corpus, const TextCorpus& other) {
  std::unordered_set<std::string> known;
  for (const auto& sentence : other.sentences) known.insert(key_of(sentence));
  return static_cast<std::size_t>(
      std::count_if(corpus.sentences.begin(), corpus.sentences.end(),
                    [&](const Sentence& sentence) { return known.contains(key_of(sentence)); }));
}

}  // namespace xner::data
