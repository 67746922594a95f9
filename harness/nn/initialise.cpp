// See initialise.hpp.
#include "harness/nn/initialise.hpp"

#include <algorithm>
#include <utility>

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include "harness/base/random.hpp"

namespace xner::nn {
namespace {

LayerNorm new_norm(std::int64_t size) { return {at::ones({size}), at::zeros({size})}; }

}  // namespace

at::Tensor normal_tensor(const std::vector<std::int64_t>& shape, double deviation,
                         std::uint64_t seed, const std::string& name) {
  constexpr std::int64_t kBlock =
      4096;  // draws that share one stream; fixed, so threads do not matter
  at::Tensor tensor = at::empty(shape, at::kFloat);
  auto* data = tensor.mutable_data_ptr<float>();
  const std::int64_t size = tensor.numel();
  at::parallel_for(0, (size + kBlock - 1) / kBlock, 8, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t block = begin; block < end; ++block) {
      RandomStream random(derive_seed(seed, name, {static_cast<std::uint64_t>(block)}));
      const std::int64_t last = std::min(size, (block + 1) * kBlock);
      for (std::int64_t i = block * kBlock; i < last; ++i)
        data[i] = static_cast<float>(deviation * random.normal());
    }
  });
  return tensor;
}

Linear new_classifier(const EncoderConfig& config, std::size_t labels, std::uint64_t seed) {
  const auto outputs = static_cast<std::int64_t>(labels);
  return {normal_tensor({outputs, config.hidden_size}, config.initializer_range, seed,
                        "classifier.weight"),
          at::zeros({outputs})};
}

TokenClassifier new_token_classifier(const EncoderConfig& config, std::vector<std::string> labels,
                                     std::uint64_t seed) {
  const std::int64_t hidden = config.hidden_size;
  const auto linear = [&](const std::string& name, std::int64_t out, std::int64_t in) {
    return Linear{normal_tensor({out, in}, config.initializer_range, seed, name), at::zeros({out})};
  };
  const auto table = [&](const std::string& name, std::int64_t rows) {
    return normal_tensor({rows, hidden}, config.initializer_range, seed, name);
  };
  TokenClassifier model;
  model.config = config;
  model.classifier = new_classifier(config, labels.size(), seed);
  model.labels = std::move(labels);
  model.word_embeddings =
      WordEmbedding(table("word_embeddings", config.vocab_size), config.pad_token_id);
  model.position_embeddings = table("position_embeddings", config.max_position_embeddings);
  model.token_type_embeddings = table("token_type_embeddings", config.type_vocab_size);
  model.embedding_norm = new_norm(hidden);
  for (std::int64_t i = 0; i < config.num_hidden_layers; ++i) {
    const std::string prefix = "layer." + std::to_string(i) + ".";
    model.layers.push_back({linear(prefix + "query_key_value", 3 * hidden, hidden),
                            linear(prefix + "attention.output", hidden, hidden), new_norm(hidden),
                            linear(prefix + "intermediate", config.intermediate_size, hidden),
                            linear(prefix + "output", hidden, config.intermediate_size),
                            new_norm(hidden)});
  }
  return model;
}

}  // namespace xner::nn
