// The stage "train" of concner: see stages.hpp.
#include "harness/nn/train.hpp"

#include <string>
#include <utility>
#include <vector>

#include "harness/data/corpus.hpp"
#include "harness/data/pairs.hpp"
#include "harness/nn/evaluations.hpp"
#include "harness/nn/stage_model.hpp"
#include "harness/nn/training_set.hpp"
#include "harness/text/tokenizer.hpp"
#include "harness/text/windows.hpp"
#include "plugins/concner/loss.hpp"
#include "plugins/concner/stages.hpp"

namespace concner {
namespace {

namespace data = xner::data;
namespace nn = xner::nn;
namespace sdk = xner::sdk;
namespace text = xner::text;

/// Which sentences are trained on.
struct SetSettings {
  bool both;  ///< the source and its translations
  nn::MissingPartner missing;
  bool pairs;  ///< a unit of a batch is a sentence with its translation
};

SetSettings set_settings(const sdk::Json& parameters) {
  return {parameters.at("sets") == "both",
          parameters.value("pairs_missing", "keep") == "drop" ? nn::MissingPartner::kDrop
                                                              : nn::MissingPartner::kKeep,
          parameters.value("entrans_batch", "pairs") == "pairs"};
}

/// What is trained on, and the units of its batches; none: a unit a sentence.
struct Material {
  data::LabelledCorpus corpus;
  std::vector<nn::TrainingUnit> units;
};

Material read_material(sdk::StageContext& context, const SetSettings& sets) {
  Material material{data::read_labelled_corpus(context.input("train")), {}};
  if (!sets.both) return material;
  auto translations = data::read_labelled_corpus(context.input("translations"));
  auto units = nn::pair_units(material.corpus.text, translations.text, sets.missing);
  std::size_t paired = 0;
  for (const nn::TrainingUnit& unit : units) paired += unit.source >= 0 && unit.translation >= 0;
  context.fact("source_sentences", material.corpus.size());
  context.fact("translations", translations.size());
  context.fact("pairs", paired);
  if (sets.pairs) material.units = std::move(units);
  material.corpus = data::join(std::move(material.corpus), std::move(translations));
  return material;
}

}  // namespace

void run_train(sdk::StageContext& context) {
  const sdk::Json& parameters = context.request().parameters;
  const auto settings = nn::training_settings(parameters);
  const SetSettings sets = set_settings(parameters);
  const auto tokenizer = text::load_tokenizer(context.input("encoder"));
  const Material material = read_material(context, sets);
  const auto windows = text::encode(material.corpus.text, *tokenizer,
                                    {settings.conditions.max_length, settings.conditions.stride});

  const auto names = material.corpus.label_set.names();
  auto model = nn::model_to_train(context, windows, settings, {names.begin(), names.end()});
  const Loss loss(parameters, model, settings.seed);

  nn::Evaluations evaluations(context, model, settings.conditions, settings.selectors, *tokenizer);
  auto labels = nn::model_labels(material.corpus, model.labels);
  const nn::TrainingSet set = sets.both && sets.pairs
                                  ? nn::TrainingSet(windows, std::move(labels), material.units)
                                  : nn::TrainingSet(windows, std::move(labels));
  nn::train(context, model, set, settings.conditions, settings.seed, evaluations,
            [&](const nn::PackedBatch& batch, const nn::Forward& forward, std::int64_t normaliser) {
              return loss.of(model, batch, forward, normaliser);
            });
}

}  // namespace concner
