// See predictions.hpp.
#include "harness/record/predictions.hpp"

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/utf8.hpp"

namespace xner::record {
namespace {

void append_field(std::string& out, const std::string& field, std::size_t sentence) {
  if (field.empty() || field.find_first_of("\t\n\r") != std::string::npos)
    throw Error(
        ErrorKind::kData,
        fmt::format("sentence {}: expected a word or label without tab and line break, found '{}'",
                    sentence + 1, printable(field)));
  out += field;
}

}  // namespace

std::string predictions_text(std::span<const PredictedSentence> sentences) {
  std::string out;
  for (std::size_t s = 0; s < sentences.size(); ++s) {
    const auto& [words, gold, predicted] = sentences[s];
    if (words.size() != gold.size() || words.size() != predicted.size())
      throw Error(ErrorKind::kData,
                  fmt::format("sentence {}: expected a gold and a predicted label for each of {} "
                              "words, found {} and {}",
                              s + 1, words.size(), gold.size(), predicted.size()));
    for (std::size_t i = 0; i < words.size(); ++i) {
      append_field(out, words[i], s);
      out += '\t';
      append_field(out, gold[i], s);
      out += '\t';
      append_field(out, predicted[i], s);
      out += '\n';
    }
    out += '\n';
  }
  return out;
}

}  // namespace xner::record
