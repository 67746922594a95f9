// A slow and simple analysis of errors that the tests hold harness/score/error_analysis against:
// entities as sets of words, every pair of them looked at.
#pragma once

#include <string>
#include <vector>

#include "harness/score/error_analysis.hpp"
#include "tests/support/naive_scorer.hpp"

namespace xner::test {

struct NaiveText {
  Column words;
  std::vector<std::int32_t> pieces;  ///< of each word
};

/// @param seen surfaces. Labels: O, and B- or I- with a type.
[[nodiscard]] score::ErrorAnalysis analyse_naively(const std::vector<LabelledPair>& sentences,
                                                   const std::vector<NaiveText>& texts,
                                                   const std::vector<std::string>& seen);

}  // namespace xner::test
