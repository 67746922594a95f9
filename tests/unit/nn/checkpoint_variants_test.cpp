// Tests of harness/nn/checkpoint.hpp: what checkpoints of other makers look like. Shards, prefixes,
// dtypes, leftovers, and classifiers that are none.
#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>
#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/nn/checkpoint.hpp"
#include "harness/nn/safetensors.hpp"
#include "tests/support/nn_samples.hpp"

namespace xner::nn {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Json = nlohmann::json;
using Tensors = std::map<std::string, at::Tensor>;

class CheckpointVariants : public ::testing::Test {
 protected:
  CheckpointVariants() { use(support::tiny_config()); }

  /// Saves a model of the configuration, to be changed by the test.
  void use(const EncoderConfig& config) {
    model_ = support::tiny_model(3, config);
    save_token_classifier(model_, folder_, root_.path());
    tensors_ = read_safetensors(folder_ / "model.safetensors");
  }
  void write(const Tensors& tensors, const std::string& name = "model.safetensors") const {
    write_safetensors(folder_ / name, {tensors.begin(), tensors.end()});
  }
  /// Two files and an index; `change` may spoil the index.
  template <typename Change>
  void write_shards(Change change) {
    Tensors first, second;
    Json map;
    for (const auto& [name, tensor] : tensors_) {
      const bool one = first.size() <= second.size();
      (one ? first : second).emplace(name, tensor);
      map[name] = one ? "model-1.safetensors" : "model-2.safetensors";
    }
    change(map);
    write(first, "model-1.safetensors");
    write(second, "model-2.safetensors");
    fs::remove(folder_ / "model.safetensors");
    write_file(folder_ / "model.safetensors.index.json", Json{{"weight_map", map}}.dump());
  }
  void change_config(const char* field, const Json& value) const {
    auto json = Json::parse(read_file(folder_ / "config.json"));
    json[field] = value;
    if (value.is_null()) json.erase(field);
    write_file(folder_ / "config.json", json.dump());
  }
  [[nodiscard]] std::string error(const std::vector<std::string>& labels = {}) const {
    try {
      (void)load_token_classifier(folder_, labels, 1);
      return "no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kData);
      return error.what();
    }
  }
  void expect_loaded() const {
    const TokenClassifier loaded = load_token_classifier(folder_, {}, 1);
    const auto left = support::all_tensors(loaded);
    const auto right = support::all_tensors(model_);
    for (std::size_t i = 0; i < left.size(); ++i)
      EXPECT_TRUE(left[i].second.equal(right[i].second)) << left[i].first;
  }

  TemporaryFolder root_;
  fs::path folder_ = root_.path() / "model";
  TokenClassifier model_;
  Tensors tensors_;
};

TEST_F(CheckpointVariants, Shards) {
  write_shards([](Json&) {});
  expect_loaded();
}

TEST_F(CheckpointVariants, IndexAndShardsMustAgree) {
  write_shards([](Json& map) { map["bert.more"] = "model-1.safetensors"; });
  EXPECT_THAT(error(), AllOf(HasSubstr("index.json"), HasSubstr("missing: bert.more in model-1")));
  std::string other;
  write_shards([&](Json& map) {
    other = map["classifier.bias"] == "model-1.safetensors" ? "model-2" : "model-1";
    map["classifier.bias"] = other + ".safetensors";
  });
  EXPECT_THAT(error(), HasSubstr("missing: classifier.bias in " + other));
  write_shards([](Json& map) { map.erase("classifier.weight"); });
  EXPECT_THAT(error(), HasSubstr("the index does not name: classifier.weight in"));
  write_shards([](Json&) {});
  write(tensors_, "model-1.safetensors");
  EXPECT_THAT(error(), HasSubstr("model-1.safetensors as well"));
}

TEST_F(CheckpointVariants, RobertaHasItsOwnPrefix) {
  use(support::tiny_roberta_config());
  EXPECT_TRUE(tensors_.contains("roberta.encoder.layer.0.attention.self.query.weight"));
  EXPECT_THAT(Json::parse(read_file(folder_ / "config.json"))["architectures"],
              ElementsAre("XLMRobertaForTokenClassification"));
  expect_loaded();
  Tensors bare;
  for (const auto& [name, tensor] : tensors_)
    bare.emplace(name.starts_with("roberta.") ? name.substr(8) : name, tensor);
  write(bare);
  expect_loaded();
}

TEST_F(CheckpointVariants, APrefixOfAnotherFamilyIsNamed) {
  change_config("model_type", "xlm-roberta");
  EXPECT_THAT(error(), AllOf(HasSubstr("'roberta.embeddings.word_embeddings.weight'"),
                             HasSubstr("found 'bert.embeddings.word_embeddings.weight'")));
}

TEST_F(CheckpointVariants, EveryFloatingDtypeBecomesFloat32) {
  for (const at::ScalarType type : {at::kHalf, at::kBFloat16, at::kDouble}) {
    Tensors stored;
    for (const auto& [name, tensor] : tensors_) stored.emplace(name, tensor.to(type));
    write(stored);
    const TokenClassifier loaded = load_token_classifier(folder_, {}, 1);
    EXPECT_TRUE(loaded.classifier.weight.equal(model_.classifier.weight.to(type).to(at::kFloat)));
    EXPECT_EQ(loaded.layers[0].query_key_value.bias.scalar_type(), at::kFloat);
  }
  Tensors stored = tensors_;
  stored["bert.encoder.layer.0.output.dense.weight"] = at::zeros({16, 32}, at::kChar);
  write(stored);
  EXPECT_THAT(error(), AllOf(HasSubstr("layer.0.output.dense.weight"), HasSubstr("found Char"),
                             HasSubstr("quantised")));
}

TEST_F(CheckpointVariants, LeftoversAreListed) {
  Tensors stored = tensors_;
  stored["bert.pooler.dense.weight"] = at::zeros({16, 16});
  stored["cls.predictions.bias"] = at::zeros({40});
  stored["cls.seq_relationship.bias"] = at::zeros({2});
  stored["bert.embeddings.position_ids"] = at::zeros({1, 64}, at::kLong);
  write(stored);
  LoadNotes notes;
  (void)load_token_classifier(folder_, {}, 1, &notes);
  EXPECT_THAT(notes.ignored, ElementsAre("bert.embeddings.position_ids", "bert.pooler.dense.weight",
                                         "cls.predictions.bias", "cls.seq_relationship.bias"));
  EXPECT_THAT(notes.unexpected, IsEmpty());
  EXPECT_FALSE(notes.new_classifier);
  (void)load_token_classifier(folder_, {"O", "B-X"}, 1, &notes);
  EXPECT_TRUE(notes.new_classifier);
  EXPECT_THAT(notes.ignored, ::testing::Contains("classifier.weight"));
}

TEST_F(CheckpointVariants, UnknownTensorsInsideTheEncoderAreRefused) {
  Tensors stored = tensors_;
  for (int layer = 0; layer < 25; ++layer)
    stored["bert.encoder.layer." + std::to_string(layer) + ".adapter.weight"] = at::zeros({2});
  write(stored);
  EXPECT_THAT(error(), AllOf(HasSubstr("bert.encoder.layer.0.adapter.weight"),
                             HasSubstr(" and 5 more"), Not(HasSubstr("bert.encoder.layer.9."))));
  // A second LayerNorm under the old name is one tensor too many as well.
  stored = tensors_;
  stored["bert.embeddings.LayerNorm.gamma"] = at::zeros({16});
  write(stored);
  EXPECT_THAT(error(), HasSubstr("bert.embeddings.LayerNorm.gamma"));
}

TEST_F(CheckpointVariants, UnknownTensorsBesideTheEncoderDependOnTheClassifier) {
  Tensors stored = tensors_;
  stored["crf.transitions"] = at::zeros({5, 5});
  write(stored);
  EXPECT_THAT(error(), AllOf(HasSubstr("beside the classifier"), HasSubstr("crf.transitions")));
  LoadNotes notes;  // a new head: only the encoder counts
  (void)load_token_classifier(folder_, {"O", "B-X"}, 1, &notes);
  EXPECT_THAT(notes.unexpected, ElementsAre("crf.transitions"));
}

TEST_F(CheckpointVariants, LayersOfADeeperEncoderAreRefused) {
  change_config("num_hidden_layers", 1);
  EXPECT_THAT(error(), HasSubstr("bert.encoder.layer.1."));
  change_config("num_hidden_layers", 3);
  EXPECT_THAT(error(), HasSubstr("expected a tensor 'bert.encoder.layer.2."));
}

TEST_F(CheckpointVariants, ClassifierWithoutLabelNamesIsForTrainingOnly) {
  change_config("id2label", nullptr);
  change_config("label2id", nullptr);
  EXPECT_THAT(error(), AllOf(HasSubstr("labels config.json does not name"), HasSubstr("id2label")));
  EXPECT_EQ(error(support::tiny_labels()), "no error");
}

TEST_F(CheckpointVariants, ClassifierOfSentencesIsNoTokenClassifier) {
  change_config("architectures", {"BertForSequenceClassification"});
  EXPECT_THAT(error(), HasSubstr("BertForSequenceClassification"));
  LoadNotes notes;
  const auto loaded = load_token_classifier(folder_, support::tiny_labels(), 1, &notes);
  EXPECT_TRUE(notes.new_classifier);
  EXPECT_FALSE(loaded.classifier.weight.equal(model_.classifier.weight));
}

TEST_F(CheckpointVariants, LabelsThatAColumnCannotHold) {
  change_config("id2label", {{"0", "O"}, {"1", "B LOC"}, {"2", "I"}, {"3", "X"}, {"4", "Y"}});
  change_config("label2id", nullptr);
  EXPECT_THAT(error(), HasSubstr("without spaces, found 'B LOC'"));
}

TEST_F(CheckpointVariants, WhatTheConfigSaidStaysTrue) {
  model_.config.raw["num_labels"] = 2;
  model_.config.raw["problem_type"] = "regression";
  save_token_classifier(model_, folder_, root_.path());
  const auto config = Json::parse(read_file(folder_ / "config.json"));
  EXPECT_FALSE(config.contains("num_labels"));
  EXPECT_FALSE(config.contains("problem_type"));
  expect_loaded();
}

}  // namespace
}  // namespace xner::nn
