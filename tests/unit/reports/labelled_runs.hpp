// Run folders of given labels, for the tests of compared errors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace xner::test {

/// Words and labels separated by spaces.
struct LabelledSentence {
  std::string words, gold, predicted;
};

/// metrics.json, counts.bin, errors.json and predictions/test.conll of one run.
void write_labelled(const std::filesystem::path& experiment, const std::string& method,
                    const std::string& target, std::uint64_t seed,
                    const std::vector<LabelledSentence>& sentences);

/// "mulda" finds everything on de; "wu_dredze" with seed 1 nothing right, with seed 2 not the type
/// of one entity.
void write_labelled_methods(const std::filesystem::path& experiment);

}  // namespace xner::test
