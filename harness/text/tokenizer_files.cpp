// See tokenizer_files.hpp.
#include "harness/text/tokenizer_files.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/text/vocabulary.hpp"
#include "harness/text/word_splitter.hpp"

namespace xner::text {
namespace {

using nlohmann::json;

/// A callback of the JSON parser that takes the entries of model.vocab out of the tree.
struct VocabularyFilter {
  std::vector<VocabularyEntry>* entries;  ///< may be null: nothing is taken out
  bool inside_model = false, inside = false;

  bool operator()(int depth, json::parse_event_t event, json& parsed) {
    if (entries == nullptr) return true;
    if (event == json::parse_event_t::key) {
      if (depth == 1) inside_model = parsed == "model";
      if (depth == 2) inside = inside_model && parsed == "vocab";
      if (depth != 3 || !inside) return true;
      entries->push_back({std::move(parsed.get_ref<std::string&>()), -1});
      return false;
    }
    if (event == json::parse_event_t::value && depth == 3 && inside && parsed.is_number_integer())
      entries->back().id = parsed.get<std::int64_t>();
    return true;
  }
};

/// A JSON file of the folder, whose fields are read with errors that name it.
class JsonFile {
 public:
  /// Entries of model.vocab go to `vocabulary`, not into the tree: they are most of the file.
  explicit JsonFile(std::filesystem::path path, std::vector<VocabularyEntry>* vocabulary = nullptr)
      : path_(std::move(path)) {
    if (!std::filesystem::exists(path_)) return;
    try {
      root_ = json::parse(read_file(path_), VocabularyFilter{vocabulary});
    } catch (const json::exception& error) {
      fail(fmt::format("expected JSON, found: {}", error.what()));
    }
    if (!root_.is_object()) fail("expected a JSON object");
  }

  [[nodiscard]] bool exists() const noexcept { return !root_.is_null(); }
  [[nodiscard]] const json& root() const noexcept { return root_; }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

  [[noreturn]] void fail(std::string message, std::string hint = {}) const {
    throw Error(ErrorKind::kData, std::move(message), Place{path_.string()}, std::move(hint));
  }

  /// Sets `value` if the object has the key with a value other than null.
  template <typename Value>
  void read(const json& object, const char* key, Value& value) const {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return;
    try {
      found->get_to(value);
    } catch (const json::exception& error) {
      fail(fmt::format("{}: {}", key, error.what()));
    }
  }

 private:
  std::filesystem::path path_;
  json root_;
};

std::string type_of(const json& object) {
  return object.is_object() ? object.value("type", std::string()) : std::string("null");
}

const json& part(const json& object, const char* key) {
  static const json kNone = json::object();
  const auto found = object.find(key);
  return found == object.end() ? kNone : *found;
}

void check_family(const std::filesystem::path& folder, const JsonFile& file) {
  constexpr std::array<std::pair<const char*, const char*>, 4> kOthers{
      {{"sentencepiece.bpe.model", "SentencePiece"},
       {"spiece.model", "SentencePiece"},
       {"tokenizer.model", "SentencePiece"},
       {"merges.txt", "BPE"}}};
  const std::string hint = "supported: WordPiece, as BERT and its relatives have it";
  if (file.exists()) {
    const json& model = part(file.root(), "model");
    std::string type = type_of(model);
    // Files of the first versions have no type; the fields tell.
    if (type.empty()) type = model.contains("max_input_chars_per_word") ? "WordPiece" : "unnamed";
    if (type != "WordPiece") file.fail(fmt::format("unknown tokenizer family '{}'", type), hint);
    return;
  }
  if (std::filesystem::exists(folder / "vocab.txt")) return;
  for (const auto& [name, family] : kOthers)
    if (std::filesystem::exists(folder / name))
      throw Error(ErrorKind::kData, fmt::format("unknown tokenizer family '{}'", family),
                  Place{(folder / name).string()}, hint);
  throw Error(ErrorKind::kData, "expected vocab.txt or tokenizer.json, found neither",
              Place{folder.string()}, "name the folder of a Hugging Face encoder");
}

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
    file.fail(fmt::format("expected a BertNormalizer, found '{}'", type_of(normalizer)));
  const json& split = part(file.root(), "pre_tokenizer");
  if (type_of(split) != "BertPreTokenizer")
    file.fail(fmt::format("expected a BertPreTokenizer, found '{}'", type_of(split)));
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

void read_model(const JsonFile& file, TokenizerFiles& files) {
  const json& model = part(file.root(), "model");
  file.read(model, "unk_token", files.special.unknown);
  file.read(model, "continuing_subword_prefix", files.continuing_prefix);
  file.read(model, "max_input_chars_per_word", files.max_characters);
  if (files.max_characters > NormalizedWord::kMaxCharacters)
    file.fail(fmt::format("expected max_input_chars_per_word of at most {}, found {}",
                          NormalizedWord::kMaxCharacters, files.max_characters));
}

void add_token(const JsonFile& file, const json& token, PieceId id, TokenizerFiles& files) {
  AddedToken added{"", id};
  bool single_word = false, normalized = false;
  file.read(token, "content", added.content);
  file.read(token, "single_word", single_word);
  file.read(token, "normalized", normalized);
  if (added.content.empty() || id < 0) file.fail("expected added tokens with content and id");
  if (single_word || normalized)
    file.fail(fmt::format("the added token '{}' is matched as {}, which is not supported",
                          added.content, single_word ? "a single word" : "normalized text"));
  files.added.push_back(std::move(added));
}

void read_added(const JsonFile& file, const JsonFile& config, TokenizerFiles& files) {
  for (const json& token : part(file.root(), "added_tokens")) {
    PieceId id = -1;
    file.read(token, "id", id);
    add_token(file, token, id, files);
  }
  for (const auto& [id, token] : part(config.root(), "added_tokens_decoder").items()) {
    const bool number =
        !id.empty() && id.size() < 9 && id.find_first_not_of("0123456789") == std::string::npos;
    add_token(config, token, number ? std::stoi(id) : -1, files);
  }
}

void read_special(const JsonFile& file, SpecialTokens& special) {
  const auto read = [&](const char* key, std::string& name) {
    const json& token = part(file.root(), key);
    if (token.is_object())
      file.read(token, "content", name);
    else
      file.read(file.root(), key, name);
  };
  read("cls_token", special.start);
  read("sep_token", special.end);
  read("pad_token", special.padding);
  read("unk_token", special.unknown);
  read("mask_token", special.mask);
}

}  // namespace

TokenizerFiles read_tokenizer_files(const std::filesystem::path& folder) {
  std::vector<VocabularyEntry> entries;
  const JsonFile file(folder / "tokenizer.json", &entries);
  const JsonFile map(folder / "special_tokens_map.json");
  const JsonFile config(folder / "tokenizer_config.json");
  check_family(folder, file);

  TokenizerFiles files;
  OpenSettings open;
  if (file.exists()) read_normalizer(file, open);
  read_overrides(config, open);
  files.normalizer = open.settings;
  files.normalizer.strip_accents = open.strip_accents.value_or(open.settings.lowercase);

  read_special(map, files.special);
  read_special(config, files.special);
  read_model(file, files);
  read_added(file, config, files);

  if (file.exists()) files.pieces = pieces_by_id(std::move(entries), file.path());
  files.vocabulary = folder / "vocab.txt";
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
