// The stage "annotate" of teacher_student: see stages.hpp.
#include <algorithm>

#include "harness/nn/soft_labels.hpp"
#include "harness/nn/stage_model.hpp"
#include "plugins/teacher_student/stages.hpp"

namespace teacher_student {

void run_annotate(xner::sdk::StageContext& context) {
  namespace nn = xner::nn;
  const auto [model, corpus, windows, precision] = nn::model_and_text(context);

  // Not counted as inference: what labels the test text is the student, and its speed is reported.
  xner::sdk::Usage caching;
  const nn::SoftLabels soft = nn::annotate(
      model, corpus, windows, {.precision = precision},
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
