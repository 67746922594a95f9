// Column files (CoNLL-2002, CoNLL-2003, WikiAnn, Universal NER, plain lists of words): one word a
// line, sentences separated by blank lines. One streaming reader for all of them; what differs is a
// ColumnFormat.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/data/corpus.hpp"
#include "harness/data/line_reader.hpp"
#include "harness/data/scheme.hpp"

namespace xner::data {

enum class Separator {
  kAuto,   ///< a tab anywhere in the file means tabs, else blanks
  kTab,    ///< one tab between two fields; blanks belong to the field, but not at its edges
  kSpace,  ///< any run of blanks; blanks at the end of a line are harmless
};

/// Where a column file keeps what. Columns count from 1, negative ones from the end.
struct ColumnFormat {
  Separator separator = Separator::kAuto;
  int columns = 0;  ///< fields in every row; 0: as many as the first row has
  int word = 1;     ///< column of the words
  int label = -1;   ///< column of the tags; 0: the file has none, or they are not to be read
  Scheme scheme = Scheme::kIob2;
  bool strict =
      false;  ///< a malformed transition is an error; else repaired as conlleval does, and counted
  std::vector<std::string>
      types;  ///< the only types allowed, and the label set; empty: the types that occur
  std::string
      comment;  ///< lines before a sentence's first word that open with it are comments; "": none.
                ///< "<comment> sent_id = X" gives Sentence::id
  std::string
      word_prefix;  ///< removed from every word, if the file's first word has it ("en:" of WikiAnn)
  bool keep_docstart = false;  ///< keep -DOCSTART- as a word; else it is dropped, and its sentence
                               ///< if nothing is left
  bool repair_utf8 = false;    ///< invalid bytes become U+FFFD, counted; else they are errors
};

/// What was normalised, repaired or left out: the data card of one file.
struct ReadReport {
  LineReport lines;
  std::size_t comments = 0;
  std::size_t docstart_words = 0;
  std::size_t docstart_sentences =
      0;  ///< sentences of nothing but -DOCSTART-; published counts include them
  std::size_t malformed = 0;  ///< tags that the scheme does not allow at their place
  std::size_t unusual_words =
      0;  ///< words with a no-break space, a zero-width character or a direction mark
};

struct ReadCorpus {
  LabelledCorpus corpus;  ///< without labels and types, if the format has no label column
  ReadReport report;
};

/// Reads one file as a corpus. Sentence ids are the file's, or numbers from 1.
/// @throws Error{kIo} if it cannot be opened; Error{kData} listing up to 20 defects as
/// file:line:column, or saying that there is no sentence.
[[nodiscard]] ReadCorpus read_columns(const std::filesystem::path& file, const std::string& name,
                                      const std::string& language, const ColumnFormat& format);
/// The same from an open reader; `file` names it in errors.
[[nodiscard]] ReadCorpus read_columns(LineReader lines, const std::string& file,
                                      const std::string& name, const std::string& language,
                                      const ColumnFormat& format);

}  // namespace xner::data
