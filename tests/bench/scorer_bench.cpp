// How fast entities are counted. The answer is compared with the naive scorer before anything is
// timed.
#include <benchmark/benchmark.h>

#include "harness/base/random.hpp"
#include "harness/score/entity_f1.hpp"
#include "tests/support/naive_scorer.hpp"

namespace {

using xner::RandomStream;
using xner::test::LabelledPair;

/// Sentences of 5 to 35 words with one entity in about ten words, three types, and errors in one
/// word of ten.
std::vector<LabelledPair> make_sentences(std::size_t words) {
  const char* const types[] = {"LOC", "ORG", "PER"};
  RandomStream random(1);
  std::vector<LabelledPair> sentences;
  for (std::size_t made = 0; made < words;) {
    LabelledPair& sentence = sentences.emplace_back();
    const std::size_t length = std::min<std::size_t>(5 + random.below(31), words - made);
    while (sentence.gold.size() < length) {
      const std::string type = types[random.below(3)];
      const bool entity = random.below(8) == 0;
      sentence.gold.push_back(entity ? "B-" + type : "O");
      if (entity && random.below(2) == 0 && sentence.gold.size() < length)
        sentence.gold.push_back("I-" + type);
    }
    for (const auto& label : sentence.gold)
      sentence.predicted.push_back(
          random.below(10) == 0 ? std::string("B-") + types[random.below(3)] : label);
    made += length;
  }
  return sentences;
}

void score_words(benchmark::State& state) {
  const auto pairs = make_sentences(static_cast<std::size_t>(state.range(0)));
  std::vector<xner::score::SentenceLabels> sentences;
  for (const auto& pair : pairs) sentences.push_back({pair.gold, pair.predicted});
  if (xner::score::score_conlleval(sentences).overall != xner::test::count_by_spans(pairs)) {
    state.SkipWithError("the scorer and the naive scorer disagree");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(xner::score::score_conlleval(sentences));
  state.SetItemsProcessed(state.iterations() * state.range(0));
  state.SetLabel("items are words");
}
BENCHMARK(score_words)->Arg(1000)->Arg(49000)->Unit(benchmark::kMillisecond);

}  // namespace
