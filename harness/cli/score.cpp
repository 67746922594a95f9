// See score.hpp.
#include "harness/cli/score.hpp"

#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/error.hpp"
#include "harness/base/utf8.hpp"
#include "harness/cli/verb.hpp"
#include "harness/score/averages.hpp"
#include "harness/score/column_file.hpp"
#include "harness/score/entity_f1.hpp"
#include "harness/score/reading.hpp"
#include "harness/score/score_json.hpp"
#include "harness/score/semeval.hpp"
#include "harness/score/spans.hpp"
#include "reports/report/score_text.hpp"

namespace xner::cli {
namespace {

using score::ColumnFile;
using score::Mode;
using score::Reading;

void check_options(const ScoreOptions& options) {
  check_choice("--mode", options.mode, {"conlleval", "seqeval", "strict"});
  check_choice("--format", options.format, {"text", "json", "markdown"});
  check_choice("--zero-division", options.zero_division, {"null", "0", "1"});
  if (!options.scheme.empty() && options.scheme != "auto")
    static_cast<void>(score::scheme_from_title(options.scheme));
  if (options.gold == "-" && options.predicted == "-")
    throw Error(ErrorKind::kUsage,
                "expected at most one file from standard input, found '-' twice");
}

/// Every prefix of the gold column once, in order.
std::vector<std::string_view> gold_prefixes(const ColumnFile& file) {
  std::set<std::string_view> prefixes;
  for (const auto& sentence : file.sentences)
    for (const auto& label : sentence.gold.empty() ? sentence.labels : sentence.gold)
      prefixes.insert(score::split_label(label, Mode::kStrict).prefix);
  return {prefixes.begin(), prefixes.end()};
}

/// @param gold a file whose `gold` is filled, or that has gold labels alone.
/// @return nothing if any prefix will do.
std::optional<data::Scheme> asked_scheme(const ColumnFile& gold, const ScoreOptions& options) {
  if (options.scheme.empty())
    return options.mode == "strict" ? std::optional(data::Scheme::kIob2) : std::nullopt;
  if (options.scheme != "auto") return score::scheme_from_title(options.scheme);
  try {
    return score::detect_scheme(gold_prefixes(gold));
  } catch (const Error& error) {
    throw Error(error.kind(), error.message(), Place{gold.name}, error.hint());
  }
}

/// Refuses what the scheme does not have; without a scheme says what the mode does not know.
void check_prefixes(const ColumnFile& file, Mode mode, std::optional<data::Scheme> scheme,
                    std::ostream& notes) {
  const std::string_view known = scheme                     ? score::scheme_prefixes(*scheme)
                                 : mode == Mode::kConlleval ? "BIEO.[]"
                                                            : "BIESO.";
  const auto foreign = score::find_label(file, [&](std::string_view label) {
    const auto prefix = score::split_label(label, mode).prefix;
    return prefix.size() != 1 || known.find(prefix) == std::string_view::npos;
  });
  if (!foreign) return;
  const Place place{file.name, foreign->line};
  if (scheme)
    throw Error(ErrorKind::kData,
                fmt::format("expected a label of the scheme {} (prefixes {}), found '{}'",
                            score::scheme_title(*scheme), fmt::join(known, ", "),
                            printable(foreign->label)),
                place);
  notes << fmt::format(
      "note: {}: {} does not know the prefix of '{}': entities are told apart by type alone\n",
      place.text(), score::mode_name(mode), printable(foreign->label));
}

struct Input {
  ColumnFile file;  ///< both columns
  Reading reading;
};

/// Labels are checked before two files are put together: a place names the file that it is in.
Input read(const ScoreOptions& options, std::ostream& notes) {
  const Mode mode = score::mode_from_name(options.mode);
  const bool both = options.predicted.empty();
  ColumnFile file = score::read_column_file(
      options.gold, both ? score::LabelColumns::kTwo : score::LabelColumns::kOne);
  const auto scheme = asked_scheme(file, options);
  const Reading reading{mode, scheme.value_or(data::Scheme::kIob2)};
  if (both) {
    check_prefixes(file, mode, scheme, notes);
    return {std::move(file), reading};
  }
  ColumnFile predicted = score::read_column_file(options.predicted, score::LabelColumns::kOne);
  check_prefixes(file, mode, scheme, notes);
  check_prefixes(predicted, mode, scheme, notes);
  score::Alignment aligned = score::align(std::move(file), std::move(predicted));
  if (aligned.differing_words > 0)
    notes << fmt::format("note: {} words differ between the files, scored by position; first {}\n",
                         aligned.differing_words, printable(aligned.first_difference));
  return {std::move(aligned.file), reading};
}

std::string to_json(const score::Score& result, const ScoreOptions& options,
                    const reports::ScoreSetting& setting) {
  const bool strict = setting.reading.mode == Mode::kStrict;
  score::Json json = score::score_to_json(result, setting.zero_division);
  json["averages"] = score::averages_to_json(score::averages(result, setting.zero_division));
  json["mode"] = options.mode;
  json["scheme"] = strict ? score::Json(score::scheme_title(setting.reading.scheme)) : nullptr;
  json["sentences"] = result.sentences.size();
  json["signature"] = setting.signature;
  if (setting.semeval)
    json["semeval"] = score::semeval_to_json(*setting.semeval, setting.zero_division);
  return json.dump(2) + "\n";
}

}  // namespace

int run_score(const ScoreOptions& options, std::ostream& out, std::ostream& notes) {
  check_options(options);
  const auto [file, reading] = read(options, notes);
  std::vector<score::SentenceLabels> sentences;
  sentences.reserve(file.sentences.size());
  for (const auto& sentence : file.sentences) sentences.push_back({sentence.gold, sentence.labels});

  const score::Score result = score::score_entities(sentences, reading);
  const bool strict = reading.mode == Mode::kStrict;
  const bool plain = options.zero_division == "null";
  reports::ScoreSetting setting{
      score::signature(result, {options.mode, "", file.digest, "",
                                std::string(strict ? score::scheme_title(reading.scheme) : ""),
                                plain ? "" : options.zero_division}),
      reading};
  if (!plain) setting.zero_division = options.zero_division == "1" ? 1.0 : 0.0;
  if (options.semeval)
    setting.semeval =
        score::semeval(score::read_spans(sentences, &score::SentenceLabels::gold, reading),
                       score::read_spans(sentences, &score::SentenceLabels::predicted, reading));

  if (options.format == "json")
    out << to_json(result, options, setting);
  else if (options.format == "markdown")
    out << reports::score_to_markdown(result, setting);
  else
    out << reports::score_to_text(result, setting);
  return 0;
}

}  // namespace xner::cli
