// What harness/nn/evaluations.hpp keeps between evaluation points goes into a checkpoint and comes
// back: the outputs are those of a training that was not interrupted, and are not as soon as any
// part of the state is lost.
#include "harness/nn/evaluations.hpp"

#include <array>
#include <filesystem>
#include <functional>
#include <map>

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <gmock/gmock.h>

#include "harness/base/files.hpp"
#include "harness/nn/predict.hpp"
#include "harness/text/windows.hpp"
#include "tests/support/fake_context.hpp"
#include "tests/support/nn_samples.hpp"
#include "tests/support/toy_tokenizer.hpp"

namespace xner::nn {
namespace {

namespace fs = std::filesystem;
using sdk::Json;
using support::ToyTokenizer;
using ::testing::HasSubstr;

constexpr std::array<std::int64_t, 3> kSteps{5, 10, 15};
constexpr std::int64_t kBest = 10;  // the dev set's gold is what the model says after this one

/// Every row of the table is trainable but those of pieces 30 to 39.
TokenClassifier new_model() {
  TokenClassifier model = support::tiny_model(7);
  std::vector<text::PieceId> pieces;
  for (text::PieceId piece = 0; piece < 30; ++piece) pieces.push_back(piece);
  model.make_trainable(pieces);
  return model;
}

/// Gives the model the weights that it has after so many steps.
void train_to(TokenClassifier& model, std::int64_t step) {
  const at::NoGradGuard no_gradients;
  TokenClassifier then = support::tiny_model(100 + static_cast<std::uint64_t>(step));
  std::vector<text::PieceId> pieces;
  for (text::PieceId piece = 0; piece < 30; ++piece) pieces.push_back(piece);
  then.make_trainable(pieces);
  const auto from = then.trainable_parameters(), to = model.trainable_parameters();
  for (std::size_t i = 0; i < to.size(); ++i) at::Tensor(to[i].tensor).copy_(from[i].tensor);
  model.word_embeddings.set_others_scale(1.0 / static_cast<double>(step));
}

data::TextCorpus make_corpus(const std::string& name, int sentences) {
  data::TextCorpus corpus{name, "xx", {}};
  for (int s = 0; s < sentences; ++s) {
    data::Sentence sentence{std::to_string(s + 1), {}, ""};
    for (int w = 0; w < 4 + s % 3; ++w)
      sentence.words.push_back(name + std::to_string(s) + "." + std::to_string(w));
    corpus.sentences.push_back(std::move(sentence));
  }
  return corpus;
}

class EvaluationsState : public ::testing::Test {
 protected:
  EvaluationsState() {
    conditions_.max_length = 32;
    conditions_.stride = 8;
    const fs::path inputs = room_.path() / "inputs";
    request_.output_folder = room_.path() / "outputs";
    request_.inputs = {{"dev", inputs / "dev.jsonl"}, {"encoder", inputs / "encoder"}};
    write_file(inputs / "encoder" / "vocab.txt", "[PAD]\n");
    write_dev(inputs / "dev.jsonl");
    for (const char* split : {"dev", "test"}) {
      const fs::path file = inputs / (std::string(split) + "-de.jsonl");
      write_file(file, data::to_canonical(make_corpus(split, 6)));
      request_.inputs[std::string("watch/de/") + split] = file;
    }
  }

  void write_dev(const fs::path& file) const {
    const data::TextCorpus corpus = make_corpus("source", 12);
    const auto windows =
        text::encode(corpus, ToyTokenizer(), {conditions_.max_length, conditions_.stride});
    TokenClassifier model = new_model();
    train_to(model, kBest);
    sdk::Usage unused;
    const auto gold = predict(model, corpus, windows, {}, {}, unused);
    std::string text =
        Json{{"name", "source"}, {"language", "xx"}, {"labels", model.labels}}.dump() + "\n";
    for (std::size_t s = 0; s < corpus.sentences.size(); ++s) {
      Json labels = Json::array();
      for (const auto label : gold.labels[s]) {
        std::string name = model.labels[static_cast<std::size_t>(label)];
        if (name[0] == 'I') name[0] = 'B';  // a corpus is IOB2
        labels.push_back(name);
      }
      text += Json{{"id", corpus.sentences[s].id},
                   {"words", corpus.sentences[s].words},
                   {"labels", labels}}
                  .dump() +
              "\n";
    }
    write_file(file, text);
  }

  /// All that a stage leaves: its output files and its facts, by name.
  using Left = std::map<std::string, std::string>;

  /// @param interrupted the step after whose evaluation the stage is started anew; 0: never.
  /// @param spoil what happens to the checkpoint.
  Left evaluate(std::int64_t interrupted, const std::function<void(TrainingState&)>& spoil = {}) {
    fs::remove_all(request_.output_folder);
    TrainingState state;
    if (interrupted > 0) state = first_start(interrupted);
    if (spoil) spoil(state);
    fs::remove_all(request_.output_folder);  // as before every start
    test::FakeContext context(request_);
    TokenClassifier model = new_model();
    Evaluations evaluations(context, model, conditions_, {"last", "best_source_dev"},
                            ToyTokenizer());
    if (interrupted > 0) evaluations.restore(state);
    std::vector<StepRecord> history;
    for (const std::int64_t step : kSteps) {
      train_to(model, step);
      if (step > interrupted) notes_[step] = evaluations.run(step);
      history.push_back({step, 1.0, 1e-3, 0.5});
    }
    evaluations.finish(history);
    Left left{{"facts", context.facts().dump()}};
    for (const auto& entry : fs::recursive_directory_iterator(request_.output_folder))
      if (entry.is_regular_file())
        left[entry.path().lexically_relative(request_.output_folder).string()] =
            read_file(entry.path());
    return left;
  }

  /// What is in the checkpoint of a start that was killed.
  TrainingState first_start(std::int64_t until) {
    test::FakeContext context(request_);
    TokenClassifier model = new_model();
    Evaluations evaluations(context, model, conditions_, {"last", "best_source_dev"},
                            ToyTokenizer());
    for (const std::int64_t step : kSteps) {
      if (step > until) break;
      train_to(model, step);
      static_cast<void>(evaluations.run(step));
    }
    TrainingState state;
    evaluations.save(state);
    TrainingCheckpoints checkpoints(room_.path() / "attempt", "key", 0);
    EXPECT_EQ(checkpoints.save(until, state), "");
    state = checkpoints.newest().value();
    fs::remove_all(room_.path() / "attempt");
    return state;
  }

  TemporaryFolder room_;
  sdk::StageRequest request_;
  sdk::Conditions conditions_;
  std::map<std::int64_t, std::string> notes_;  ///< of the evaluations, by step
};

TEST_F(EvaluationsState, ComesBackFromACheckpoint) {
  const Left whole = evaluate(0);
  // So that every part is worth something: the best is in the middle, the others above nothing.
  EXPECT_THAT(whole.at("facts"), HasSubstr("\"best_step\":10"));
  EXPECT_THAT(notes_.at(15), testing::Not(HasSubstr("dev F1 0.00")));
  ASSERT_TRUE(whole.contains("watched-de/test/5.txt"));
  ASSERT_TRUE(whole.contains("model-best_source_dev/model.safetensors"));
  EXPECT_NE(whole.at("model-best_source_dev/model.safetensors"),
            whole.at("model-last/model.safetensors"));
  for (const std::int64_t step : kSteps) EXPECT_TRUE(evaluate(step) == whole) << step;
}

/// Every part of the state matters.
TEST_F(EvaluationsState, NegativeControls) {
  const Left whole = evaluate(0);
  const std::map<std::string, std::function<void(TrainingState&)>> controls{
      {"best value", [](TrainingState& state) { state.values["evaluations"]["best_f1"] = 0.0; }},
      {"best step", [](TrainingState& state) { state.values["evaluations"]["best_step"] = 5; }},
      {"points of the history",
       [](TrainingState& state) { state.values["evaluations"]["points"].erase(0); }},
      {"a point's value",
       [](TrainingState& state) { state.values["evaluations"]["points"][0][1] = nullptr; }},
      {"best weights, but of another step",
       [](TrainingState& state) {
         TokenClassifier other = new_model();
         train_to(other, 5);
         Snapshot(other).save(state, "best");
       }},
      {"decay of untouched rows", [](TrainingState& state) { state.values["best"] = 1.0; }},
      {"a watched file, but of another step", [](TrainingState& state) {
         state.tensors.at("watched-de/test/5") = state.tensors.at("watched-de/test/10");
       }}};
  for (const auto& [name, control] : controls) EXPECT_FALSE(evaluate(10, control) == whole) << name;
  EXPECT_TRUE(evaluate(10) == whole);
}

/// A part that is missing is no checkpoint of this training.
TEST_F(EvaluationsState, WhatIsMissingIsNoticed) {
  const auto without = [&](const std::string& name) {
    return [=](TrainingState& state) { ASSERT_EQ(state.tensors.erase(name), 1U) << name; };
  };
  EXPECT_ANY_THROW((void)evaluate(10, without("watched-de/dev/5")));
  EXPECT_ANY_THROW((void)evaluate(10, without("best/0")));
}

}  // namespace
}  // namespace xner::nn
