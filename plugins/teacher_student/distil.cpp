// The stage "distil" of teacher_student: see stages.hpp.
#include <algorithm>
#include <string>
#include <vector>

#include <ATen/TensorOperators.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/error.hpp"
#include "harness/base/random.hpp"
#include "harness/data/corpus.hpp"
#include "harness/nn/evaluations.hpp"
#include "harness/nn/losses.hpp"
#include "harness/nn/soft_labels.hpp"
#include "harness/nn/stage_model.hpp"
#include "harness/nn/train.hpp"
#include "harness/text/tokenizer.hpp"
#include "harness/text/windows.hpp"
#include "plugins/teacher_student/stages.hpp"

namespace teacher_student {
namespace {

namespace nn = xner::nn;
namespace sdk = xner::sdk;
namespace text = xner::text;

/// What the student learns from its teachers.
struct LossSettings {
  std::vector<double> teacher_weights;
  bool kl;
  double temperature;
  double hard_label_weight;
};

LossSettings loss_settings(const sdk::Json& parameters) {
  return {parameters.at("teacher_weights").get<std::vector<double>>(),
          parameters.at("loss") == "kl", parameters.at("temperature").get<double>(),
          parameters.at("hard_label_weight").get<double>()};
}

/// With a seed of the student alone: a teacher of the same seed draws otherwise.
nn::TrainingSettings settings_of_student(const sdk::Json& parameters) {
  auto settings = nn::training_settings(parameters);
  settings.seed = xner::derive_seed(settings.seed, "student");
  return settings;
}

nn::SoftLabels read_teachers(const sdk::StageContext& context, const std::vector<double>& weights) {
  std::vector<nn::SoftLabels> teachers;
  for (std::size_t k = 0; k < weights.size(); ++k)
    teachers.push_back(nn::read_soft_labels(context.input(fmt::format("probabilities/{}", k))));
  return nn::mix(teachers, weights);
}

at::Tensor loss_of(const at::Tensor& logits, const nn::SoftTargets::Rows& rows,
                   const nn::PackedBatch& batch, std::int64_t normaliser,
                   const LossSettings& settings) {
  const at::Tensor soft =
      settings.kl ? nn::soft_kl_divergence(logits, rows.probabilities, rows.mask,
                                           settings.temperature, normaliser)
                  : nn::probability_mse(logits, rows.probabilities, rows.mask, normaliser);
  const double weight = settings.hard_label_weight;
  if (weight == 0) return soft;
  return soft * (1 - weight) +
         nn::masked_cross_entropy(logits, batch.labels, rows.mask, normaliser) * weight;
}

/// How many words take part, and how many of them the teachers call part of an entity: a student of
/// a text with few of those may rightly learn to predict none.
void record_facts(sdk::StageContext& context, const text::EncodedCorpus& windows,
                  const nn::SoftTargets& targets, const nn::TokenClassifier& model) {
  const auto outside = std::find(model.labels.begin(), model.labels.end(), "O");
  const auto o = static_cast<xner::data::LabelId>(outside - model.labels.begin());
  std::size_t distilled = 0, entity = 0;
  for (const auto& sentence : targets.hard_labels())
    for (const auto label : sentence) {
      distilled += label != xner::data::kIgnored ? 1 : 0;
      entity += label != xner::data::kIgnored && label != o ? 1 : 0;
    }
  context.fact("distilled_words", distilled);
  context.fact("dropped_words", windows.words - distilled);
  context.fact("teacher_entity_words", entity);
}

}  // namespace

void run_distil(sdk::StageContext& context) {
  const auto settings = settings_of_student(context.request().parameters);
  const LossSettings loss = loss_settings(context.request().parameters);
  const auto tokenizer = text::load_tokenizer(context.input("encoder"));
  const auto corpus = xner::data::read_text_corpus(context.input("train"));
  const auto windows = text::encode(corpus, *tokenizer,
                                    {settings.conditions.max_length, settings.conditions.stride});
  const nn::SoftLabels soft = read_teachers(context, loss.teacher_weights);

  auto model = nn::model_to_train(context, windows, settings, soft.labels);
  if (model.labels != soft.labels)
    throw xner::Error(xner::ErrorKind::kData,
                      fmt::format("expected teachers with the encoder's labels [{}], found [{}]",
                                  fmt::join(model.labels, ", "), fmt::join(soft.labels, ", ")));
  const nn::SoftTargets targets(soft, corpus, model.device());
  record_facts(context, windows, targets, model);

  nn::Evaluations evaluations(context, model, settings.conditions, settings.selectors, *tokenizer);
  const nn::TrainingSet set(windows, targets.hard_labels());
  nn::train(context, model, set, settings.conditions, settings.seed, evaluations,
            [&](const nn::PackedBatch& batch, const nn::Forward& forward, std::int64_t normaliser) {
              return loss_of(model.logits(batch, forward), targets.rows(batch), batch, normaliser,
                             loss);
            });
}

}  // namespace teacher_student
