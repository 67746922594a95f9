// The stage "annotate" of teacher_student: see stages.hpp.
#include <algorithm>

#include <ATen/ops/argmax.h>

#include "harness/data/corpus.hpp"
#include "harness/nn/checkpoint.hpp"
#include "harness/nn/device.hpp"
#include "harness/nn/soft_labels.hpp"
#include "harness/text/tokenizer.hpp"
#include "harness/text/windows.hpp"
#include "plugins/teacher_student/stages.hpp"

namespace teacher_student {

void run_annotate(xner::sdk::StageContext& context) {
  namespace nn = xner::nn;
  const xner::sdk::Json& parameters = context.request().parameters;
  const auto tokenizer = xner::text::load_tokenizer(context.input("model"));
  const auto corpus = xner::data::read_text_corpus(context.input("text"));
  const auto windows = xner::text::encode(corpus, *tokenizer,
                                          {parameters.at("max_length").get<std::int32_t>(),
                                           parameters.at("stride").get<std::int32_t>()});
  auto model = nn::load_token_classifier(context.input("model"), {}, 0);
  model.to(nn::choose_device(parameters.at("device").get<std::string>()));

  // Not counted as inference: what labels the test text is the student, and its speed is reported.
  xner::sdk::Usage caching;
  const nn::SoftLabels soft = nn::annotate(
      model, corpus, windows,
      {.precision = parameters.at("precision") == "bf16" ? at::kBFloat16 : at::kFloat},
      [&](const xner::sdk::Progress& made) {
        context.progress({"annotate", made.done, made.total, made.note});
      },
      caching);
  context.usage().peak_device_memory =
      std::max(context.usage().peak_device_memory, caching.peak_device_memory);
  nn::write_soft_labels(context.output("probabilities.safetensors"), soft);
  context.fact("sentences", windows.sentences);
  context.fact("words", windows.words);
  context.fact("annotated_words", soft.word_index.size(0));
  context.fact("words_without_piece", windows.words_without_piece);
  context.fact("annotate_seconds", caching.predict_seconds);
  context.fact("labels", soft.labels);
}

}  // namespace teacher_student
