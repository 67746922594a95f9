// What the files of an encoder folder say about its Unigram tokenizer (SentencePiece, as XLM-R has
// it). Where tokenizer.json is there, it is all that counts, as in transformers; else
// sentencepiece.bpe.model is read as transformers' XLMRobertaTokenizerFast converts it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/text/tokenizer_folder.hpp"

namespace xner::text {

/// What happens to the text before pieces are looked for, in this order.
struct UnigramNormalizer {
  std::string character_map;       ///< bytes of a CharacterMap
  bool strip_right = false;        ///< white space at the end goes
  bool collapse_spaces = false;    ///< several spaces count as one
  bool split_white_space = false;  ///< as the tokenizer.json of the first XLM-R: before spaces
                                   ///< become "▁"; white space that is no space goes, too

  friend bool operator==(const UnigramNormalizer&, const UnigramNormalizer&) = default;
};

/// Everything that makes one Unigram tokenizer.
struct UnigramFiles {
  UnigramNormalizer normalizer;
  SpecialTokens special{"<s>", "</s>", "<pad>", "<unk>", "<mask>"};
  std::vector<AddedToken> added;
  std::vector<ScoredPiece> pieces;   ///< by id
  PieceId unknown = -1;              ///< what the model gives for characters that no piece covers
  std::filesystem::path vocabulary;  ///< the file that `pieces` come from
};

/// @throws Error{kData} as `load_tokenizer`; also for settings that would change the pieces and are
/// not supported.
[[nodiscard]] UnigramFiles read_unigram_files(TokenizerFolder folder);

}  // namespace xner::text
