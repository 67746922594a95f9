// How fast words are labelled: packed passes of some thousand wordpieces against one sentence a
// pass, fp32 and bf16, on WikiAnn with random weights. Before anything is timed, packed and
// unpacked logits must agree.
#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/max.h>
#include <benchmark/benchmark.h>

#include "harness/nn/initialise.hpp"
#include "harness/nn/predict.hpp"
#include "tests/bench/training_fixture.hpp"

namespace {

using namespace xner;

constexpr std::int32_t kSentences = 100;
constexpr std::int64_t kOneSentence = 1;  ///< wordpieces a pass; a pass has at least one sequence

/// The first sentences of WikiAnn English and a small model, so that the check does not take
/// minutes.
struct Fixture {
  data::TextCorpus corpus;
  text::EncodedCorpus windows;
  nn::TokenClassifier model;

  explicit Fixture(const std::filesystem::path& data)
      : Fixture(bench::load_wikiann(data, data / "tokenizers/bert-base-multilingual-cased")) {}

  [[nodiscard]] nn::Prediction predict(std::int64_t tokens, at::ScalarType precision,
                                       bool logits) const {
    sdk::Usage usage;
    return nn::predict(model, corpus, windows, {precision, tokens, logits}, {}, usage);
  }

 private:
  explicit Fixture(bench::WikiAnn wikiann)
      : corpus(std::move(wikiann.corpus.text)),
        model(nn::new_token_classifier(bench::encoder_shape("tiny", wikiann.vocabulary),
                                       {"O", "B-LOC", "I-LOC"}, 1)) {
    corpus.sentences.resize(kSentences);
    windows.sentences = kSentences;
    windows.words = corpus.word_count();
    for (auto& window : wikiann.windows.windows)
      if (window.sentence < kSentences) windows.windows.push_back(std::move(window));
  }
};

/// Made and checked once; null with the reason in `state` if the data is absent or the answer is
/// wrong.
const Fixture* checked_fixture(benchmark::State& state) {
  static std::unique_ptr<Fixture> fixture;
  static bool agree = false;
  const auto data = bench::shared_data();
  if (!data) {
    state.SkipWithError("no WikiAnn: set XNER_SHARED_DATA to the tests' shared data");
    return nullptr;
  }
  if (!fixture) {
    fixture = std::make_unique<Fixture>(*data);
    const at::Tensor packed = fixture->predict(4096, at::kFloat, true).logits;
    const at::Tensor single = fixture->predict(kOneSentence, at::kFloat, true).logits;
    agree = (packed - single).abs().max().item<double>() < 1e-4;
  }
  if (agree) return fixture.get();
  state.SkipWithError("packed and single sentences disagree");
  return nullptr;
}

void label_words(benchmark::State& state, at::ScalarType precision) {
  const Fixture* fixture = checked_fixture(state);
  if (fixture == nullptr) return;
  for (auto _ : state)
    benchmark::DoNotOptimize(fixture->predict(state.range(0), precision, false).labels);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(fixture->windows.words));
  state.SetLabel("items are words");
}
BENCHMARK_CAPTURE(label_words, fp32, at::kFloat)
    ->Arg(kOneSentence)
    ->Arg(1024)
    ->Arg(4096)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(label_words, bf16, at::kBFloat16)->Arg(4096)->Unit(benchmark::kMillisecond);

}  // namespace
