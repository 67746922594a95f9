// See unigram_files.hpp.
#include "harness/text/unigram_files.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "harness/base/error.hpp"
#include "harness/base/utf8.hpp"
#include "harness/text/sentencepiece_model.hpp"

namespace xner::text {
namespace {

using nlohmann::json;

constexpr auto kHint =
    "supported: Unigram as XLM-RoBERTa has it; save the tokenizer with "
    "XLMRobertaTokenizerFast.save_pretrained";

std::optional<std::string> decode_base64(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char digit : text) {
    const std::size_t value = kDigits.find(digit);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xFF);
  }
  return bytes;
}

/// One step of the normalizer; steps come in the order of UnigramNormalizer.
void read_step(const JsonFile& file, const json& step, UnigramNormalizer& normalizer) {
  const std::string type = type_of(step);
  if (type == "Precompiled" && normalizer == UnigramNormalizer()) {
    std::string encoded;
    file.read(step, "precompiled_charsmap", encoded);
    auto bytes = decode_base64(encoded);
    if (!bytes) file.fail("precompiled_charsmap: expected Base64");
    normalizer.character_map = std::move(*bytes);
    return;
  }
  if (type == "Strip" && !normalizer.collapse_spaces && step.value("strip_left", true) == false) {
    file.read(step, "strip_right", normalizer.strip_right);
    return;
  }
  const json& pattern = part(step, "pattern");
  if (type == "Replace" && pattern.is_object() && pattern.value("Regex", "") == " {2,}" &&
      (step.value("content", "") == "\u2581" || step.value("content", "") == " ")) {
    normalizer.collapse_spaces = true;
    return;
  }
  file.fail(fmt::format("normalizer: expected Precompiled, Strip of the right side, Replace of "
                        "several spaces, in this order, found '{}'",
                        printable(type)),
            kHint);
}

void read_normalizer(const JsonFile& file, UnigramNormalizer& normalizer) {
  const json& object = part(file.root(), "normalizer");
  if (object.is_null() || object.empty()) return;
  if (type_of(object) != "Sequence") return read_step(file, object, normalizer);
  for (const json& step : part(object, "normalizers")) read_step(file, step, normalizer);
}

void read_metaspace(const JsonFile& file, const json& object) {
  std::string replacement, scheme = "always";
  bool prefix = true, split = true;
  file.read(object, "replacement", replacement);
  file.read(object, "prepend_scheme", scheme);
  file.read(object, "add_prefix_space", prefix);
  file.read(object, "split", split);
  if (type_of(object) != "Metaspace" || replacement != "\u2581" || scheme != "always" || !prefix ||
      !split)
    file.fail(
        fmt::format("pre_tokenizer: expected a Metaspace that puts '\u2581' before every word, "
                    "found '{}'",
                    printable(object.dump())),
        kHint);
}

void read_pre_tokenizer(const JsonFile& file, UnigramNormalizer& normalizer) {
  const json& object = part(file.root(), "pre_tokenizer");
  if (type_of(object) != "Sequence") return read_metaspace(file, object);
  const json& steps = part(object, "pretokenizers");
  if (steps.size() != 2 || type_of(steps[0]) != "WhitespaceSplit")
    file.fail("pre_tokenizer: expected WhitespaceSplit and Metaspace", kHint);
  normalizer.split_white_space = true;
  read_metaspace(file, steps[1]);
}

void read_json(TokenizerFolder& folder, UnigramFiles& files) {
  const JsonFile& file = folder.tokenizer;
  const json& model = part(file.root(), "model");
  bool byte_fallback = false;
  file.read(model, "unk_id", files.unknown);
  file.read(model, "byte_fallback", byte_fallback);
  if (byte_fallback) file.fail("byte_fallback is not supported", kHint);
  read_normalizer(file, files.normalizer);
  read_pre_tokenizer(file, files.normalizer);
  if (!part(model, "vocab").empty())
    file.fail("model.vocab: expected pairs of piece and score", "copy the encoder again");
  files.pieces = std::move(folder.vocabulary.scored);
}

/// XLM-R's ids are fairseq's: four special tokens, the model's pieces but its own three, <mask>.
void read_model(const TokenizerFolder& folder, UnigramFiles& files) {
  constexpr std::array kOwn{"<unk>", "<s>", "</s>"};
  std::string tokenizer_class;
  folder.config.read(folder.config.root(), "tokenizer_class", tokenizer_class);
  if (!tokenizer_class.empty() && !tokenizer_class.starts_with("XLMRobertaTokenizer"))
    folder.config.fail(fmt::format("tokenizer_class: expected XLMRobertaTokenizer beside "
                                   "sentencepiece.bpe.model alone, found '{}'",
                                   printable(tokenizer_class)),
                       "save the tokenizer with AutoTokenizer.from_pretrained('.')"
                       ".save_pretrained('.'), which writes tokenizer.json");
  SentencePieceModel model = read_sentencepiece_model(files.vocabulary);
  const auto fail = [&](std::string message) {
    throw Error(ErrorKind::kData, std::move(message), Place{files.vocabulary.string()}, kHint);
  };
  if (model.kind != SentencePieceModel::Kind::kUnigram)
    fail(fmt::format("expected a Unigram model (1), found model_type {}",
                     static_cast<std::uint64_t>(model.kind)));
  for (std::size_t i = 0; i < kOwn.size(); ++i)
    if (i >= model.pieces.size() || model.pieces[i].text != kOwn[i])
      fail(fmt::format("expected {} as piece {}", kOwn[i], i));
  files.pieces = {{"<s>", 0}, {"<pad>", 0}, {"</s>", 0}, {"<unk>", 0}};
  for (std::size_t i = kOwn.size(); i < model.pieces.size(); ++i) {
    auto& [text, score, type] = model.pieces[i];
    if (type == SentencePieceModel::PieceType::kControl ||
        type == SentencePieceModel::PieceType::kUserDefined)
      files.added.push_back({text, static_cast<PieceId>(files.pieces.size())});
    files.pieces.push_back({std::move(text), score});
  }
  files.pieces.push_back({"<mask>", 0});
  files.unknown = 3;
  files.normalizer = {std::move(model.character_map), true, true, false};
}

}  // namespace

UnigramFiles read_unigram_files(TokenizerFolder folder) {
  UnigramFiles files;
  const bool has_json = folder.tokenizer.exists();
  files.vocabulary = folder.path / (has_json ? "tokenizer.json" : "sentencepiece.bpe.model");
  if (has_json)
    read_json(folder, files);
  else
    read_model(folder, files);
  read_special_tokens(folder, files.special);
  const auto added = read_added_tokens(folder);
  files.added.insert(files.added.end(), added.begin(), added.end());
  return files;
}

}  // namespace xner::text
