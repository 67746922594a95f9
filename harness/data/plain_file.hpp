// Corpora by path: `train --train FILE`, `predict --input FILE`. Nothing describes such a file, so
// its format is guessed, conservatively:
//   * a first line that opens with {"name": is the canonical form (corpus.hpp);
//   * a tab anywhere means tabs, else blanks separate columns;
//   * words stand in the first column, tags in the last; with one column the file has words only;
//   * Universal NER files (tabs, a "# " line before the first row, rows that open with 1) have
//   words second, tags third;
//   * the scheme is IOBES, BILOU or IOE2 if prefixes occur that only they have, else IOB2, repaired
//   as conlleval does;
//   * -DOCSTART- stays a word, so that every word of the file gets a label; '#' opens no comment
//   elsewhere.
#pragma once

#include <filesystem>

#include "harness/data/column_reader.hpp"
#include "harness/data/corpus.hpp"

namespace xner::data {

/// A labelled corpus from one file; its name is the path, its types those that occur.
/// @throws Error{kIo}, Error{kData} as read_columns; Error{kData} if the file has words only.
[[nodiscard]] ReadCorpus read_plain_labelled(const std::filesystem::path& file);

/// The words of one file ("-" is standard input); tags, if any, are not read.
[[nodiscard]] TextCorpus read_plain_text(const std::filesystem::path& file);

}  // namespace xner::data
