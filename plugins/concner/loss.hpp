// The loss of concner's tagger: alpha CE + beta_lcl LCL + beta_tcl TCL of one batch.
#pragma once

#include <cstdint>
#include <optional>

#include "harness/nn/bert.hpp"
#include "harness/nn/contrastive.hpp"
#include "harness/sdk/plan.hpp"

namespace concner {

/// Made from the parameters of a stage "train", see Settings::training. Holds no tensor of the
/// model: it is given anew for every batch.
class Loss {
 public:
  /// Adds the projection head, if there is one, to the model's companions.
  /// @param seed of the stage.
  /// @throws Error{kUsage} for a layer that the model does not have.
  Loss(const xner::sdk::Json& parameters, xner::nn::TokenClassifier& model, std::uint64_t seed);

  /// @param normaliser labelled words of the step, which is one batch.
  [[nodiscard]] at::Tensor of(const xner::nn::TokenClassifier& model,
                              const xner::nn::PackedBatch& batch, const xner::nn::Forward& forward,
                              std::int64_t normaliser) const;

 private:
  struct States;  // what contrast looks at
  [[nodiscard]] at::Tensor contrast(const xner::nn::TokenClassifier& model, const States& states,
                                    const xner::nn::PackedBatch& batch,
                                    const xner::nn::Forward& forward) const;

  double alpha_;
  bool by_sentence_;
  double lcl_weight_ = 0;
  double tcl_weight_ = 0;
  bool lcl_of_logits_ = false;
  std::int64_t layer_ = 0;
  bool after_dropout_ = false;
  bool projects_ = false;
  std::optional<xner::nn::LabelContrast> lcl_;
  xner::nn::TranslationContrastOptions tcl_;
};

}  // namespace concner
