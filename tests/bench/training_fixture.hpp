// A model of a given shape and an encoded corpus to train it on: what the benches of training and
// evaluation share.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/data/corpus.hpp"
#include "harness/nn/bert.hpp"
#include "harness/nn/fine_tune.hpp"
#include "harness/nn/optimizer.hpp"
#include "harness/text/windows.hpp"

namespace xner::bench {

/// "tiny" 4x128, "minilm" 6x384, "mbert" 12x768; random weights: speed does not depend on their
/// values.
[[nodiscard]] nn::EncoderConfig encoder_shape(const std::string& name, std::int64_t vocabulary);

/// WikiAnn English train with mBERT's wordpieces.
struct WikiAnn {
  data::LabelledCorpus corpus;
  text::EncodedCorpus windows;
  std::int64_t vocabulary = 0;
};

/// @param data folder that holds wikiann/. @param tokenizer folder with mBERT's vocab.txt.
[[nodiscard]] WikiAnn load_wikiann(const std::filesystem::path& data,
                                   const std::filesystem::path& tokenizer);

/// The shared data of the project's tests ($XNER_SHARED_DATA or ../shared/data), if it is there.
[[nodiscard]] std::optional<std::filesystem::path> shared_data();

/// One optimiser step after another, as `nn::fine_tune` does them.
class Stepper {
 public:
  Stepper(nn::TokenClassifier& model, const nn::TrainingSet& set, at::ScalarType precision);

  struct Done {
    std::int64_t pieces;
    double loss;
  };
  Done run(const std::vector<std::int64_t>& sentences);

 private:
  nn::TokenClassifier& model_;
  const nn::TrainingSet& set_;
  nn::AdamW optimizer_;
  nn::Forward forward_;
};

}  // namespace xner::bench
