// The training of a stage: the loop with the stage's heartbeats, evaluation points and checkpoints.
// What a plugin calls; fine_tune is the loop alone.
#pragma once

#include <cstdint>
#include <functional>

#include "harness/nn/evaluations.hpp"
#include "harness/nn/fine_tune.hpp"
#include "harness/sdk/method.hpp"

namespace xner::nn {

/// The loss of a (micro-)batch as its share of the step: FineTuneHooks::loss. A function of batch
/// and parameters: what it keeps between steps would be lost with a kill.
using Loss = std::function<at::Tensor(const PackedBatch& batch, const Forward& forward,
                                      std::int64_t normaliser)>;

/// Trains the model and writes the outputs of `evaluations`. Goes on where an earlier start of the
/// stage was interrupted. Fact: "resumed_from_step", 0 if this was the first start.
/// @throws as fine_tune; Error{kStage} "cancelled", with a checkpoint, if the stage is told to
/// stop.
void train(sdk::StageContext& context, TokenClassifier& model, const TrainingSet& set,
           const sdk::Conditions& conditions, std::uint64_t seed, Evaluations& evaluations,
           const Loss& loss);

}  // namespace xner::nn
