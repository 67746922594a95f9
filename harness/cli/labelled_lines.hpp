// A column file with one more column: the label of every word.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/data/corpus.hpp"

namespace xner::cli {

/// Lines stay as they are (line ends become LF, a byte order mark goes), and each line of a word
/// gets its label after a tab, or after a space if the file has no tab. Blank lines and comments
/// stay.
/// @param text what harness/data/plain_file.hpp read from the same bytes. @param labels by sentence
/// and word.
/// @throws Error{kInternal} if lines and words do not match.
[[nodiscard]] std::string append_labels(std::string_view bytes, const data::TextCorpus& text,
                                        const std::vector<std::vector<std::string>>& labels);

}  // namespace xner::cli
