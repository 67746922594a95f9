// See stage_model.hpp.
#include "harness/nn/stage_model.hpp"

#include <utility>

#include "harness/base/random.hpp"
#include "harness/nn/checkpoint.hpp"
#include "harness/nn/device.hpp"
#include "harness/nn/fine_tune.hpp"
#include "harness/text/tokenizer.hpp"

namespace xner::nn {

TrainingSettings training_settings(const sdk::Json& parameters) {
  sdk::Json conditions = sdk::Json::object();
  for (const sdk::Parameter& known : sdk::condition_parameters())
    if (const auto given = parameters.find(known.name); given != parameters.end())
      conditions[known.name] = *given;
  return {conditions.get<sdk::Conditions>(), parameters.at("seed").get<std::uint64_t>(),
          parameters.at("freeze_bottom").get<std::int64_t>(),
          parameters.at("selectors").get<std::vector<std::string>>()};
}

TokenClassifier model_to_train(sdk::StageContext& context, const text::EncodedCorpus& windows,
                               const TrainingSettings& settings,
                               const std::vector<std::string>& labels) {
  LoadNotes notes;
  auto model = load_token_classifier(context.input("encoder"), labels,
                                     derive_seed(settings.seed, "init"), &notes);
  set_dropout(model, settings.conditions);
  model.to(choose_device(settings.conditions.device));
  model.make_trainable(text::pieces_of(windows), settings.freeze_bottom);
  context.fact("ignored_tensors", notes.ignored);
  context.fact("unexpected_tensors", notes.unexpected);
  context.fact("new_classifier", notes.new_classifier);
  context.fact("random_weights", model.config.random_weights);
  context.fact("labels", model.labels);
  context.fact("train_sentences", windows.sentences);
  context.fact("train_words", windows.words);
  context.fact("train_words_without_piece", windows.words_without_piece);
  context.fact("train_split_sentences", windows.split_sentences);
  return model;
}

ModelAndText model_and_text(const sdk::StageContext& context) {
  const sdk::Json& parameters = context.request().parameters;
  const auto tokenizer = text::load_tokenizer(context.input("model"));
  auto corpus = data::read_text_corpus(context.input("text"));
  auto windows = text::encode(corpus, *tokenizer,
                              {parameters.at("max_length").get<std::int32_t>(),
                               parameters.at("stride").get<std::int32_t>()});
  auto model = load_token_classifier(context.input("model"), {}, 0);
  model.to(choose_device(parameters.at("device").get<std::string>()));
  return {std::move(model), std::move(corpus), std::move(windows),
          parameters.at("precision") == "bf16" ? at::kBFloat16 : at::kFloat};
}

}  // namespace xner::nn
