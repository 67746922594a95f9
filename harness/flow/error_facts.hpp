// What the analysis of errors knows of an experiment's texts: the entities of the source's training
// text, and the wordpieces of the target's words. Each is found once for all runs.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/flow/materials.hpp"
#include "harness/score/error_analysis.hpp"
#include "harness/text/tokenizer.hpp"

namespace xner::flow {

class ErrorFacts {
 public:
  /// @param materials live longer.
  explicit ErrorFacts(Materials& materials) : materials_(materials) {}

  /// A target's test set. Views into this object and the materials.
  /// @param train what a plan calls the run's source text: "data:source/train" or a sample of it.
  /// Without pieces if the encoder's tokenizer cannot be loaded.
  [[nodiscard]] score::TestSet test_set(const std::string& target, const std::string& train);

 private:
  const score::Surfaces& surfaces(const std::string& train);
  const std::vector<std::int32_t>& pieces(const std::string& target);
  bool has_tokenizer();

  Materials& materials_;
  bool looked_ = false;  // for the tokenizer
  std::unique_ptr<text::Tokenizer> tokenizer_;
  std::map<std::string, score::Surfaces> surfaces_;          // by the name of the source text
  std::map<std::string, std::vector<std::int32_t>> pieces_;  // by target
};

}  // namespace xner::flow
