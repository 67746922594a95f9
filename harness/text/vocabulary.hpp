// Reading the vocabulary of an encoder: vocab.txt, or the table inside tokenizer.json.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace xner::text {

/// One piece a line, the id is the line's number from 0; lines end at LF.
/// @throws Error{kData} listing up to 20 defects with file and line: empty line, CRLF, blanks
/// before or behind a piece, invalid UTF-8, no piece at all, a file above kMaxVocabularyBytes.
[[nodiscard]] std::vector<std::string> read_vocabulary(const std::filesystem::path& file);

/// The same from the bytes of a file; `file` names it in messages.
[[nodiscard]] std::vector<std::string> parse_vocabulary(std::string_view bytes,
                                                        const std::filesystem::path& file);

/// One entry of the object {"piece": id, ...} of tokenizer.json.
struct VocabularyEntry {
  std::string piece;
  std::int64_t id;
};

/// One entry of a Unigram vocabulary; its id is its place.
struct ScoredPiece {
  std::string piece;
  double score;  ///< log probability
};

/// The pieces by id, which must be 0 to size - 1.
/// @throws Error{kData} if an id is missing or given twice, or if there is no entry.
[[nodiscard]] std::vector<std::string> pieces_by_id(std::vector<VocabularyEntry> entries,
                                                    const std::filesystem::path& file);

/// @throws Error{kData} with the first difference: a folder with two vocabularies has a damaged
/// one.
void check_same_pieces(const std::vector<std::string>& pieces, const std::filesystem::path& file,
                       const std::vector<std::string>& others,
                       const std::filesystem::path& other_file);

}  // namespace xner::text
