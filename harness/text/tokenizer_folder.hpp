// What the tokenizer files of every family have in common: the JSON files of an encoder folder,
// special tokens, tokens that are recognised in raw text. Order of authority, as in Hugging Face's
// transformers: tokenizer_config.json over special_tokens_map.json over the family's own names.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/text/added_tokens.hpp"
#include "harness/text/json_file.hpp"

namespace xner::text {

/// The names of the tokens that every encoder needs.
struct SpecialTokens {
  std::string start;
  std::string end;
  std::string padding;
  std::string unknown;
  std::string mask;  ///< the only one that a vocabulary may lack
};

/// The JSON files, read once; truncation and padding settings in them never apply.
struct TokenizerFolder {
  /// @throws Error{kData} if one of them is not JSON.
  explicit TokenizerFolder(std::filesystem::path folder);

  std::filesystem::path path;
  JsonVocabulary vocabulary;  ///< of tokenizer.json
  JsonFile tokenizer;         ///< tokenizer.json
  JsonFile special_map;       ///< special_tokens_map.json
  JsonFile config;            ///< tokenizer_config.json
};

/// Sets the names that the files give.
void read_special_tokens(const TokenizerFolder& folder, SpecialTokens& special);

/// added_tokens of tokenizer.json, then added_tokens_decoder of tokenizer_config.json.
/// @throws Error{kData} for ways of matching that are not supported: single words, normalised text.
[[nodiscard]] std::vector<AddedToken> read_added_tokens(const TokenizerFolder& folder);

}  // namespace xner::text
