// What is kept at the evaluation points of a training, for the selectors of an experiment: F1 on
// source dev, the best weights so far, and for the oracle what the model of that step predicts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "harness/nn/bert.hpp"
#include "harness/nn/fine_tune.hpp"
#include "harness/nn/predict.hpp"
#include "harness/nn/training_state.hpp"
#include "harness/sdk/conditions.hpp"
#include "harness/sdk/method.hpp"
#include "harness/text/tokenizer.hpp"

namespace xner::nn {

/// What a method does in its own way; what is empty is done as for every token classifier.
struct EvaluationHooks {
  /// Labels of a text by the model as it stands, with a head, a decoder or an input of the method's
  /// own: `nn::predict` if empty.
  std::function<Prediction(const data::TextCorpus& corpus, const text::EncodedCorpus& windows,
                           const std::function<void(const sdk::Progress&)>& progress,
                           sdk::Usage& usage)>
      predict;
  /// Called for each "model-<selector>" once its folder is written, while model and companions have
  /// the selector's weights: what a model needs beside them, such as a head, goes into the folder.
  std::function<void(const std::filesystem::path& folder)> save;
};

/// Several selectors from one training. The stage's inputs decide what is evaluated:
///
///   "dev"                        labelled source dev, scored at every point; optional
///   "watch/<target>/{dev,test}"  text, labelled at every point, for the selector target_dev
///
/// Outputs: "history.tsv"; "model-last" and "model-best_source_dev" as selected;
/// "watched-<target>", a folder with {dev,test}/<step>.txt. Facts: "best_step", and
/// "words_without_piece" of each watched target.
class Evaluations {
 public:
  /// @param context, model outlive the object. @param selectors of the experiment.
  /// @throws Error{kData, kIo} for an input that cannot be read.
  Evaluations(sdk::StageContext& context, TokenClassifier& model, const sdk::Conditions& conditions,
              std::vector<std::string> selectors, const text::Tokenizer& tokenizer,
              EvaluationHooks hooks = {});
  ~Evaluations();
  Evaluations(const Evaluations&) = delete;
  Evaluations& operator=(const Evaluations&) = delete;

  /// An evaluation point: FineTuneHooks::evaluate. @returns a note for the progress line.
  std::string run(std::int64_t step);

  /// What the points so far have left (best weights, scores, watched predictions), into a
  /// checkpoint and back from one: then `run` and `finish` do as if nothing had happened in
  /// between.
  void save(TrainingState& state) const;
  void restore(const TrainingState& state);

  /// Writes the outputs when the training is over; the model is left with the weights of the last
  /// selector. @param history what fine_tune returned.
  void finish(std::span<const StepRecord> history);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace xner::nn
