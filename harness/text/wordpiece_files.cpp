// See wordpiece_files.hpp.
#include "harness/text/wordpiece_files.hpp"

#include <optional>
#include <utility>

#include "harness/text/word_splitter.hpp"

namespace xner::text {
namespace {

using nlohmann::json;

/// strip_accents: null means "as lowercase".
struct OpenSettings {
  NormalizerSettings settings;
  std::optional<bool> strip_accents;
};

void read_accents(const JsonFile& file, const json& object, OpenSettings& open) {
  if (!object.contains("strip_accents")) return;
  open.strip_accents.reset();
  if (object["strip_accents"].is_null()) return;
  file.read(object, "strip_accents", open.strip_accents.emplace());
}

void read_normalizer(const JsonFile& file, OpenSettings& open) {
  const json& normalizer = part(file.root(), "normalizer");
  if (type_of(normalizer) != "BertNormalizer")
    file.fail(fmt::format("expected a BertNormalizer, found '{}'", shortened(type_of(normalizer))));
  const json& split = part(file.root(), "pre_tokenizer");
  if (type_of(split) != "BertPreTokenizer")
    file.fail(fmt::format("expected a BertPreTokenizer, found '{}'", shortened(type_of(split))));
  file.read(normalizer, "clean_text", open.settings.clean_text);
  file.read(normalizer, "handle_chinese_chars", open.settings.handle_chinese_chars);
  file.read(normalizer, "lowercase", open.settings.lowercase);
  read_accents(file, normalizer, open);
}

/// transformers' BERT classes set the normalizer to these, whatever tokenizer.json says.
void read_overrides(const JsonFile& config, OpenSettings& open) {
  if (!config.exists()) return;
  std::string tokenizer_class;
  config.read(config.root(), "tokenizer_class", tokenizer_class);
  if (tokenizer_class == "PreTrainedTokenizerFast") return;
  config.read(config.root(), "do_lower_case", open.settings.lowercase);
  config.read(config.root(), "tokenize_chinese_chars", open.settings.handle_chinese_chars);
  read_accents(config, config.root(), open);
}

void read_model(const JsonFile& file, WordPieceFiles& files) {
  const json& model = part(file.root(), "model");
  file.read(model, "unk_token", files.special.unknown);
  file.read(model, "continuing_subword_prefix", files.continuing_prefix);
  file.read(model, "max_input_chars_per_word", files.max_characters);
  if (files.max_characters > NormalizedWord::kMaxCharacters)
    file.fail(fmt::format("expected max_input_chars_per_word of at most {}, found {}",
                          NormalizedWord::kMaxCharacters, files.max_characters));
}

}  // namespace

WordPieceFiles read_wordpiece_files(TokenizerFolder folder) {
  const JsonFile& file = folder.tokenizer;
  WordPieceFiles files;
  OpenSettings open;
  if (file.exists()) read_normalizer(file, open);
  read_overrides(folder.config, open);
  files.normalizer = open.settings;
  files.normalizer.strip_accents = open.strip_accents.value_or(open.settings.lowercase);

  read_special_tokens(folder, files.special);
  read_model(file, files);
  files.added = read_added_tokens(folder);

  if (file.exists()) files.pieces = pieces_by_id(std::move(folder.vocabulary.entries), file.path());
  files.vocabulary = folder.path / "vocab.txt";
  if (!std::filesystem::exists(files.vocabulary)) {
    files.vocabulary = file.path();
    return files;
  }
  std::vector<std::string> lines = read_vocabulary(files.vocabulary);
  if (file.exists()) check_same_pieces(lines, files.vocabulary, files.pieces, file.path());
  files.pieces = std::move(lines);
  return files;
}

}  // namespace xner::text
