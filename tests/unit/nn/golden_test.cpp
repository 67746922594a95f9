// Logits and 20 optimiser steps of tiny BERT and XLM-RoBERTa classifiers against transformers and
// torch.optim.AdamW in float64, as tests/golden/nn/make_goldens.py left them. Class "tolerance":
// 1e-5 of a tensor's scale, on every machine.
#include <cmath>
#include <cstdlib>

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include "harness/base/files.hpp"
#include "harness/nn/fine_tune.hpp"
#include "harness/nn/initialise.hpp"
#include "harness/nn/losses.hpp"
#include "tests/support/nn_samples.hpp"

namespace xner::nn {
namespace {

using Json = nlohmann::json;
constexpr double kTolerance = 1e-5;

/// The formula of make_goldens.py: multiples of 2^-25 in [-1/2, 1/2).
at::Tensor formula(const std::string& name, at::IntArrayRef shape) {
  std::uint32_t hash = 0x811c9dc5U;
  for (const char byte : name) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x01000193U;
  at::Tensor tensor = at::empty(shape, at::kFloat);
  auto* const values = tensor.mutable_data_ptr<float>();
  for (std::int64_t i = 0; i < tensor.numel(); ++i)
    values[i] = static_cast<float>(mix32(hash + static_cast<std::uint32_t>(i) * 0x9e3779b9U) >> 8) *
                    0x1.0p-24F -
                0.5F;
  return name.ends_with("LayerNorm.weight") ? tensor + 1.0F : tensor;
}

TokenClassifier make_model(const Json& golden, const std::vector<std::string>& labels) {
  const TemporaryFolder folder;
  write_file(folder.path() / "config.json", golden.at("config").dump());
  const EncoderConfig config = read_encoder_config(folder.path());
  TokenClassifier model = new_token_classifier(config, labels, 1);
  model.word_embeddings = WordEmbedding(
      formula("embeddings.word_embeddings.weight", {config.vocab_size, config.hidden_size}),
      config.pad_token_id);
  visit_parameters(model, [](const std::string& name, at::Tensor& tensor, bool) {
    tensor = formula(name, tensor.sizes());
  });
  return model;
}

support::Sample make_sample(const Json& sequences) {
  support::Sample sample;
  for (const Json& sequence : sequences) {
    text::Window window;
    window.sentence = static_cast<std::int32_t>(sample.windows.windows.size());
    window.pieces = sequence.at("pieces").get<std::vector<text::PieceId>>();
    window.word_of_piece.assign(window.pieces.size(), -1);  // of the batch alone, not of the loss
    for (const Json& first : sequence.at("first"))
      window.words.push_back({static_cast<std::int32_t>(window.words.size()), first, true});
    sample.labels.push_back(sequence.at("labels").get<std::vector<data::LabelId>>());
    sample.windows.words += window.words.size();
    sample.windows.windows.push_back(window);
  }
  sample.windows.sentences = sample.windows.windows.size();
  return sample;
}

/// Three sums with signs that a hash draws, and how far rounding may move them.
void expect_digest(const std::string& name, const at::Tensor& tensor, const Json& golden) {
  const at::Tensor plain = tensor.detach().contiguous();
  const auto* const values = plain.const_data_ptr<float>();
  const auto allowed =
      kTolerance * golden.at("scale").get<double>() * std::sqrt(static_cast<double>(plain.numel()));
  for (std::uint32_t k = 0; k < 3; ++k) {
    double sum = 0;
    for (std::int64_t i = 0; i < plain.numel(); ++i)
      sum += mix32(3 * static_cast<std::uint32_t>(i) + k) >> 31 == 0 ? values[i] : -values[i];
    EXPECT_NEAR(sum, golden.at("sums").at(k).get<double>(), allowed) << name << ", sum " << k;
  }
}

/// By Hugging Face's names: the fused projections one by one, the key's bias left out (it does not
/// change the softmax, so its gradient is rounding noise).
void expect_weights(const TokenClassifier& model, const Json& golden) {
  std::size_t compared = 0;
  for (const auto& [name, tensor] : support::all_tensors(model)) {
    const std::size_t at = name.find("query_key_value");
    if (at == std::string::npos) {
      expect_digest(name, tensor, golden.at(name));
      ++compared;
      continue;
    }
    const auto parts = tensor.chunk(3);
    for (const auto& [part, projection] : {std::pair{0, "query"}, {1, "key"}, {2, "value"}}) {
      const std::string own = std::string(name).replace(at, 15, projection);
      if (own.ends_with("key.bias")) continue;
      expect_digest(own, parts[part], golden.at(own));
      ++compared;
    }
  }
  EXPECT_EQ(compared, golden.size());
}

class Golden : public ::testing::TestWithParam<const char*> {};

TEST_P(Golden, LogitsAndTwentySteps) {
  const char* const source = std::getenv("XNER_SOURCE");
  ASSERT_NE(source, nullptr);
  const Json goldens =
      Json::parse(read_file(std::filesystem::path(source) / "tests/golden/nn/steps.json"));
  const Json& golden = goldens.at("cases").at(GetParam());
  TokenClassifier model = make_model(golden, goldens.at("labels"));
  const support::Sample sample = make_sample(golden.at("sequences"));

  const auto rows = golden.at("logits").get<std::vector<std::vector<double>>>();
  const at::Tensor logits = model.logits(pack(sample.items(), at::kCPU), {});
  double scale = 0;
  double difference = 0;
  ASSERT_EQ(static_cast<std::size_t>(logits.size(0)), rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const at::Tensor expected = at::tensor(rows[row], at::kDouble);
    scale = std::max(scale, expected.abs().max().item<double>());
    difference = std::max(
        difference,
        (logits.select(0, static_cast<std::int64_t>(row)) - expected).abs().max().item<double>());
  }
  EXPECT_LT(difference, kTolerance * scale);

  model.make_trainable(text::pieces_of(sample.windows));
  const auto conditions = golden.at("training").get<sdk::Conditions>();
  set_dropout(model, conditions);
  sdk::Usage usage;
  const auto history = fine_tune(
      model, TrainingSet(sample.windows, sample.labels), conditions, 1,
      {.loss =
           [&](const PackedBatch& batch, const Forward& forward, std::int64_t normaliser) {
             return token_cross_entropy(model.logits(batch, forward), batch.labels, normaliser);
           },
       .evaluate = {},
       .progress = {}},
      usage);
  const auto losses = golden.at("losses").get<std::vector<double>>();
  ASSERT_EQ(history.size(), losses.size());
  for (std::size_t step = 0; step < losses.size(); ++step)
    EXPECT_NEAR(history[step].loss, losses[step], kTolerance * losses[step]) << "step " << step + 1;
  expect_weights(model, golden.at("weights"));
}

INSTANTIATE_TEST_SUITE_P(Cases, Golden,
                         ::testing::Values("bert", "bert, clipped, decayed, linear",
                                           "xlm-roberta, clipped",
                                           "xlm-roberta, decayed, micro-batches"));

}  // namespace
}  // namespace xner::nn
