// Tests of harness/nn/checkpoint.hpp: folders in Hugging Face's layout, written and read.
#include "harness/nn/checkpoint.hpp"

#include <limits>

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>
#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/nn/safetensors.hpp"
#include "tests/support/nn_samples.hpp"

namespace xner::nn {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Checkpoint : public ::testing::Test {
 protected:
  Checkpoint() {
    fs::create_directories(tokenizer_);
    write_file(tokenizer_ / "vocab.txt", "[PAD]\n");
    save_token_classifier(model_, folder_, tokenizer_);
  }

  /// Rewrites the weights file: `change` may rename, replace or erase ("" as name) any tensor.
  template <typename Change>
  void change_weights(Change change) {
    std::vector<std::pair<std::string, at::Tensor>> tensors;
    for (const auto& [old_name, old_tensor] : read_safetensors(folder_ / "model.safetensors")) {
      std::string name = old_name;
      at::Tensor tensor = old_tensor;
      change(name, tensor);
      if (!name.empty()) tensors.emplace_back(name, tensor);
    }
    write_safetensors(folder_ / "model.safetensors", tensors);
  }
  void change_config(const char* field, const nlohmann::json& value) {
    auto json = nlohmann::json::parse(read_file(folder_ / "config.json"));
    json[field] = value;
    write_file(folder_ / "config.json", json.dump());
  }
  [[nodiscard]] std::string error_of_loading(const std::vector<std::string>& labels = {}) const {
    try {
      (void)load_token_classifier(folder_, labels, 1);
      return "no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kData);
      return error.what();
    }
  }
  [[nodiscard]] at::Tensor logits(const TokenClassifier& model) const {
    return model.logits(pack(sample_.items(), at::kCPU), {});
  }
  /// All tensors of both models are bitwise equal, the classifier's apart if so wished.
  static void expect_equal(const TokenClassifier& a, const TokenClassifier& b,
                           bool classifier = true) {
    const auto left = support::all_tensors(a);
    const auto right = support::all_tensors(b);
    for (std::size_t i = 0; i < left.size(); ++i)
      if (classifier || !left[i].first.starts_with("classifier.")) {
        EXPECT_TRUE(left[i].second.equal(right[i].second)) << left[i].first;
      }
  }

  TemporaryFolder root_;
  fs::path folder_ = root_.path() / "model";
  fs::path tokenizer_ = root_.path() / "tokenizer";
  TokenClassifier model_ = support::tiny_model(3);
  support::Sample sample_ = support::make_sample({4, 2, 7}, 5);
};

TEST_F(Checkpoint, SavedAndLoadedIsTheSameModel) {
  const TokenClassifier loaded = load_token_classifier(folder_, {}, 1);
  EXPECT_EQ(loaded.labels, model_.labels);
  expect_equal(loaded, model_);
  EXPECT_TRUE(logits(loaded).equal(logits(model_)));
  EXPECT_EQ(read_file(folder_ / "vocab.txt"), "[PAD]\n");
}

TEST_F(Checkpoint, TrainedRowsAndDecayOfTheOthersAreSaved) {
  model_.make_trainable(text::pieces_of(sample_.windows));
  at::Tensor rows = model_.word_embeddings.trainable().detach();
  rows += 1;
  model_.word_embeddings.shrink_others(0.5);
  save_token_classifier(model_, folder_, tokenizer_);
  expect_equal(load_token_classifier(folder_, {}, 1), model_);
}

TEST_F(Checkpoint, NamesAndConfigAreHuggingFaces) {
  const auto tensors = read_safetensors(folder_ / "model.safetensors");
  EXPECT_EQ(tensors.size(), 5U + 2U * 16U + 2U);
  const at::Tensor& fused = model_.layers[1].query_key_value.weight;
  const std::string prefix = "bert.encoder.layer.1.attention.self.";
  EXPECT_TRUE(tensors.at(prefix + "query.weight").equal(fused.narrow(0, 0, 16)));
  EXPECT_TRUE(tensors.at(prefix + "key.weight").equal(fused.narrow(0, 16, 16)));
  EXPECT_TRUE(tensors.at(prefix + "value.weight").equal(fused.narrow(0, 32, 16)));
  EXPECT_TRUE(tensors.contains("classifier.bias"));
  const auto config = nlohmann::json::parse(read_file(folder_ / "config.json"));
  EXPECT_EQ(config["id2label"]["1"], "B-LOC");
  EXPECT_EQ(config["label2id"]["I-PER"], 4);
  EXPECT_THAT(config["architectures"], ElementsAre("BertForTokenClassification"));
  EXPECT_FALSE(config.contains("torch_dtype"));
}

TEST_F(Checkpoint, TheDtypeThatConfigNamesIsTheFiles) {
  model_.config.raw["torch_dtype"] = "float16";
  save_token_classifier(model_, folder_, tokenizer_);
  EXPECT_EQ(nlohmann::json::parse(read_file(folder_ / "config.json"))["torch_dtype"], "float32");
}

TEST_F(Checkpoint, LabelsStayInTheCheckpointsOrder) {
  const TokenClassifier loaded =
      load_token_classifier(folder_, {"I-PER", "O", "I-LOC", "B-PER", "B-LOC"}, 1);
  EXPECT_EQ(loaded.labels, support::tiny_labels());
  expect_equal(loaded, model_);
}

TEST_F(Checkpoint, OtherLabelsGetANewClassifier) {
  const std::vector<std::string> labels{"O", "B-X", "I-X"};
  const TokenClassifier loaded = load_token_classifier(folder_, labels, 1);
  EXPECT_EQ(loaded.labels, labels);
  EXPECT_EQ(loaded.classifier.weight.sizes(), (std::vector<std::int64_t>{3, 16}));
  expect_equal(loaded, model_, /*classifier=*/false);
  EXPECT_TRUE(
      loaded.classifier.weight.equal(load_token_classifier(folder_, labels, 1).classifier.weight));
  EXPECT_FALSE(
      loaded.classifier.weight.equal(load_token_classifier(folder_, labels, 2).classifier.weight));
}

TEST_F(Checkpoint, BareNamesAndLeftovers) {
  change_weights([](std::string& name, at::Tensor&) {
    if (name.starts_with("bert.")) name = name.substr(5);
    if (name == "classifier.weight") name = "pooler.dense.weight";
    if (name == "classifier.bias") name = "cls.predictions.bias";
  });
  const TokenClassifier loaded = load_token_classifier(folder_, support::tiny_labels(), 1);
  expect_equal(loaded, model_, /*classifier=*/false);
  EXPECT_THAT(error_of_loading(), HasSubstr("expected a token classifier"));
}

TEST_F(Checkpoint, PositionIdsAndPoolerAreIgnored) {
  auto tensors = read_safetensors(folder_ / "model.safetensors");
  std::vector<std::pair<std::string, at::Tensor>> all(tensors.begin(), tensors.end());
  all.emplace_back("bert.embeddings.position_ids", at::zeros({1, 64}, at::kLong));
  all.emplace_back("bert.pooler.dense.weight", at::zeros({16, 16}));
  write_safetensors(folder_ / "model.safetensors", all);
  expect_equal(load_token_classifier(folder_, {}, 1), model_);
}

// As Google's checkpoints on the hub have them.
TEST_F(Checkpoint, OldNamesOfLayerNorm) {
  change_weights([](std::string& name, at::Tensor&) {
    if (const auto at = name.find("LayerNorm.weight"); at != std::string::npos)
      name.replace(at, 16, "LayerNorm.gamma");
    if (const auto at = name.find("LayerNorm.bias"); at != std::string::npos)
      name.replace(at, 14, "LayerNorm.beta");
  });
  expect_equal(load_token_classifier(folder_, {}, 1), model_);
}

TEST_F(Checkpoint, HalfPrecisionWeightsBecomeFloat32) {
  change_weights([](std::string&, at::Tensor& tensor) { tensor = tensor.to(at::kBFloat16); });
  const TokenClassifier loaded = load_token_classifier(folder_, {}, 1);
  EXPECT_EQ(loaded.position_embeddings.scalar_type(), at::kFloat);
  EXPECT_TRUE(loaded.position_embeddings.equal(
      model_.position_embeddings.to(at::kBFloat16).to(at::kFloat)));
}

TEST_F(Checkpoint, MissingTensorIsNamed) {
  change_weights([](std::string& name, at::Tensor&) {
    if (name == "bert.encoder.layer.1.attention.self.key.bias") name = "";
  });
  EXPECT_THAT(error_of_loading(), HasSubstr("'bert.encoder.layer.1.attention.self.key.bias'"));
}

TEST_F(Checkpoint, WrongShapeNamesBoth) {
  change_config("intermediate_size", 48);
  EXPECT_THAT(error_of_loading(), HasSubstr("'bert.encoder.layer.0.intermediate.dense.weight': "
                                            "config.json asks for [48, 16], found [32, 16]"));
}

TEST_F(Checkpoint, ValueThatIsNotFiniteIsRefused) {
  for (const float value :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    save_token_classifier(model_, folder_, tokenizer_);
    change_weights([&](std::string& name, at::Tensor& tensor) {
      if (name == "bert.encoder.layer.1.output.dense.weight") tensor[3][5] = value;
    });
    EXPECT_THAT(error_of_loading(), AllOf(HasSubstr("bert.encoder.layer.1.output.dense.weight"),
                                          HasSubstr("not finite")));
  }
}

TEST_F(Checkpoint, PickledWeightsOnlySaysHowToConvert) {
  fs::rename(folder_ / "model.safetensors", folder_ / "pytorch_model.bin");
  EXPECT_THAT(error_of_loading(), AllOf(HasSubstr("pytorch_model.bin"), HasSubstr("save_file")));
}

TEST_F(Checkpoint, NoWeightsAtAll) {
  fs::remove(folder_ / "model.safetensors");
  EXPECT_THAT(error_of_loading(), HasSubstr("expected model.safetensors, found none"));
}

TEST_F(Checkpoint, RandomWeightsNeedNoFile) {
  fs::remove(folder_ / "model.safetensors");
  change_config("xner_random_weights", true);
  const auto labels = support::tiny_labels();
  const TokenClassifier loaded = load_token_classifier(folder_, labels, 1);
  expect_equal(loaded, load_token_classifier(folder_, labels, 1));
  EXPECT_FALSE(loaded.position_embeddings.equal(
      load_token_classifier(folder_, labels, 2).position_embeddings));
  EXPECT_TRUE(loaded.config.random_weights);
  EXPECT_THAT(error_of_loading(), HasSubstr("random weights"));
  // Saved, the weights are weights like any other.
  save_token_classifier(loaded, folder_, tokenizer_);
  expect_equal(load_token_classifier(folder_, {}, 9), loaded);
}

}  // namespace
}  // namespace xner::nn
