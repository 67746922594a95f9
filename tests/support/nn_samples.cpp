// See nn_samples.hpp.
#include "tests/support/nn_samples.hpp"

#include <ATen/TensorOperators.h>

#include "harness/base/random.hpp"
#include "harness/nn/initialise.hpp"

namespace xner::support {
namespace {

text::Window make_window(std::int32_t sentence, std::int32_t words, RandomStream& random) {
  text::Window window;
  window.sentence = sentence;
  window.pieces.push_back(kStart);
  window.word_of_piece.push_back(-1);
  for (std::int32_t word = 0; word < words; ++word) {
    window.words.push_back({word, static_cast<std::int32_t>(window.pieces.size()), true});
    const std::uint64_t pieces = 1 + random.below(3);
    for (std::uint64_t i = 0; i < pieces; ++i) {
      window.pieces.push_back(static_cast<text::PieceId>(4 + random.below(36)));
      window.word_of_piece.push_back(word);
    }
  }
  window.pieces.push_back(kEnd);
  window.word_of_piece.push_back(-1);
  return window;
}

}  // namespace

nn::EncoderConfig tiny_config(std::int64_t layers) {
  nn::EncoderConfig config;
  config.vocab_size = 40;
  config.hidden_size = 16;
  config.num_hidden_layers = layers;
  config.num_attention_heads = 2;
  config.intermediate_size = 32;
  config.max_position_embeddings = 64;
  config.raw = {
      {"model_type", "bert"},         {"vocab_size", 40},         {"hidden_size", 16},
      {"num_hidden_layers", layers},  {"num_attention_heads", 2}, {"intermediate_size", 32},
      {"max_position_embeddings", 64}};
  return config;
}

nn::EncoderConfig tiny_roberta_config(std::int64_t layers) {
  nn::EncoderConfig config = tiny_config(layers);
  config.model_type = config.raw["model_type"] = "xlm-roberta";
  config.pad_token_id = config.raw["pad_token_id"] = 1;
  config.type_vocab_size = config.raw["type_vocab_size"] = 1;
  config.layer_norm_eps = config.raw["layer_norm_eps"] = 1e-5;
  return config;
}

std::vector<std::string> tiny_labels() { return {"O", "B-LOC", "I-LOC", "B-PER", "I-PER"}; }

nn::TokenClassifier tiny_model(std::uint64_t seed, std::int64_t layers) {
  return tiny_model(seed, tiny_config(layers));
}

nn::TokenClassifier tiny_model(std::uint64_t seed, nn::EncoderConfig config) {
  config.initializer_range = 0.3;
  nn::TokenClassifier model = nn::new_token_classifier(config, tiny_labels(), seed);
  nn::visit_parameters(model, [&](const std::string& name, at::Tensor& tensor, bool) {
    tensor = tensor + nn::normal_tensor(tensor.sizes().vec(), 0.1, seed + 1, name);
  });
  return model;
}

std::vector<nn::BatchItem> Sample::items() const {
  std::vector<nn::BatchItem> items;
  for (const text::Window& window : windows.windows)
    items.push_back({&window, &labels[static_cast<std::size_t>(window.sentence)], -1});
  return items;
}

Sample make_sample(const std::vector<std::int32_t>& words_of_sentence, std::uint64_t seed) {
  RandomStream random(seed);
  Sample sample;
  sample.corpus.name = "support/xx/sample";
  for (const std::int32_t words : words_of_sentence) {
    const auto number = static_cast<std::int32_t>(sample.corpus.sentences.size());
    auto& labels = sample.labels.emplace_back();
    data::Sentence sentence{std::to_string(number + 1), {}, ""};
    for (std::int32_t word = 0; word < words; ++word) {
      sentence.words.push_back("w" + std::to_string(word));
      labels.push_back(random.below(6) == 0 ? data::kIgnored
                                            : static_cast<data::LabelId>(random.below(5)));
    }
    sample.corpus.sentences.push_back(sentence);
    sample.windows.words += sentence.words.size();
    if (words > 0) sample.windows.windows.push_back(make_window(number, words, random));
  }
  sample.windows.sentences = sample.corpus.sentences.size();
  return sample;
}

std::vector<std::pair<std::string, at::Tensor>> all_tensors(const nn::TokenClassifier& model) {
  std::vector<std::pair<std::string, at::Tensor>> tensors{
      {"embeddings.word_embeddings.weight", model.word_embeddings.whole_table()}};
  nn::visit_parameters(model, [&](const std::string& name, const at::Tensor& tensor, bool) {
    tensors.emplace_back(name, tensor.detach());
  });
  return tensors;
}

double relative_difference(const at::Tensor& a, const at::Tensor& b) {
  const at::Tensor wide = b.detach().to(at::kDouble);
  const double scale = wide.abs().max().item<double>();
  return (a.detach().to(at::kDouble) - wide).abs().max().item<double>() / (scale > 0 ? scale : 1);
}

}  // namespace xner::support
