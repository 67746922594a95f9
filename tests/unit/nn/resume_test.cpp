// A training that is interrupted and goes on gives the bits of one that was not; and does not, as
// soon as any part of its state is missing (harness/nn/fine_tune.hpp, training_checkpoints.hpp).
#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros_like.h>
#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/nn/fine_tune.hpp"
#include "harness/nn/losses.hpp"
#include "tests/support/nn_samples.hpp"

namespace xner::nn {
namespace {

struct Interrupted {};

/// What a training leaves.
struct Trained {
  TokenClassifier model;
  std::vector<StepRecord> history;
  sdk::Usage usage;
  std::vector<std::int64_t> evaluations;  ///< of the last start

  friend bool operator==(const Trained& a, const Trained& b) {
    const auto left = support::all_tensors(a.model);
    const auto right = support::all_tensors(b.model);
    for (std::size_t i = 0; i < left.size(); ++i)
      if (!left[i].second.equal(right[i].second)) return false;
    if (a.history.size() != b.history.size()) return false;
    for (std::size_t i = 0; i < a.history.size(); ++i)
      if (a.history[i].loss != b.history[i].loss ||
          a.history[i].learning_rate != b.history[i].learning_rate)
        return false;
    return a.usage.train_steps == b.usage.train_steps &&
           a.usage.train_pieces == b.usage.train_pieces &&
           a.usage.train_sentences == b.usage.train_sentences;
  }
};

class Resume : public ::testing::Test {
 protected:
  Resume() {
    conditions_.learning_rate = 1e-3;
    conditions_.train_batch_size = 4;
    conditions_.max_steps = 12;
    conditions_.eval_steps = 5;
    conditions_.weight_decay = 0.01;  // so that the untouched rows of the vocabulary move too
    conditions_.warmup_ratio = 0.25;
    conditions_.device = "cpu";
  }

  /// Starts, or goes on, and is interrupted at `stop` (0: never), in an evaluation if
  /// `in_evaluation`.
  Trained start(std::int64_t stop, bool in_evaluation = false) {
    Trained trained{support::tiny_model(7), {}, {}, {}};
    TokenClassifier& model = trained.model;
    model.make_trainable(text::pieces_of(sample_.windows));
    TrainingCheckpoints checkpoints(room_.path() / "attempt", "key", 0);
    FineTuneHooks hooks;
    hooks.checkpoints = &checkpoints;
    hooks.loss = [&](const PackedBatch& batch, const Forward& forward, std::int64_t normaliser) {
      if (!in_evaluation && stop > 0 &&
          forward.dropout.step + 1 == static_cast<std::uint64_t>(stop))
        throw Interrupted{};  // a kill in the middle of a step: no checkpoint of this one
      return token_cross_entropy(model.logits(batch, forward), batch.labels, normaliser);
    };
    hooks.evaluate = [&](std::int64_t step) {
      if (in_evaluation && step == stop) throw Interrupted{};
      trained.evaluations.push_back(step);
      return std::string();
    };
    hooks.restore = [&](const TrainingState& state) {
      resumed_from_ = state.values.at("step").get<std::int64_t>();
    };
    hooks.save = [&](TrainingState& state) {
      if (spoil_) spoil_(state);
    };
    try {
      trained.history = fine_tune(model, set_, conditions_, 5, hooks, trained.usage);
    } catch (const Interrupted&) {
    }
    return trained;
  }
  /// Interrupted in the evaluation after step 5, then started again.
  Trained interrupted_at_five() {
    (void)start(5, true);
    return start(0);
  }
  void forget() { std::filesystem::remove_all(room_.path() / "attempt"); }
  Trained undisturbed() {
    Trained trained = start(0);
    forget();
    return trained;
  }

  support::Sample sample_ = support::make_sample({5, 2, 9, 3, 1, 7, 4, 4, 6, 2}, 21);
  TrainingSet set_{sample_.windows, sample_.labels};
  sdk::Conditions conditions_;
  TemporaryFolder room_;
  std::function<void(TrainingState&)> spoil_;
  std::int64_t resumed_from_ = 0;
};

TEST_F(Resume, GivesTheBitsOfATrainingThatWasNotInterrupted) {
  const Trained whole = undisturbed();
  const Trained again = interrupted_at_five();
  EXPECT_EQ(resumed_from_, 5);
  EXPECT_TRUE(again == whole);
  EXPECT_THAT(again.evaluations, ::testing::ElementsAre(5, 10, 12));  // the interrupted one, too
}

TEST_F(Resume, AfterSeveralInterruptionsInTheMiddleOfSteps) {
  const Trained whole = undisturbed();
  (void)start(5, true);
  (void)start(8);  // dies without a checkpoint of its own
  EXPECT_EQ(resumed_from_, 5);
  (void)start(10, true);
  const Trained again = start(0);
  EXPECT_EQ(resumed_from_, 10);
  EXPECT_TRUE(again == whole);
}

TEST_F(Resume, AfterTheLastStep) {
  const Trained whole = undisturbed();
  (void)start(12, true);
  const Trained again = start(0);
  EXPECT_EQ(resumed_from_, 12);
  EXPECT_TRUE(again == whole);
  EXPECT_THAT(again.evaluations, ::testing::ElementsAre(12));
}

/// Every part of the state matters: a training that goes on without it ends elsewhere.
TEST_F(Resume, NegativeControls) {
  const Trained whole = undisturbed();
  const auto clear = [](const std::string& end) {
    return [end](TrainingState& state) {
      std::size_t cleared = 0;
      for (auto& [name, tensor] : state.tensors)
        if (name.ends_with(end)) {
          tensor = at::zeros_like(tensor);
          ++cleared;
        }
      ASSERT_GT(cleared, 0U) << end;
    };
  };
  const std::map<std::string, std::function<void(TrainingState&)>> controls{
      {"first moments", clear("/exp_avg")},
      {"second moments", clear("/exp_avg_sq")},
      {"step counts", clear("/step")},
      {"weights", clear("output.dense.weight")},
      {"losses", clear("losses")},
      {"decay of untouched rows", [](TrainingState& state) { state.values["others_scale"] = 1.0; }},
      {"position", [](TrainingState& state) { state.values["step"] = 4; }},
      {"counts", [](TrainingState& state) { state.values["usage"]["train_pieces"] = 0; }}};
  for (const auto& [name, control] : controls) {
    spoil_ = control;
    (void)start(5, true);
    spoil_ = {};
    EXPECT_FALSE(start(0) == whole) << name;
    forget();
  }
  EXPECT_TRUE(interrupted_at_five() == whole);
}

TEST_F(Resume, ALossThatIsNotFiniteLeavesNoCheckpoint) {
  TrainingCheckpoints checkpoints(room_.path() / "attempt", "key", 1e-9);  // after every step
  TokenClassifier model = support::tiny_model(7);
  model.make_trainable(text::pieces_of(sample_.windows));
  FineTuneHooks hooks;
  hooks.checkpoints = &checkpoints;
  int calls = 0;
  hooks.loss = [&](const PackedBatch& batch, const Forward& forward, std::int64_t normaliser) {
    const at::Tensor loss =
        token_cross_entropy(model.logits(batch, forward), batch.labels, normaliser);
    return ++calls == 3 ? loss * std::numeric_limits<double>::infinity() : loss;
  };
  sdk::Usage usage;
  EXPECT_THROW((void)fine_tune(model, set_, conditions_, 5, hooks, usage), Error);
  EXPECT_EQ(checkpoints.newest().value().values.at("step"), 2);
}

}  // namespace
}  // namespace xner::nn
