// What the files of an encoder folder say about its tokenizer. Order of authority, as in Hugging
// Face's transformers: tokenizer_config.json over tokenizer.json over the defaults of BERT (which
// lower-case!).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/text/code_point_table.hpp"
#include "harness/text/tokenizer.hpp"

namespace xner::text {

struct SpecialTokens {
  std::string start = "[CLS]";
  std::string end = "[SEP]";
  std::string padding = "[PAD]";
  std::string unknown = "[UNK]";
  std::string mask = "[MASK]";  ///< the only one that a vocabulary may lack
};

/// A token that is recognised in raw text.
struct AddedToken {
  std::string content;
  PieceId id;
};

/// Everything that makes one WordPiece tokenizer. Truncation and padding settings are not read:
/// they never apply.
struct TokenizerFiles {
  NormalizerSettings normalizer;
  SpecialTokens special;
  std::string continuing_prefix = "##";
  std::size_t max_characters = 100;  ///< longer words are unknown
  std::vector<AddedToken> added;     ///< from tokenizer.json and tokenizer_config.json
  std::vector<std::string> pieces;   ///< by id
  std::filesystem::path vocabulary;  ///< the file that `pieces` come from
};

/// @throws Error{kData} as `load_tokenizer`; also for settings that would change the pieces and are
/// not supported.
[[nodiscard]] TokenizerFiles read_tokenizer_files(const std::filesystem::path& folder);

}  // namespace xner::text
