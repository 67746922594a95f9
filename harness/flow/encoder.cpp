// See encoder.hpp.
#include "harness/flow/encoder.hpp"

#include <cstdlib>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/base/files.hpp"
#include "harness/base/hash.hpp"
#include "harness/data/sample_encoder.hpp"
#include "harness/text/encoder_files.hpp"

namespace xner::flow {
namespace fs = std::filesystem;
using Json = nlohmann::json;
namespace {

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

Json read_config(const fs::path& file) {
  Json config = Json::parse(read_file(file, std::size_t{1} << 20), nullptr, false);
  if (!config.is_object())
    throw Error(ErrorKind::kData,
                "expected a JSON object (Hugging Face's config.json), found something else",
                Place{file.string()});
  return config;
}

/// Of the files that decide what an encoder computes. Others (model cards, exports to other
/// formats) do not count.
std::map<std::string, std::string> digests_of(const fs::path& folder,
                                              const std::vector<fs::path>& weights) {
  std::map<std::string, std::string> digests{{"config.json", sha256_file(folder / "config.json")}};
  for (const char* const name : text::tokenizer_file_names())
    if (fs::exists(folder / name)) digests[name] = sha256_file(folder / name);
  for (const fs::path& file : weights) digests[file.filename().string()] = sha256_file(file);
  return digests;
}

EncoderFolder open_folder(const std::string& reference, const fs::path& folder) {
  if (!fs::exists(folder / "config.json"))
    throw Error(ErrorKind::kData,
                fmt::format("encoder '{}': expected config.json, found none", reference),
                Place{folder.string()},
                "an encoder is a Hugging Face folder: config.json, model.safetensors, tokenizer "
                "files");
  EncoderFolder encoder{reference, folder, {}, {}, false};
  const Json config = read_config(folder / "config.json");
  const auto marker = config.find(kRandomWeightsKey);
  encoder.random_weights =
      marker != config.end() && *marker == true && !text::has_weight_files(folder);
  std::vector<fs::path> weights;
  if (!encoder.random_weights) weights = text::find_weight_files(folder).files;
  encoder.files = digests_of(folder, weights);
  encoder.digest = sha256(Json(encoder.files).dump());
  return encoder;
}

fs::path hub_folder(const std::string& reference, const Place& place) {
  std::string repository = reference.substr(3), revision = "main";
  if (const auto at = repository.find('@'); at != repository.npos) {
    revision = repository.substr(at + 1);
    repository.resize(at);
  }
  std::string name = "models--" + repository;
  for (std::size_t slash = name.find('/'); slash != name.npos; slash = name.find('/'))
    name.replace(slash, 1, "--");
  const fs::path model = hub_cache() / name;
  const fs::path ref = model / "refs" / revision;
  if (fs::exists(ref)) {
    revision = read_file(ref, 1 << 10);
    revision.erase(revision.find_last_not_of(" \r\n") + 1);
  }
  fs::path snapshot = model / "snapshots" / revision;
  if (!fs::is_directory(snapshot))
    throw Error(
        ErrorKind::kUsage,
        fmt::format("'{}' is not in the hub's cache: expected {}", reference, snapshot.string()),
        place,
        fmt::format("xner never downloads; `huggingface-cli download {}` puts it there, HF_HOME "
                    "names another cache",
                    repository));
  return snapshot;
}

/// A folder of its own for a configuration: the vocabulary beside it, and the mark that weights are
/// drawn.
fs::path make_random(const fs::path& config_file, const Place& place, const fs::path& work_folder) {
  if (!fs::is_regular_file(config_file))
    throw Error(ErrorKind::kUsage,
                fmt::format("expected a config.json, found no file '{}'", config_file.string()),
                place, "random:<config.json> takes the vocabulary from the files beside it");
  Json config = read_config(config_file);
  config[kRandomWeightsKey] = true;
  fs::path folder = work_folder / "encoder";
  write_file(folder / "config.json", config.dump(2) + "\n");
  for (const char* const name : text::tokenizer_file_names())
    if (const fs::path file = config_file.parent_path() / name; fs::exists(file))
      write_file(folder / name, read_file(file));
  return folder;
}

}  // namespace

fs::path hub_cache() {
  if (const auto cache = variable("HF_HUB_CACHE"); !cache.empty()) return cache;
  if (const auto home = variable("HF_HOME"); !home.empty()) return fs::path(home) / "hub";
  const auto cache = variable("XDG_CACHE_HOME");
  return (cache.empty() ? fs::path(variable("HOME")) / ".cache" : fs::path(cache)) / "huggingface" /
         "hub";
}

fs::path find_encoder(const std::string& reference, const Place& place,
                      const fs::path& work_folder) {
  constexpr std::string_view kRandom = "random:";
  fs::path folder = reference;
  if (const int width = data::random_tiny_width(reference); width > 0) {
    folder = work_folder / "encoder";
    data::write_random_tiny_encoder(folder, width);
  } else if (reference.starts_with(kRandom)) {
    folder = make_random(reference.substr(kRandom.size()), place, work_folder);
  } else if (reference.starts_with("hf:")) {
    folder = hub_folder(reference, place);
  }
  if (!fs::is_directory(folder))
    throw Error(ErrorKind::kUsage,
                fmt::format("expected an encoder folder, found none at '{}'", folder.string()),
                place,
                "an encoder is a Hugging Face folder, hf:<repository>, random-tiny or "
                "random:<config.json>");
  return folder;
}

EncoderFolder resolve_encoder(const std::string& reference, const Place& place,
                              const fs::path& work_folder) {
  return open_folder(reference, find_encoder(reference, place, work_folder));
}

}  // namespace xner::flow
