// See checkpoint_tensors.hpp.
#include "harness/nn/checkpoint_tensors.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/error.hpp"
#include "harness/nn/safetensors.hpp"
#include "harness/text/encoder_files.hpp"

namespace xner::nn {
namespace {

constexpr std::string_view kFused = "query_key_value";
constexpr std::array<const char*, 3> kProjections{"query", "key", "value"};
constexpr const char* kWords = "embeddings.word_embeddings.weight";
/// Without the prefix. Buffers of older versions; heads that pre-training and other tasks leave.
constexpr std::array<std::string_view, 8> kKnownLeftovers{"embeddings.position_ids",
                                                          "embeddings.token_type_ids",
                                                          "pooler.",
                                                          "cls.",
                                                          "lm_head.",
                                                          "qa_outputs.",
                                                          "classifier.",
                                                          "nsp_head."};

/// LayerNorm's tensors as the first BERT checkpoints name them, Google's multilingual one included.
std::string old_name(std::string name) {
  for (const auto& [now, once] : {std::pair{"LayerNorm.weight", "LayerNorm.gamma"},
                                  std::pair{"LayerNorm.bias", "LayerNorm.beta"}})
    if (name.ends_with(now))
      return name.replace(name.size() - std::strlen(now), std::string::npos, once);
  return name;
}

}  // namespace

std::string name_list(const std::vector<std::string>& names) {
  constexpr std::size_t kListed = 20;
  const std::size_t listed = std::min(names.size(), kListed);
  std::string text = fmt::format("{}", fmt::join(names.begin(), names.begin() + listed, ", "));
  if (names.size() > kListed) text += fmt::format(" and {} more", names.size() - kListed);
  return text;
}

CheckpointTensors::CheckpointTensors(const std::filesystem::path& folder,
                                     const text::EncoderFamily& family)
    : folder_(folder.string()) {
  const text::WeightFiles weights = text::find_weight_files(folder);
  for (const auto& file : weights.files) read_file(file);
  if (!weights.index.empty()) check_index(weights.shard_of, weights.index.string());
  find_prefix(family);
}

void CheckpointTensors::read_file(const std::filesystem::path& file) {
  for (auto& [name, tensor] : read_safetensors(file)) {
    const auto [place, added] = tensors_.try_emplace(name, Stored{tensor, file.string()});
    if (!added)
      throw Error(ErrorKind::kData,
                  fmt::format("tensor '{}' is in {} as well", name, place->second.file),
                  Place{file.string()});
  }
}

void CheckpointTensors::check_index(const std::map<std::string, std::string>& shard_of,
                                    const std::string& index) {
  std::vector<std::string> missing, unnamed;
  for (const auto& [name, shard] : shard_of) {
    const auto found = tensors_.find(name);
    if (found == tensors_.end() ||
        std::filesystem::path(found->second.file).filename().string() != shard)
      missing.push_back(fmt::format("{} in {}", name, shard));
  }
  for (const auto& [name, stored] : tensors_)
    if (!shard_of.contains(name)) unnamed.push_back(fmt::format("{} in {}", name, stored.file));
  if (!missing.empty())
    throw Error(
        ErrorKind::kData,
        fmt::format("expected the tensors that the index names, missing: {}", name_list(missing)),
        Place{index});
  if (!unnamed.empty())
    throw Error(ErrorKind::kData,
                fmt::format("found tensors that the index does not name: {}", name_list(unnamed)),
                Place{index});
}

void CheckpointTensors::find_prefix(const text::EncoderFamily& family) {
  if (tensors_.contains(std::string(family.tensor_prefix) + kWords))
    prefix_ = family.tensor_prefix;
  else if (!tensors_.contains(kWords)) {
    const auto other = std::ranges::find_if(
        tensors_, [](const auto& entry) { return entry.first.ends_with(kWords); });
    throw Error(ErrorKind::kData,
                fmt::format("expected a tensor '{0}{1}' or '{1}' (model_type {2}), found {3}",
                            family.tensor_prefix, kWords, family.model_type,
                            other == tensors_.end() ? "none" : "'" + other->first + "'"),
                Place{folder_});
  }
}

at::Tensor CheckpointTensors::take_one(const std::string& name,
                                       const std::vector<std::int64_t>& shape) {
  const std::string full = (name.starts_with("classifier.") ? "" : prefix_) + name;
  auto found = tensors_.find(full);
  if (found == tensors_.end()) found = tensors_.find(old_name(full));
  if (found == tensors_.end())
    throw Error(ErrorKind::kData, fmt::format("expected a tensor '{}', found none", full),
                Place{folder_});
  const auto& [tensor, file] = found->second;
  if (tensor.sizes().vec() != shape)
    throw Error(ErrorKind::kData,
                fmt::format("tensor '{}': config.json asks for [{}], found [{}]", full,
                            fmt::join(shape, ", "), fmt::join(tensor.sizes(), ", ")),
                Place{file});
  if (!at::isFloatingType(tensor.scalar_type()))
    throw Error(ErrorKind::kData,
                fmt::format("tensor '{}': expected F32, F16, BF16 or F64, found {}", full,
                            at::toString(tensor.scalar_type())),
                Place{file}, "quantised checkpoints are not supported");
  taken_.insert(found->first);
  at::Tensor value = tensor.to(at::kFloat);
  if (!value.isfinite().all().item<bool>())
    throw Error(ErrorKind::kData, fmt::format("tensor '{}' holds a value that is not finite", full),
                Place{file});
  return value;
}

at::Tensor CheckpointTensors::take(const std::string& name, std::vector<std::int64_t> shape) {
  const std::size_t at = name.find(kFused);
  if (at == std::string::npos) return take_one(name, shape);
  shape[0] /= static_cast<std::int64_t>(kProjections.size());
  std::vector<at::Tensor> parts;
  for (const char* projection : kProjections)
    parts.push_back(take_one(std::string(name).replace(at, kFused.size(), projection), shape));
  return at::cat(parts);
}

bool CheckpointTensors::has_classifier() const { return tensors_.contains("classifier.weight"); }

Leftovers CheckpointTensors::leftovers() const {
  Leftovers result;
  for (const auto& [full, stored] : tensors_) {
    if (taken_.contains(full)) continue;
    const bool prefixed = !prefix_.empty() && full.starts_with(prefix_);
    const std::string_view bare = std::string_view(full).substr(prefixed ? prefix_.size() : 0);
    const bool known = std::ranges::any_of(
        kKnownLeftovers, [&](const auto& leftover) { return bare.starts_with(leftover); });
    const bool inside =
        prefixed ||
        (prefix_.empty() && (bare.starts_with("embeddings.") || bare.starts_with("encoder.")));
    (known ? result.known : inside ? result.encoder : result.others).push_back(full);
  }
  return result;
}

}  // namespace xner::nn
