// The stage "train" of mulda: see stages.hpp.
#include "harness/nn/train.hpp"

#include <string>
#include <vector>

#include "harness/data/corpus.hpp"
#include "harness/data/pairs.hpp"
#include "harness/nn/evaluations.hpp"
#include "harness/nn/losses.hpp"
#include "harness/nn/stage_model.hpp"
#include "harness/nn/training_set.hpp"
#include "harness/text/tokenizer.hpp"
#include "harness/text/windows.hpp"
#include "plugins/mulda/stages.hpp"

namespace mulda {
namespace {

namespace data = xner::data;
namespace nn = xner::nn;
namespace sdk = xner::sdk;
namespace text = xner::text;

/// What makes a unit of a batch.
struct UnitSettings {
  bool pairs;
  nn::MissingPartner missing;
};

UnitSettings unit_settings(const sdk::Json& parameters) {
  return {parameters.at("entrans_batch") == "pairs", parameters.at("pairs_missing") == "drop"
                                                         ? nn::MissingPartner::kDrop
                                                         : nn::MissingPartner::kKeep};
}

/// The units of the batches, as numbers of sentences of the joined corpus.
std::vector<nn::TrainingUnit> units_of(const data::TextCorpus& source,
                                       const data::TextCorpus& translations,
                                       const UnitSettings& settings) {
  std::vector<nn::TrainingUnit> paired = nn::pair_units(source, translations, settings.missing);
  if (settings.pairs) return paired;
  std::vector<nn::TrainingUnit> single;
  for (const nn::TrainingUnit& unit : paired) {
    if (unit.source >= 0) single.push_back({unit.source, -1});
    if (unit.translation >= 0) single.push_back({-1, unit.translation});
  }
  return single;
}

}  // namespace

void run_train(sdk::StageContext& context) {
  const sdk::Json& parameters = context.request().parameters;
  const auto settings = nn::training_settings(parameters);
  const text::WindowOptions window_options{settings.conditions.max_length,
                                           settings.conditions.stride};
  const auto tokenizer = text::load_tokenizer(context.input("encoder"));
  const auto source = data::read_labelled_corpus(context.input("train"));
  const auto translations = data::read_labelled_corpus(context.input("translations"));
  const auto units = units_of(source.text, translations.text, unit_settings(parameters));
  const auto train = data::join(source, translations);
  const auto windows = text::encode(train.text, *tokenizer, window_options);

  const auto names = train.label_set.names();
  auto model = nn::model_to_train(context, windows, settings, {names.begin(), names.end()});
  context.fact("translations", translations.size());
  context.fact("training_units", units.size());

  nn::Evaluations evaluations(context, model, settings.conditions, settings.selectors, *tokenizer);
  const nn::TrainingSet set(windows, nn::model_labels(train, model.labels), units);
  nn::train(context, model, set, settings.conditions, settings.seed, evaluations,
            [&](const nn::PackedBatch& batch, const nn::Forward& forward, std::int64_t normaliser) {
              return nn::token_cross_entropy(model.logits(batch, forward), batch.labels,
                                             normaliser);
            });
}

}  // namespace mulda
