// See checkpoint.hpp.
#include "harness/nn/checkpoint.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <ATen/TensorOperators.h>
#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/nn/checkpoint_tensors.hpp"
#include "harness/nn/initialise.hpp"
#include "harness/nn/safetensors.hpp"
#include "harness/text/encoder_files.hpp"

namespace xner::nn {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kFused = "query_key_value";
constexpr std::array<const char*, 3> kProjections{"query", "key", "value"};

bool same_labels(std::vector<std::string> a, std::vector<std::string> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

/// The class that saved the checkpoint, where it says so, made one decision a token.
bool saved_by_token_classifier(const EncoderConfig& config) {
  const auto named = config.raw.find("architectures");
  if (named == config.raw.end() || !named->is_array() || named->empty()) return true;
  return std::any_of(named->begin(), named->end(), [](const auto& name) {
    return name.is_string() &&
           name.template get_ref<const std::string&>().ends_with("ForTokenClassification");
  });
}

/// Why the folder's classifier cannot be taken as it is; empty if it can.
std::string without_classifier(const EncoderConfig& config, const CheckpointTensors& tensors) {
  if (!tensors.has_classifier()) return "an encoder without one";
  if (!saved_by_token_classifier(config))
    return fmt::format("\"architectures\": {}", config.raw.at("architectures").dump());
  return config.labels.empty() ? "a classifier whose labels config.json does not name" : "";
}

/// A label is a field of a column file, and predictions are separated by spaces.
void check_labels(const EncoderConfig& config, const fs::path& folder) {
  for (const std::string& label : config.labels)
    if (label.empty() || label.find_first_of(" \t\r\n") != std::string::npos)
      throw Error(ErrorKind::kData,
                  fmt::format("\"id2label\": expected labels without spaces, found '{}'", label),
                  Place{(folder / "config.json").string()});
}

std::vector<std::int64_t> shape_of(const std::string& name, const EncoderConfig& config,
                                   std::size_t labels) {
  const auto has = [&](const char* part) { return name.find(part) != std::string::npos; };
  const std::int64_t hidden = config.hidden_size;
  const bool feed_forward = !has("attention.");
  const std::int64_t rows = has(kFused.data())               ? 3 * hidden
                            : has("word_embeddings")         ? config.vocab_size
                            : has("position_embeddings")     ? config.max_position_embeddings
                            : has("token_type")              ? config.type_vocab_size
                            : has("intermediate.")           ? config.intermediate_size
                            : name.starts_with("classifier") ? static_cast<std::int64_t>(labels)
                                                             : hidden;
  if (name.ends_with(".bias") || has("LayerNorm")) return {rows};
  return {rows, feed_forward && has(".output.dense.") ? config.intermediate_size : hidden};
}

void note_leftovers(const CheckpointTensors& tensors, bool keeps, const fs::path& folder,
                    LoadNotes* notes) {
  Leftovers left = tensors.leftovers();
  if (!left.encoder.empty())
    throw Error(ErrorKind::kData,
                fmt::format("found tensors inside the encoder that its family does not have: {}",
                            name_list(left.encoder)),
                Place{folder.string()},
                "xner would compute something else than the program that saved them");
  if (keeps && !left.others.empty())
    throw Error(
        ErrorKind::kData,
        fmt::format("found unknown tensors beside the classifier: {}", name_list(left.others)),
        Place{folder.string()}, "a token classifier is one linear layer on the encoder");
  if (notes != nullptr) *notes = {std::move(left.known), std::move(left.others), !keeps};
}

nlohmann::json config_of(const TokenClassifier& model) {
  nlohmann::json config = model.config.raw;
  for (const char* gone : {"xner_random_weights", "num_labels", "problem_type"}) config.erase(gone);
  for (const char* type : {"torch_dtype", "dtype"})
    if (config.contains(type)) config[type] = "float32";
  config["architectures"] = {model.config.family().architecture};
  config["id2label"] = nlohmann::json::object();
  config["label2id"] = nlohmann::json::object();
  for (std::size_t id = 0; id < model.labels.size(); ++id) {
    config["id2label"][std::to_string(id)] = model.labels[id];
    config["label2id"][model.labels[id]] = id;
  }
  return config;
}

}  // namespace

TokenClassifier load_token_classifier(const fs::path& folder,
                                      const std::vector<std::string>& labels, std::uint64_t seed,
                                      LoadNotes* notes) {
  const EncoderConfig config = read_encoder_config(folder);
  if (config.random_weights && !text::has_weight_files(folder)) {
    if (labels.empty())
      throw Error(ErrorKind::kData,
                  "expected a trained token classifier, found an encoder with random weights",
                  Place{folder.string()});
    if (notes != nullptr) *notes = {{}, {}, true};
    return new_token_classifier(config, labels, seed);
  }
  CheckpointTensors tensors(folder, config.family());
  const std::string lacking = without_classifier(config, tensors);
  if (labels.empty() && !lacking.empty())
    throw Error(ErrorKind::kData,
                fmt::format("expected a token classifier with id2label, found {}", lacking),
                Place{folder.string()},
                "an encoder has to be trained first; a classifier's config.json needs id2label");
  const bool keeps = lacking.empty() && (labels.empty() || same_labels(config.labels, labels));
  if (keeps) check_labels(config, folder);

  TokenClassifier model;
  model.config = config;
  model.labels = keeps ? config.labels : labels;
  model.layers.resize(config.num_hidden_layers);
  const std::string words = "embeddings.word_embeddings.weight";
  const auto take = [&](const std::string& name) {
    return tensors.take(name, shape_of(name, config, model.labels.size()));
  };
  model.word_embeddings = WordEmbedding(take(words), config.pad_token_id);
  if (!keeps) model.classifier = new_classifier(config, model.labels.size(), seed);
  visit_parameters(model, [&](const std::string& name, at::Tensor& tensor, bool) {
    if (keeps || !name.starts_with("classifier.")) tensor = take(name);
  });
  note_leftovers(tensors, keeps, folder, notes);
  return model;
}

void save_token_classifier(const TokenClassifier& model, const fs::path& folder,
                           const fs::path& tokenizer_folder) {
  const std::string prefix(model.config.family().tensor_prefix);
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  tensors.emplace_back(prefix + "embeddings.word_embeddings.weight",
                       model.word_embeddings.whole_table());
  visit_parameters(model, [&](const std::string& name, const at::Tensor& tensor, bool) {
    const std::string full = (name.starts_with("classifier.") ? "" : prefix) + name;
    const std::size_t at = full.find(kFused);
    if (at == std::string::npos) {
      tensors.emplace_back(full, tensor.detach());
      return;
    }
    const auto parts = tensor.detach().chunk(3);
    for (std::size_t i = 0; i < kProjections.size(); ++i)
      tensors.emplace_back(std::string(full).replace(at, kFused.size(), kProjections[i]), parts[i]);
  });
  fs::create_directories(folder);
  write_safetensors(folder / "model.safetensors", tensors, {{"format", "pt"}});
  write_file(folder / "config.json", config_of(model).dump(2) + "\n");
  text::copy_tokenizer_files(tokenizer_folder, folder);
}

}  // namespace xner::nn
