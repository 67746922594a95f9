// Label columns of files in CoNLL form, as `xner score` reads them: any labels, no corpus
// descriptor, nothing skipped.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace xner::score {

/// Consecutive lines without a blank one between them: word i is line `first_line + i`.
struct ColumnSentence {
  std::size_t first_line = 0;      ///< from 1
  std::vector<std::string> words;  ///< first column; "" if the file has label columns only
  /// Second-last column, if two label columns were asked for; else empty.
  std::vector<std::string> gold;
  std::vector<std::string> labels;  ///< last column
};

struct ColumnFile {
  std::string name;         ///< the path as given; "-" is standard input
  std::string digest;       ///< SHA-256 of the bytes; with two label columns, of words and gold
                            ///< alone, so that equal gold has an equal digest
  std::size_t columns = 0;  ///< in every line; 0 if the file has no word
  std::vector<ColumnSentence> sentences;
};

/// How many label columns end a line.
enum class LabelColumns { kOne = 1, kTwo = 2 };

/// Reads a column file.
/// One separator a file: a tab, if there is a tab anywhere, else runs of spaces. Lines end at LF or
/// CRLF; a UTF-8 byte order mark is dropped; a line of nothing but spaces and tabs ends a sentence.
/// Nothing is a comment or a boundary by its text: `#`, `-X-` and `-DOCSTART-` are words
/// (conlleval.pl reads a word `-X-` as the end of a sentence).
/// In a file of tabs, blanks at the edges of a field are not part of it.
/// @throws Error{kData} listing up to 20 defects with file and line: invalid UTF-8, a control
/// character, a number of columns that changes or is too small, an empty word or label, what is
/// beyond the limits of base/limits.hpp. Error{kIo} if the file cannot be read.
[[nodiscard]] ColumnFile read_column_file(const std::filesystem::path& path, LabelColumns labels);

/// The same for bytes that are already in memory.
[[nodiscard]] ColumnFile parse_columns(std::string_view bytes, std::string name,
                                       LabelColumns labels);

/// Puts a prediction's labels beside the gold ones, sentence by sentence; the result is named after
/// the gold file.
struct Alignment {
  ColumnFile file;                  ///< `gold` and `labels` (the predicted ones) filled
  std::size_t differing_words = 0;  ///< places where both files have a word and not the same
  std::string first_difference;     ///< "file:line: expected word 'a', found 'b'", or ""
};
/// @throws Error{kData} with the line where the two files stop matching, if a sentence differs in
/// length or is missing.
[[nodiscard]] Alignment align(ColumnFile gold, ColumnFile predicted);

/// The first label that `wanted` says yes to, gold before predicted.
struct PlacedLabel {
  std::size_t line = 0;
  std::string label;
};
[[nodiscard]] std::optional<PlacedLabel> find_label(
    const ColumnFile& file, const std::function<bool(std::string_view)>& wanted);

}  // namespace xner::score
