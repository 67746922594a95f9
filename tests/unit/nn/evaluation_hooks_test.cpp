// Evaluation points with a head of the method's own: what it labels is what is scored, watched and
// selected, and what it needs is saved with each model.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros.h>
#include <gmock/gmock.h>

#include "harness/base/files.hpp"
#include "harness/data/sample_encoder.hpp"
#include "harness/nn/checkpoint.hpp"
#include "harness/nn/evaluations.hpp"
#include "harness/text/tokenizer.hpp"
#include "tests/support/fake_context.hpp"

namespace xner::nn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

/// Labels of the model: O 0, B-LOC 1, I-LOC 2, B-PER 3, I-PER 4.
data::LabelledCorpus corpus(const std::string& name) {
  return {{name, "aa", {{"1", {"a", "b", "c"}, ""}, {"2", {"d"}, ""}}},
          data::LabelSet({"LOC", "PER"}),
          {{3, 4, 0}, {1}}};
}

class OwnHead : public testing::Test {
 protected:
  OwnHead() {
    data::write_random_tiny_encoder(at("encoder"));
    write_file(at("dev"), to_canonical(corpus("dev")));
    write_file(at("watched"), to_canonical(corpus("watched").text));
    tokenizer_ = text::load_tokenizer(at("encoder"));
    model_ = load_token_classifier(at("encoder"), {"O", "B-LOC", "I-LOC", "B-PER", "I-PER"}, 1);
    model_.make_trainable({});
    model_.companions = {{"head", at::zeros({1}).requires_grad_(true), true}};
  }
  [[nodiscard]] std::filesystem::path at(const std::string& name) const {
    return folder_.path() / name;
  }
  [[nodiscard]] test::FakeContext context() const {
    sdk::StageRequest request;
    request.inputs = {
        {"encoder", at("encoder")}, {"dev", at("dev")}, {"watch/bb/test", at("watched")}};
    request.output_folder = at("out");
    return test::FakeContext(request);
  }
  void set_head(double value) {
    const at::NoGradGuard no_gradients;
    at::Tensor(model_.companions[0].tensor).fill_(value);
  }
  /// What the head says: everything at 1; without the second sentence's entity at 2.
  [[nodiscard]] Prediction labels() const {
    const bool all = model_.companions[0].tensor.item<float>() == 1;
    return {.labels = {{3, 4, 0}, {all ? 1 : 0}}, .logits = {}, .word_index = {}};
  }

  TemporaryFolder folder_;
  std::unique_ptr<text::Tokenizer> tokenizer_;
  TokenClassifier model_;
};

TEST_F(OwnHead, IsWhatEvaluationPointsAskAndKeep) {
  test::FakeContext stage = context();
  std::vector<std::string> asked;
  std::map<std::string, float> saved;
  Evaluations evaluations(
      stage, model_, sdk::Conditions{}, {"last", "best_source_dev", "target_dev"}, *tokenizer_,
      {.predict =
           [&](const data::TextCorpus& text, const auto& windows, const auto&, sdk::Usage&) {
             EXPECT_EQ(windows.sentences, text.sentences.size());
             asked.push_back(text.name);
             return labels();
           },
       .save =
           [&](const std::filesystem::path& folder) {
             EXPECT_TRUE(std::filesystem::exists(folder / "model.safetensors"));
             saved[folder.filename()] = model_.companions[0].tensor.item<float>();
           }});
  set_head(1);
  EXPECT_EQ(evaluations.run(1), "dev F1 100.00");
  set_head(2);
  EXPECT_EQ(evaluations.run(2), "dev F1 66.67");  // precision 1, recall 1/2
  evaluations.finish(std::vector<StepRecord>{{1, 0.5, 1e-3, 2.0}, {2, 1, 1e-3, 1.0}});

  EXPECT_THAT(asked, ElementsAre("dev", "watched", "dev", "watched"));
  EXPECT_EQ(read_file(at("out/watched-bb/test/1.txt")), "B-PER I-PER O\nB-LOC\n");
  EXPECT_EQ(read_file(at("out/watched-bb/test/2.txt")), "B-PER I-PER O\nO\n");
  EXPECT_THAT(saved, UnorderedElementsAre(Pair("model-last", 2), Pair("model-best_source_dev", 1)));
  EXPECT_EQ(stage.facts()["best_step"], 1);
  EXPECT_THAT(read_file(at("out/history.tsv")), HasSubstr("\t0.666667\n"));
}

}  // namespace
}  // namespace xner::nn
