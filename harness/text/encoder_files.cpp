// See encoder_files.hpp.
#include "harness/text/encoder_files.hpp"

#include <array>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"

namespace xner::text {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::json;

constexpr const char* kSingle = "model.safetensors";
constexpr const char* kIndex = "model.safetensors.index.json";
constexpr std::size_t kLargestIndex = std::size_t{64} << 20;
constexpr std::size_t kListed = 20;  // places that an error names

constexpr std::array<const char*, 10> kTokenizerFiles{
    "vocab.txt",  "tokenizer.json",   "tokenizer_config.json",   "special_tokens_map.json",
    "vocab.json", "merges.txt",       "sentencepiece.bpe.model", "spiece.model",
    "bpe.codes",  "added_tokens.json"};

[[noreturn]] void no_weights(const fs::path& folder) {
  for (const char* const pickled : {"pytorch_model.bin", "pytorch_model.bin.index.json"})
    if (fs::exists(folder / pickled))
      throw Error(
          ErrorKind::kData, fmt::format("expected {}, found {} only", kSingle, pickled),
          Place{folder.string()},
          fmt::format("pickled weights can run code and are not read; convert them once: python -c "
                      "\"import glob, torch, safetensors.torch as s; w = {{}}; "
                      "[w.update(torch.load(f, 'cpu', weights_only=True)) "
                      "for f in glob.glob('{0}/pytorch_model*.bin')]; "
                      "s.save_file({{n: t.clone().contiguous() for n, t in w.items()}}, "
                      "'{0}/{1}', {{'format': 'pt'}})\"",
                      folder.string(), kSingle));
  throw Error(ErrorKind::kData, fmt::format("expected {}, found none", kSingle),
              Place{folder.string()},
              "name a Hugging Face folder with weights, or random:<config.json> for new ones");
}

Json parse(const fs::path& file) {
  try {
    return Json::parse(read_file(file, kLargestIndex));
  } catch (const Json::exception& error) {
    throw Error(ErrorKind::kData, fmt::format("not valid JSON: {}", error.what()),
                Place{file.string()});
  }
}

WeightFiles read_index(const fs::path& folder) {
  WeightFiles weights{{}, {}, folder / kIndex};
  const auto damaged = [&](const std::string& what) {
    return Error(ErrorKind::kData, what, Place{weights.index.string()},
                 "download the checkpoint again");
  };
  const Json index = parse(weights.index);
  if (!index.is_object() || !index.contains("weight_map") || !index["weight_map"].is_object() ||
      index["weight_map"].empty())
    throw damaged("expected an object \"weight_map\" from tensor to file, found none");
  std::set<std::string> names;
  for (const auto& [tensor, file] : index["weight_map"].items()) {
    const std::string name = file.is_string() ? file.get<std::string>() : "";
    if (name.empty() || fs::path(name).filename() != name || !name.ends_with(".safetensors"))
      throw damaged(
          fmt::format("\"weight_map\": expected a .safetensors file of the folder for '{}', "
                      "found {}",
                      tensor, file.dump()));
    weights.shard_of.emplace(tensor, name);
    names.insert(name);
  }
  std::string missing;
  std::size_t count = 0;
  for (const std::string& name : names) {
    weights.files.push_back(folder / name);
    if (fs::exists(folder / name)) continue;
    if (count++ < kListed) missing += (missing.empty() ? "" : ", ") + name;
  }
  if (count > kListed) missing += fmt::format(" and {} more", count - kListed);
  if (count > 0)
    throw damaged(
        fmt::format("expected {} weight files beside it, missing: {}", names.size(), missing));
  return weights;
}

/// What transformers' BertTokenizer has to be told, from tokenizer.json; null for other families.
Json wordpiece_settings(const fs::path& file) {
  const Json tokenizer = parse(file);
  const Json normalizer = tokenizer.is_object() ? tokenizer.value("normalizer", Json()) : Json();
  if (!normalizer.is_object() || normalizer.value("type", Json()) != "BertNormalizer") return {};
  return {{"tokenizer_class", "BertTokenizer"},
          {"do_lower_case", normalizer.value("lowercase", true)},
          {"strip_accents", normalizer.value("strip_accents", Json())},
          {"tokenize_chinese_chars", normalizer.value("handle_chinese_chars", true)}};
}

}  // namespace

bool has_weight_files(const fs::path& folder) {
  return fs::exists(folder / kSingle) || fs::exists(folder / kIndex);
}

WeightFiles find_weight_files(const fs::path& folder) {
  if (fs::exists(folder / kSingle)) return {{folder / kSingle}, {}, {}};
  if (fs::exists(folder / kIndex)) return read_index(folder);
  no_weights(folder);
}

std::span<const char* const> tokenizer_file_names() noexcept { return kTokenizerFiles; }

void copy_tokenizer_files(const fs::path& from, const fs::path& to) {
  for (const char* const name : kTokenizerFiles)
    if (fs::exists(from / name)) write_file(to / name, read_file(from / name));
  if (fs::exists(from / "tokenizer_config.json") || !fs::exists(from / "tokenizer.json")) return;
  if (const Json settings = wordpiece_settings(from / "tokenizer.json"); !settings.is_null())
    write_file(to / "tokenizer_config.json", settings.dump(2) + "\n");
}

}  // namespace xner::text
