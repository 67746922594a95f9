// See error_facts.hpp.
#include "harness/flow/error_facts.hpp"

#include <utility>

#include "harness/base/error.hpp"
#include "harness/flow/predicted_labels.hpp"

namespace xner::flow {

score::TestSet ErrorFacts::test_set(const std::string& target, const std::string& train) {
  score::TestSet test;
  for (const auto& sentence : materials_.gold(target, "test").text.sentences)
    test.words.emplace_back(sentence.words);
  test.pieces = pieces(target);
  test.seen = &surfaces(train);
  return test;
}

const score::Surfaces& ErrorFacts::surfaces(const std::string& train) {
  if (const auto at = surfaces_.find(train); at != surfaces_.end()) return at->second;
  const data::LabelledCorpus& corpus = materials_.source_train(train);
  const auto labels = label_names(corpus);
  score::Surfaces surfaces;
  for (std::size_t s = 0; s < corpus.size(); ++s)
    surfaces.add(corpus.text.sentences[s].words, labels[s]);
  return surfaces_.emplace(train, std::move(surfaces)).first->second;
}

/// A method may do without: its score is not lost for a bucket.
bool ErrorFacts::has_tokenizer() {
  if (std::exchange(looked_, true)) return tokenizer_ != nullptr;
  try {
    tokenizer_ = text::load_tokenizer(materials_.encoder().folder);
  } catch (const Error&) {
  }
  return tokenizer_ != nullptr;
}

const std::vector<std::int32_t>& ErrorFacts::pieces(const std::string& target) {
  if (const auto at = pieces_.find(target); at != pieces_.end()) return at->second;
  std::vector<std::int32_t> pieces;
  if (!has_tokenizer()) return pieces_.emplace(target, std::move(pieces)).first->second;
  std::vector<text::PieceId> of_word;
  for (const auto& sentence : materials_.gold(target, "test").text.sentences)
    for (const auto& word : sentence.words) {
      of_word.clear();
      tokenizer_->encode_word(word, of_word);
      pieces.push_back(static_cast<std::int32_t>(of_word.size()));
    }
  return pieces_.emplace(target, std::move(pieces)).first->second;
}

}  // namespace xner::flow
