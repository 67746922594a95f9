// See training_fixture.hpp.
#include "tests/bench/training_fixture.hpp"

#include <cstdlib>

#include <ATen/core/grad_mode.h>

#include "harness/base/error.hpp"
#include "harness/data/column_reader.hpp"
#include "harness/nn/losses.hpp"
#include "harness/text/tokenizer.hpp"

namespace xner::bench {

nn::EncoderConfig encoder_shape(const std::string& name, std::int64_t vocabulary) {
  nn::EncoderConfig config;
  config.vocab_size = vocabulary;
  const auto set = [&](std::int64_t layers, std::int64_t hidden, std::int64_t heads) {
    config.num_hidden_layers = layers;
    config.hidden_size = hidden;
    config.num_attention_heads = heads;
    config.intermediate_size = 4 * hidden;
  };
  if (name == "tiny") set(4, 128, 4);
  if (name == "minilm") set(6, 384, 12);
  if (name == "mbert") set(12, 768, 12);
  if (config.hidden_size == 0)
    throw Error(ErrorKind::kUsage, "expected the shape tiny, minilm or mbert, found " + name);
  return config;
}

WikiAnn load_wikiann(const std::filesystem::path& data,
                     const std::filesystem::path& tokenizer_folder) {
  WikiAnn wikiann;
  data::ColumnFormat format;
  format.separator = data::Separator::kTab;
  wikiann.corpus =
      data::read_columns(data / "wikiann/en/train.tsv", "wikiann/en/train", "en", format).corpus;
  const auto tokenizer = text::load_tokenizer(tokenizer_folder);
  wikiann.windows = text::encode(wikiann.corpus.text, *tokenizer, {});
  wikiann.vocabulary = static_cast<std::int64_t>(tokenizer->vocabulary_size());
  return wikiann;
}

std::optional<std::filesystem::path> shared_data() {
  const char* named = std::getenv("XNER_SHARED_DATA");
  const std::filesystem::path folder = named != nullptr ? named : "../shared/data";
  if (!std::filesystem::exists(folder / "wikiann")) return std::nullopt;
  return folder;
}

Stepper::Stepper(nn::TokenClassifier& model, const nn::TrainingSet& set, at::ScalarType precision)
    : model_(model), set_(set), optimizer_(model.trainable_parameters(), {.weight_decay = 0.01}) {
  forward_.dropout = {true, 1, 0};
  forward_.precision = precision;
}

Stepper::Done Stepper::run(const std::vector<std::int64_t>& sentences) {
  const at::AutoGradMode gradients(true);
  const auto items = set_.items(sentences);
  const nn::PackedBatch batch = nn::pack(items, model_.device());
  const at::Tensor loss =
      nn::token_cross_entropy(model_.logits(batch, forward_), batch.labels, batch.words());
  loss.backward();
  optimizer_.step(5e-5);
  model_.word_embeddings.shrink_others(1 - 5e-5 * 0.01);
  ++forward_.dropout.step;
  return {batch.tokens(), loss.item<double>()};
}

}  // namespace xner::bench
