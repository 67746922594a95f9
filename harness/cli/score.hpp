// `xner score GOLD PRED` and `xner score FILE`: entity precision, recall and F1 of column files.
#pragma once

#include <ostream>
#include <string>

namespace xner::cli {

struct ScoreOptions {
  /// GOLD, whose last column is the gold label; alone, FILE: its last two are gold and prediction.
  /// "-" is standard input.
  std::string gold{};
  /// PRED, whose last column is the prediction; "" if FILE holds both.
  std::string predicted{};
  std::string mode = "conlleval";  ///< conlleval | seqeval | strict
  /// IOB1 IOB2 IOE1 IOE2 IOBES BILOU, or auto: from the gold labels. Other prefixes are refused;
  /// "": IOB2 in mode strict, else any prefix is read. Only strict counts by it.
  std::string scheme{};
  std::string format = "text";         ///< text | json | markdown
  std::string zero_division = "null";  ///< an undefined value: null | 0 | 1
  bool semeval = false;                ///< the four measures of SemEval'13 as well
};

/// Writes the score to `out`, and to `notes` what a reader should know that is no error: words that
/// differ between the two files, prefixes that the mode does not know. Nothing is written to `out`
/// if anything is thrown.
///
/// Files are read as harness/score/column_file.hpp says. Differences from conlleval.pl, on purpose:
/// a word `-X-` is a word and no boundary, tabs and CRLF are read, runs of spaces are one
/// separator.
/// @return 0
/// @throws Error{kUsage} for an unknown mode, scheme, format or zero division; Error{kData} with
/// file and line for a bad file, files of different lengths, a prefix outside the scheme, or gold
/// labels that do not tell their scheme; Error{kIo}. All but the last end the process with 2.
[[nodiscard]] int run_score(const ScoreOptions& options, std::ostream& out, std::ostream& notes);

}  // namespace xner::cli
