// See tokenizer_folder.hpp.
#include "harness/text/tokenizer_folder.hpp"

#include "harness/base/utf8.hpp"

namespace xner::text {
namespace {

using nlohmann::json;

AddedToken added_token(const JsonFile& file, const json& token, PieceId id) {
  AddedToken added{.content = "", .id = id};
  bool single_word = false, normalized = false;
  file.read(token, "content", added.content);
  file.read(token, "single_word", single_word);
  file.read(token, "normalized", normalized);
  file.read(token, "lstrip", added.strip_left);
  file.read(token, "rstrip", added.strip_right);
  if (added.content.empty() || id < 0) file.fail("expected added tokens with content and id");
  if (single_word || normalized)
    file.fail(fmt::format("the added token '{}' is matched as {}, which is not supported",
                          printable(added.content),
                          single_word ? "a single word" : "normalized text"));
  return added;
}

void read_names(const JsonFile& file, SpecialTokens& special) {
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

TokenizerFolder::TokenizerFolder(std::filesystem::path folder)
    : path(std::move(folder)),
      tokenizer(path / "tokenizer.json", &vocabulary),
      special_map(path / "special_tokens_map.json"),
      config(path / "tokenizer_config.json") {}

void read_special_tokens(const TokenizerFolder& folder, SpecialTokens& special) {
  read_names(folder.special_map, special);
  read_names(folder.config, special);
}

std::vector<AddedToken> read_added_tokens(const TokenizerFolder& folder) {
  std::vector<AddedToken> added;
  const JsonFile& file = folder.tokenizer;
  for (const json& token : part(file.root(), "added_tokens")) {
    PieceId id = -1;
    file.read(token, "id", id);
    added.push_back(added_token(file, token, id));
  }
  const JsonFile& config = folder.config;
  for (const auto& [id, token] : part(config.root(), "added_tokens_decoder").items()) {
    const bool number =
        !id.empty() && id.size() < 9 && id.find_first_not_of("0123456789") == std::string::npos;
    added.push_back(added_token(config, token, number ? std::stoi(id) : -1));
  }
  return added;
}

}  // namespace xner::text
