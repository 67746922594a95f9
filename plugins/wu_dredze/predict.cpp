// The stage "predict" of wu_dredze: see stages.hpp.
#include "harness/nn/predict.hpp"

#include <algorithm>

#include "harness/base/files.hpp"
#include "harness/nn/safetensors.hpp"
#include "harness/nn/stage_model.hpp"
#include "plugins/wu_dredze/stages.hpp"

namespace wu_dredze {
namespace {

/// Words that are labelled other than O: 0 if the model predicts no entity at all.
std::int64_t entity_words(const xner::nn::Prediction& prediction,
                          const std::vector<std::string>& labels) {
  std::int64_t count = 0;
  for (const auto& sentence : prediction.labels)
    count += std::count_if(sentence.begin(), sentence.end(),
                           [&](std::int32_t label) { return labels[label] != "O"; });
  return count;
}

}  // namespace

void run_predict(xner::sdk::StageContext& context) {
  namespace nn = xner::nn;
  const xner::sdk::Json& parameters = context.request().parameters;
  const auto [model, corpus, windows, precision] = nn::model_and_text(context);

  const bool keep_logits = parameters.at("logits").get<bool>();
  const auto prediction = nn::predict(
      model, corpus, windows,
      {.precision = precision,
       .tokens_per_batch = parameters.value("tokens_per_batch", std::int64_t{4096}),
       .keep_logits = keep_logits},
      [&](const xner::sdk::Progress& progress) { context.progress(progress); }, context.usage());

  xner::write_file(context.output("predictions.txt"), nn::to_label_lines(prediction, model.labels));
  if (keep_logits)
    nn::write_safetensors(context.output("logits.safetensors"),
                          {{"logits", prediction.logits}, {"word_index", prediction.word_index}});
  context.fact("words", windows.words);
  context.fact("words_without_piece", windows.words_without_piece);
  context.fact("split_sentences", windows.split_sentences);
  context.fact("cut_words", windows.cut_words);
  context.fact("entity_words", entity_words(prediction, model.labels));
  context.fact("labels", model.labels);
}

}  // namespace wu_dredze
