// The smallest honest method: each word gets the label that it had most often in the source;
// unknown words get O. No encoder, no tensors. Copy this folder to begin a method of your own.
#include "harness/sdk/method.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include <boost/dll/alias.hpp>
#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/data/corpus.hpp"

namespace {

namespace data = xner::data;
namespace sdk = xner::sdk;

constexpr const char* kId = "word_memory";
constexpr const char* kMemory = "memory.json";
constexpr const char* kPredictions = "predictions.txt";

/// Input "train": labelled corpus. Output: {word: label}. Of labels that are equally frequent, the
/// first by name wins.
void learn(sdk::StageContext& context) {
  const auto corpus = data::read_labelled_corpus(context.input("train"));
  if (corpus.size() == 0)
    throw xner::Error(xner::ErrorKind::kData,
                      "word_memory: expected sentences to learn from, found an empty corpus",
                      xner::Place{context.input("train").string()});
  const auto at_least = context.request().parameters.at("minimum_count").get<std::int64_t>();

  std::map<std::string, std::map<std::string, std::int64_t>> counts;
  for (std::size_t s = 0; s < corpus.size(); ++s) {
    const auto& words = corpus.text.sentences[s].words;
    for (std::size_t w = 0; w < words.size(); ++w)
      ++counts[words[w]][corpus.label_set.name(corpus.labels[s][w])];
    context.progress(
        {"train", static_cast<std::int64_t>(s + 1), static_cast<std::int64_t>(corpus.size()), ""});
  }
  sdk::Json memory = sdk::Json::object();
  for (const auto& [word, labels] : counts) {
    const auto best =
        std::max_element(labels.begin(), labels.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    if (best->second >= at_least) memory[word] = best->first;
  }
  xner::write_file(context.output(kMemory), memory.dump() + "\n");
  context.fact("words_remembered", memory.size());
}

/// Inputs "memory" and "text". Output: a line a sentence, label names separated by one space.
void predict(sdk::StageContext& context) {
  const auto memory = sdk::Json::parse(xner::read_file(context.input("memory")));
  const auto text = data::read_text_corpus(context.input("text"));
  std::string lines;
  for (const auto& sentence : text.sentences) {
    for (std::size_t w = 0; w < sentence.words.size(); ++w)
      lines += (w > 0 ? " " : "") + memory.value(sentence.words[w], std::string("O"));
    lines += "\n";
    context.progress({"predict", ++context.usage().predict_sentences,
                      static_cast<std::int64_t>(text.sentences.size()), ""});
    context.usage().predict_words += static_cast<std::int64_t>(sentence.words.size());
  }
  xner::write_file(context.output(kPredictions), lines);
}

class WordMemory final : public sdk::Method {
 public:
  [[nodiscard]] sdk::MethodDescription describe() const override {
    return {.id = kId,
            .version = "1.0",
            .title = "Word memory: each word's most frequent label in the source",
            .paper =
                "The baseline of the CoNLL-2003 shared task, by word instead of by phrase (Tjong "
                "Kim Sang and De "
                "Meulder, CoNLL 2003)",
            .parameters = {{"minimum_count",
                            1,
                            "occurrences that a label must have to be remembered",
                            1.0,
                            {},
                            {}}},
            .needs = {.source_dev = false, .translations = false, .unlabelled = false}};
  }

  /// Nothing here is random, so that one training serves all seeds: stages without a seed are equal
  /// for all of them.
  [[nodiscard]] sdk::Plan plan(const sdk::PlanRequest& request) const override {
    sdk::Plan plan;
    plan.stages.push_back({.id = "learn",
                           .method = kId,
                           .type = "learn",
                           .parameters = request.parameters,
                           .inputs = {{"train", "data:source/train"}},
                           .outputs = {kMemory}});
    for (const std::string& target : request.targets) {
      plan.stages.push_back({.id = "predict-" + target,
                             .method = kId,
                             .type = "predict",
                             .parameters = sdk::Json::object(),
                             .inputs = {{"memory", fmt::format("stage:learn/{}", kMemory)},
                                        {"text", fmt::format("data:target/{}/test", target)}},
                             .outputs = {kPredictions}});
      for (const std::uint64_t seed : request.seeds)
        for (const std::string& selector : request.selectors)
          plan.predictions.push_back(
              {target, seed, selector, "test", "predict-" + target, kPredictions});
    }
    return plan;
  }

  void run_stage(sdk::StageContext& context) override {
    if (context.request().type == "learn") return learn(context);
    if (context.request().type == "predict") return predict(context);
    throw xner::Error(
        xner::ErrorKind::kPlugin,
        fmt::format("word_memory: expected a stage of type learn or predict, found '{}'",
                    context.request().type));
  }
};

std::unique_ptr<sdk::Method> create_method() { return std::make_unique<WordMemory>(); }

}  // namespace

BOOST_DLL_ALIAS(create_method, xner_create_method)
