// See score.hpp.
#include "harness/cli/score.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/error.hpp"
#include "harness/base/nearest.hpp"
#include "harness/base/utf8.hpp"
#include "harness/score/column_file.hpp"
#include "harness/score/entity_f1.hpp"
#include "harness/score/score_json.hpp"
#include "reports/score_text.hpp"

namespace xner::cli {
namespace {

using score::ColumnFile;

void check_choice(const char* option, const std::string& given,
                  const std::vector<std::string>& known) {
  for (const auto& name : known)
    if (name == given) return;
  throw Error(ErrorKind::kUsage,
              fmt::format("{}: expected {}, found '{}'", option, fmt::join(known, " or "), given),
              {}, nearest_hint(given, known));
}

/// Refuses what the scheme does not have; without a scheme says what conlleval does not know.
void check_prefixes(const ColumnFile& file, const std::string& scheme, std::ostream& notes) {
  static const std::vector<std::string> kConlleval{"B", "I", "E", "O", ".", "[", "]"};
  const auto allowed = scheme.empty() ? kConlleval : score::scheme_prefixes(scheme);
  const auto foreign = score::find_foreign_prefix(file, allowed);
  if (!foreign) return;
  const Place place{file.name, foreign->line};
  if (!scheme.empty())
    throw Error(ErrorKind::kData,
                fmt::format("expected a label of the scheme {} (prefixes {}), found '{}'", scheme,
                            fmt::join(allowed, ", "), printable(foreign->label)),
                place);
  notes << fmt::format(
      "note: {}: conlleval does not know the prefix of '{}': entities are told apart by type "
      "alone\n",
      place.text(), printable(foreign->label));
}

ColumnFile read(const ScoreOptions& options, std::ostream& notes) {
  if (options.predicted.empty()) {
    ColumnFile file = score::read_column_file(options.gold, score::LabelColumns::kTwo);
    check_prefixes(file, options.scheme, notes);
    return file;
  }
  if (options.gold == "-" && options.predicted == "-")
    throw Error(ErrorKind::kUsage,
                "expected at most one file from standard input, found '-' twice");
  ColumnFile gold = score::read_column_file(options.gold, score::LabelColumns::kOne);
  ColumnFile predicted = score::read_column_file(options.predicted, score::LabelColumns::kOne);
  check_prefixes(gold, options.scheme, notes);
  check_prefixes(predicted, options.scheme, notes);
  score::Alignment aligned = score::align(std::move(gold), std::move(predicted));
  if (aligned.differing_words > 0)
    notes << fmt::format("note: {} words differ between the files, scored by position; first {}\n",
                         aligned.differing_words, printable(aligned.first_difference));
  return std::move(aligned.file);
}

}  // namespace

int run_score(const ScoreOptions& options, std::ostream& out, std::ostream& notes) {
  check_choice("--mode", options.mode, {"conlleval"});
  check_choice("--format", options.format, {"text", "json", "markdown"});
  if (!options.scheme.empty()) static_cast<void>(score::scheme_prefixes(options.scheme));

  const ColumnFile file = read(options, notes);
  std::vector<score::SentenceLabels> sentences;
  sentences.reserve(file.sentences.size());
  for (const auto& sentence : file.sentences) sentences.push_back({sentence.gold, sentence.labels});
  const score::Score result = score::score_conlleval(sentences);
  const std::string signature = score::signature(result, {options.mode, "", file.digest, ""});

  if (options.format == "json") {
    score::Json json = score::score_to_json(result);
    json["sentences"] = result.sentences.size();
    json["signature"] = signature;
    out << json.dump(2) << "\n";
  } else if (options.format == "markdown") {
    out << reports::score_to_markdown(result, signature);
  } else {
    out << reports::score_to_text(result, signature);
  }
  return 0;
}

}  // namespace xner::cli
