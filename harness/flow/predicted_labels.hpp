// What stages leave as predictions: read back, checked against the text, and for the oracle chosen
// by target dev.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/data/corpus.hpp"
#include "harness/score/entity_f1.hpp"

namespace xner::flow {

/// Label names by sentence and word. A plugin made them, so they may be anything: `problem` says
/// what is wrong, if so.
struct PredictedLabels {
  std::vector<std::vector<std::string>> labels;
  std::string problem;  ///< "" if there is one IOB2 label for every word of the text
};

/// Reads a predictions artifact: a line a sentence, labels separated by one space.
[[nodiscard]] PredictedLabels read_predicted_labels(const std::filesystem::path& file,
                                                    const data::TextCorpus& text);

/// Gold label names of a corpus, by sentence and word.
[[nodiscard]] std::vector<std::vector<std::string>> label_names(const data::LabelledCorpus& corpus);

/// @pre equal shapes.
[[nodiscard]] score::Score score_labels(const std::vector<std::vector<std::string>>& gold,
                                        const std::vector<std::vector<std::string>>& predicted);

/// A folder with {dev,test}/<step>.txt: the test labels of the step whose dev F1 is the highest
/// (the first such step).
struct OracleChoice {
  PredictedLabels test;
  std::int64_t step = 0;
};
[[nodiscard]] OracleChoice choose_by_target_dev(const std::filesystem::path& folder,
                                                const data::LabelledCorpus& dev,
                                                const data::TextCorpus& test);

}  // namespace xner::flow
