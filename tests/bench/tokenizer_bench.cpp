// How fast text becomes wordpieces, with mBERT's vocabulary and WikiAnn from the tests' shared
// data; items are wordpieces. Before anything is timed, every golden vector that the references
// agree on must come out right.
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include "harness/data/corpus.hpp"
#include "harness/text/tokenizer.hpp"
#include "harness/text/windows.hpp"

namespace {

using xner::text::PieceId;
using xner::text::Tokenizer;

constexpr auto kAbsent = "no mBERT or WikiAnn: set XNER_SHARED_DATA to the tests' shared data";

std::filesystem::path data_folder() {
  const char* named = std::getenv("XNER_SHARED_DATA");
  return named != nullptr ? named : "../shared/data";
}

std::filesystem::path encoder_folder() {
  return data_folder() / "tokenizers/bert-base-multilingual-cased";
}

/// The sentences of a WikiAnn training split; empty if the file is absent.
xner::data::TextCorpus read_wikiann(const std::string& language) {
  xner::data::TextCorpus corpus;
  std::ifstream file(data_folder() / "wikiann" / language / "train.tsv");
  bool begins = true;
  for (std::string line; std::getline(file, line); begins = line.empty()) {
    if (line.empty()) continue;
    if (begins) corpus.sentences.emplace_back();
    corpus.sentences.back().words.push_back(line.substr(0, line.find('\t')));
  }
  return corpus;
}

std::string first_difference(const Tokenizer& tokenizer) {
  std::ifstream file(encoder_folder() / "mbert_cased_golden.jsonl");
  for (std::string line; std::getline(file, line);) {
    const auto golden = nlohmann::json::parse(line);
    if (!golden.at("agree").get<bool>()) continue;
    const auto text = golden.at("text").get<std::string>();
    if (tokenizer.encode_line(text).ids != golden.at("ids").get<std::vector<PieceId>>())
      return "wrong wordpieces: " + text;
  }
  return "";
}

/// The tokenizer, checked once; null with the reason in `state` if it is absent or wrong.
const Tokenizer* checked_tokenizer(benchmark::State& state) {
  static std::unique_ptr<Tokenizer> tokenizer;
  if (!std::filesystem::exists(encoder_folder())) {
    state.SkipWithError(kAbsent);
    return nullptr;
  }
  if (!tokenizer) {
    auto loaded = xner::text::load_tokenizer(encoder_folder());
    if (const std::string wrong = first_difference(*loaded); !wrong.empty()) {
      state.SkipWithError(wrong.c_str());
      return nullptr;
    }
    tokenizer = std::move(loaded);
  }
  return tokenizer.get();
}

void words(benchmark::State& state, const std::string& language) {
  const Tokenizer* tokenizer = checked_tokenizer(state);
  if (tokenizer == nullptr) return;
  const auto corpus = read_wikiann(language);
  if (corpus.sentences.empty()) return state.SkipWithError(kAbsent);
  std::vector<PieceId> pieces;
  std::int64_t count = 0;
  for (auto _ : state) {
    for (const auto& sentence : corpus.sentences) {
      pieces.clear();
      for (const auto& word : sentence.words) tokenizer->encode_word(word, pieces);
      count += static_cast<std::int64_t>(pieces.size());
    }
    benchmark::DoNotOptimize(pieces.data());
  }
  state.SetItemsProcessed(count);
}

void lines(benchmark::State& state, const std::string& language) {
  const Tokenizer* tokenizer = checked_tokenizer(state);
  if (tokenizer == nullptr) return;
  std::vector<std::string> texts;
  for (const auto& sentence : read_wikiann(language).sentences) {
    std::string& text = texts.emplace_back();
    for (const auto& word : sentence.words) text += (text.empty() ? "" : " ") + word;
  }
  if (texts.empty()) return state.SkipWithError(kAbsent);
  std::int64_t count = 0;
  for (auto _ : state)
    for (const auto& text : texts)
      count += static_cast<std::int64_t>(tokenizer->encode_line(text).ids.size());
  state.SetItemsProcessed(count);
}

void corpus_to_windows(benchmark::State& state, const std::string& language) {
  const Tokenizer* tokenizer = checked_tokenizer(state);
  if (tokenizer == nullptr) return;
  const auto corpus = read_wikiann(language);
  if (corpus.sentences.empty()) return state.SkipWithError(kAbsent);
  std::int64_t count = 0;
  for (auto _ : state)
    for (const auto& window : xner::text::encode(corpus, *tokenizer, {}).windows)
      count += static_cast<std::int64_t>(window.pieces.size()) - 2;
  state.SetItemsProcessed(count);
}

void load(benchmark::State& state) {
  if (checked_tokenizer(state) == nullptr) return;
  for (auto _ : state) benchmark::DoNotOptimize(xner::text::load_tokenizer(encoder_folder()));
}

BENCHMARK_CAPTURE(words, en, "en")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(words, de, "de")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(words, ar, "ar")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(lines, en, "en")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(lines, ar, "ar")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(corpus_to_windows, en, "en")->Unit(benchmark::kMillisecond);
BENCHMARK(load)->Unit(benchmark::kMillisecond);

}  // namespace
