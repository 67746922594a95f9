// See checkpoint.hpp.
#include "harness/nn/checkpoint.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <utility>

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/nn/initialise.hpp"
#include "harness/nn/safetensors.hpp"

namespace xner::nn {
namespace fs = std::filesystem;
namespace {

using Tensors = std::map<std::string, at::Tensor>;

constexpr std::string_view kFused = "query_key_value";
constexpr std::array<const char*, 3> kProjections{"query", "key", "value"};
constexpr std::array<const char*, 6> kTokenizerFiles{"vocab.txt",
                                                     "tokenizer.json",
                                                     "tokenizer_config.json",
                                                     "special_tokens_map.json",
                                                     "added_tokens.json",
                                                     "sentencepiece.bpe.model"};

fs::path weights_file(const fs::path& folder) {
  const fs::path file = folder / "model.safetensors";
  if (fs::exists(file)) return file;
  if (fs::exists(folder / "pytorch_model.bin"))
    throw Error(ErrorKind::kData, "expected model.safetensors, found pytorch_model.bin only",
                Place{folder.string()},
                "convert it once: python -c \"from transformers import AutoModel; "
                "AutoModel.from_pretrained('.').save_pretrained('.', safe_serialization=True)\"");
  throw Error(ErrorKind::kData, "expected model.safetensors, found no weights",
              Place{folder.string()},
              "name a Hugging Face folder with weights, or random:<config.json> for new ones");
}

/// The weights of one file under the names of a bare encoder.
class Weights {
 public:
  explicit Weights(const fs::path& file) : file_(file.string()), tensors_(read_safetensors(file)) {
    if (tensors_.contains("bert.embeddings.word_embeddings.weight")) prefix_ = "bert.";
  }

  [[nodiscard]] at::Tensor take(const std::string& name,
                                const std::vector<std::int64_t>& shape) const {
    const std::string full = (name.starts_with("classifier.") ? "" : prefix_) + name;
    auto found = tensors_.find(full);
    if (found == tensors_.end()) found = tensors_.find(old_name(full));
    if (found == tensors_.end())
      throw Error(ErrorKind::kData, fmt::format("expected a tensor '{}', found none", full),
                  Place{file_});
    if (found->second.sizes().vec() != shape)
      throw Error(ErrorKind::kData,
                  fmt::format("tensor '{}': config.json asks for [{}], found [{}]", full,
                              fmt::join(shape, ", "), fmt::join(found->second.sizes(), ", ")),
                  Place{file_});
    const at::Tensor value = found->second.to(at::kFloat);
    if (!value.isfinite().all().item<bool>())
      throw Error(ErrorKind::kData,
                  fmt::format("tensor '{}' holds a value that is not finite", full), Place{file_});
    return value;
  }

  /// Three projections one under another where xner keeps one.
  [[nodiscard]] at::Tensor take_fused(const std::string& name,
                                      std::vector<std::int64_t> shape) const {
    const std::size_t at = name.find(kFused);
    if (at == std::string::npos) return take(name, shape);
    shape[0] /= 3;
    std::vector<at::Tensor> parts;
    for (const char* projection : kProjections)
      parts.push_back(take(std::string(name).replace(at, kFused.size(), projection), shape));
    return at::cat(parts);
  }

  [[nodiscard]] bool has_classifier() const { return tensors_.contains("classifier.weight"); }

 private:
  /// LayerNorm's tensors as the first BERT checkpoints name them, Google's multilingual one
  /// included.
  static std::string old_name(std::string name) {
    for (const auto& [now, once] : {std::pair{"LayerNorm.weight", "LayerNorm.gamma"},
                                    std::pair{"LayerNorm.bias", "LayerNorm.beta"}})
      if (name.ends_with(now))
        return name.replace(name.size() - std::strlen(now), std::string::npos, once);
    return name;
  }

  std::string file_;
  Tensors tensors_;
  std::string prefix_;
};

bool same_labels(std::vector<std::string> a, std::vector<std::string> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

}  // namespace

TokenClassifier load_token_classifier(const fs::path& folder,
                                      const std::vector<std::string>& labels, std::uint64_t seed) {
  const EncoderConfig config = read_encoder_config(folder);
  if (config.random_weights) {
    if (labels.empty())
      throw Error(ErrorKind::kData,
                  "expected a trained token classifier, found an encoder with random weights",
                  Place{folder.string()});
    return new_token_classifier(config, labels, seed);
  }
  const Weights weights(weights_file(folder));
  const bool keeps = weights.has_classifier() && !config.labels.empty() &&
                     (labels.empty() || same_labels(config.labels, labels));
  if (labels.empty() && !keeps)
    throw Error(ErrorKind::kData,
                "expected a token classifier with id2label, found an encoder without one",
                Place{folder.string()});

  TokenClassifier model;
  model.config = config;
  model.labels = keeps ? config.labels : labels;
  const auto hidden = config.hidden_size;
  const auto wide = config.intermediate_size;
  const auto outputs = static_cast<std::int64_t>(model.labels.size());
  model.layers.resize(config.num_hidden_layers);
  model.word_embeddings =
      WordEmbedding(weights.take("embeddings.word_embeddings.weight", {config.vocab_size, hidden}));
  model.classifier = new_classifier(config, model.labels.size(), seed);
  visit_parameters(model, [&](const std::string& name, at::Tensor& tensor, bool) {
    if (name.starts_with("classifier.") && !keeps) return;
    const auto rows = [&]() -> std::int64_t {
      if (name.find(kFused) != std::string::npos) return 3 * hidden;
      if (name.find("position_embeddings") != std::string::npos)
        return config.max_position_embeddings;
      if (name.find("token_type") != std::string::npos) return config.type_vocab_size;
      if (name.find("intermediate") != std::string::npos) return wide;
      return name.starts_with("classifier.") ? outputs : hidden;
    }();
    const bool vector = name.ends_with(".bias") || name.find("LayerNorm") != std::string::npos;
    const bool from_wide = name.find(".output.dense.") != std::string::npos &&
                           name.find("attention") == std::string::npos;
    tensor = weights.take_fused(
        name, vector ? std::vector<std::int64_t>{rows}
                     : std::vector<std::int64_t>{rows, from_wide ? wide : hidden});
  });
  return model;
}

void save_token_classifier(const TokenClassifier& model, const fs::path& folder,
                           const fs::path& tokenizer_folder) {
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  tensors.emplace_back("bert.embeddings.word_embeddings.weight",
                       model.word_embeddings.whole_table());
  visit_parameters(model, [&](const std::string& name, const at::Tensor& tensor, bool) {
    const std::string full = (name.starts_with("classifier.") ? "" : "bert.") + name;
    const std::size_t at = full.find(kFused);
    if (at == std::string::npos) {
      tensors.emplace_back(full, tensor.detach());
      return;
    }
    const auto parts = tensor.detach().chunk(3);
    for (std::size_t i = 0; i < kProjections.size(); ++i)
      tensors.emplace_back(std::string(full).replace(at, kFused.size(), kProjections[i]), parts[i]);
  });

  nlohmann::json config = model.config.raw;
  config.erase("xner_random_weights");
  for (const char* type : {"torch_dtype", "dtype"})
    if (config.contains(type)) config[type] = "float32";
  config["architectures"] = {"BertForTokenClassification"};
  config["id2label"] = nlohmann::json::object();
  config["label2id"] = nlohmann::json::object();
  for (std::size_t id = 0; id < model.labels.size(); ++id) {
    config["id2label"][std::to_string(id)] = model.labels[id];
    config["label2id"][model.labels[id]] = id;
  }
  fs::create_directories(folder);
  write_safetensors(folder / "model.safetensors", tensors, {{"format", "pt"}});
  write_file(folder / "config.json", config.dump(2) + "\n");
  for (const char* name : kTokenizerFiles)
    if (fs::exists(tokenizer_folder / name))
      write_file(folder / name, read_file(tokenizer_folder / name));
}

}  // namespace xner::nn
