// The one table of tokenizer families; see tokenizer.hpp.
#include "harness/text/tokenizer.hpp"

#include <algorithm>

#include "harness/base/error.hpp"
#include "harness/base/utf8.hpp"
#include "harness/text/unigram.hpp"
#include "harness/text/wordpiece.hpp"

namespace xner::text {
namespace {

using Make = std::unique_ptr<Tokenizer> (*)(TokenizerFolder);

std::unique_ptr<Tokenizer> make_wordpiece(TokenizerFolder folder) {
  return std::make_unique<WordPieceTokenizer>(read_wordpiece_files(std::move(folder)));
}

std::unique_ptr<Tokenizer> make_unigram(TokenizerFolder folder) {
  return std::make_unique<UnigramTokenizer>(read_unigram_files(std::move(folder)));
}

struct Family {
  std::string_view name;  ///< model.type in tokenizer.json
  std::string_view file;  ///< tells the family where tokenizer.json is absent
  Make make;              ///< null: known, but not supported
};

constexpr Family kFamilies[] = {
    {"WordPiece", "vocab.txt", make_wordpiece},
    {"Unigram", "sentencepiece.bpe.model", make_unigram},
    {"BPE", "merges.txt", nullptr},
    {"SentencePiece of another kind", "spiece.model", nullptr},
    {"SentencePiece of another kind", "spm.model", nullptr},
    {"SentencePiece of another kind", "tokenizer.model", nullptr},
};

[[noreturn]] void refuse(std::string_view name, const std::filesystem::path& file) {
  throw Error(ErrorKind::kData, fmt::format("unknown tokenizer family '{}'", shortened(name)),
              Place{file.string()},
              "supported: WordPiece, as BERT and its relatives have it; Unigram, as XLM-RoBERTa");
}

std::string family_of(const TokenizerFolder& folder) {
  const auto& model = part(folder.tokenizer.root(), "model");
  std::string type = type_of(model);
  // Files of the first versions have no type; the fields tell.
  if (!type.empty()) return type;
  if (model.contains("max_input_chars_per_word")) return "WordPiece";
  return model.contains("unk_id") ? "Unigram" : "unnamed";
}

}  // namespace

TokenizedLine Tokenizer::encode_words(std::span<const std::string_view> words) const {
  TokenizedLine result;
  for (std::size_t i = 0; i < words.size(); ++i) {
    encode_word(words[i], result.ids);
    result.word_ids.resize(result.ids.size(), static_cast<std::int32_t>(i));
  }
  return result;
}

std::unique_ptr<Tokenizer> load_tokenizer(const std::filesystem::path& path) {
  TokenizerFolder folder(path);
  if (folder.tokenizer.exists()) {
    const std::string name = family_of(folder);
    const auto* const family = std::ranges::find(kFamilies, name, &Family::name);
    if (family == std::end(kFamilies) || family->make == nullptr)
      refuse(name, folder.tokenizer.path());
    return family->make(std::move(folder));
  }
  for (const Family& family : kFamilies) {
    if (!std::filesystem::exists(path / family.file)) continue;
    if (family.make == nullptr) refuse(family.name, path / family.file);
    return family.make(std::move(folder));
  }
  throw Error(ErrorKind::kData,
              "expected tokenizer.json, vocab.txt or sentencepiece.bpe.model, found none",
              Place{path.string()}, "name the folder of a Hugging Face encoder");
}

}  // namespace xner::text
