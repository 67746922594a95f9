// See train.hpp.
#include "harness/nn/train.hpp"

namespace xner::nn {

void train(sdk::StageContext& context, TokenClassifier& model, const TrainingSet& set,
           const sdk::Conditions& conditions, std::uint64_t seed, Evaluations& evaluations,
           const Loss& loss) {
  const sdk::StageRequest& request = context.request();
  TrainingCheckpoints checkpoints(request.checkpoint_folder, request.key,
                                  request.checkpoint_seconds);
  context.fact("resumed_from_step", 0);
  FineTuneHooks hooks;
  hooks.loss = loss;
  hooks.evaluate = [&](std::int64_t step) { return evaluations.run(step); };
  hooks.progress = [&](const sdk::Progress& progress) { context.progress(progress); };
  hooks.checkpoints = &checkpoints;
  hooks.save = [&](TrainingState& state) { evaluations.save(state); };
  hooks.restore = [&](const TrainingState& state) {
    evaluations.restore(state);
    context.fact("resumed_from_step", state.values.at("step"));
  };
  evaluations.finish(fine_tune(model, set, conditions, seed, hooks, context.usage()));
}

}  // namespace xner::nn
