// Reading the vocabulary of an encoder: vocab.txt, or the table inside tokenizer.json.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace xner::text {

/// One piece a line, the id is the line's number from 0; lines end at LF.
/// @throws Error{kData} with file and line: empty line, CRLF, invalid UTF-8, no piece at all.
[[nodiscard]] std::vector<std::string> read_vocabulary(const std::filesystem::path& file);

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
