// What the files of an encoder folder say about its WordPiece tokenizer. Order of authority, as in
// Hugging Face's transformers: tokenizer_config.json over tokenizer.json over the defaults of BERT
// (which lower-case!).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/text/code_point_table.hpp"
#include "harness/text/tokenizer_folder.hpp"

namespace xner::text {

/// Everything that makes one WordPiece tokenizer.
struct WordPieceFiles {
  NormalizerSettings normalizer;
  SpecialTokens special{"[CLS]", "[SEP]", "[PAD]", "[UNK]", "[MASK]"};
  std::string continuing_prefix = "##";
  std::size_t max_characters = 100;  ///< longer words are unknown
  std::vector<AddedToken> added;
  std::vector<std::string> pieces;   ///< by id
  std::filesystem::path vocabulary;  ///< the file that `pieces` come from
};

/// @throws Error{kData} as `load_tokenizer`; also for settings that would change the pieces and are
/// not supported.
[[nodiscard]] WordPieceFiles read_wordpiece_files(TokenizerFolder folder);

}  // namespace xner::text
