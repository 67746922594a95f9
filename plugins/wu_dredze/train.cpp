// The stage "train" of wu_dredze: see stages.hpp.
#include "harness/nn/train.hpp"

#include "harness/data/corpus.hpp"
#include "harness/nn/evaluations.hpp"
#include "harness/nn/losses.hpp"
#include "harness/nn/stage_model.hpp"
#include "harness/text/tokenizer.hpp"
#include "harness/text/windows.hpp"
#include "plugins/wu_dredze/stages.hpp"

namespace wu_dredze {
namespace {

namespace nn = xner::nn;
namespace sdk = xner::sdk;
namespace text = xner::text;

}  // namespace

void run_train(sdk::StageContext& context) {
  const auto settings = nn::training_settings(context.request().parameters);
  const text::WindowOptions window_options{settings.conditions.max_length,
                                           settings.conditions.stride};
  const auto tokenizer = text::load_tokenizer(context.input("encoder"));
  const auto train = xner::data::read_labelled_corpus(context.input("train"));
  const auto windows = text::encode(train.text, *tokenizer, window_options);

  const auto names = train.label_set.names();
  auto model = nn::model_to_train(context, windows, settings, {names.begin(), names.end()});

  nn::Evaluations evaluations(context, model, settings.conditions, settings.selectors, *tokenizer);
  const nn::TrainingSet set(windows, nn::model_labels(train, model.labels));
  nn::train(context, model, set, settings.conditions, settings.seed, evaluations,
            [&](const nn::PackedBatch& batch, const nn::Forward& forward, std::int64_t normaliser) {
              return nn::token_cross_entropy(model.logits(batch, forward), batch.labels,
                                             normaliser);
            });
}

}  // namespace wu_dredze
