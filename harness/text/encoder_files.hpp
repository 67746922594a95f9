// Which files of a Hugging Face folder are an encoder: its weights, single or in shards, and its
// tokenizer's. One list for everybody who digests, reads or copies them.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace xner::text {

/// The safetensors files that hold a checkpoint's tensors.
struct WeightFiles {
  std::vector<std::filesystem::path> files;     ///< one, or the shards in order of name
  std::map<std::string, std::string> shard_of;  ///< file name by tensor; empty for a single file
  std::filesystem::path index;                  ///< model.safetensors.index.json; empty likewise
};

/// True if there are safetensors weights, whole or not.
[[nodiscard]] bool has_weight_files(const std::filesystem::path& folder);

/// The weights of a folder: model.safetensors, or else what model.safetensors.index.json names.
/// @throws Error{kData} if there are none (pickled weights only: with the command that converts
/// them), for an index that is damaged or names files outside the folder, and for missing shards,
/// naming at most 20.
[[nodiscard]] WeightFiles find_weight_files(const std::filesystem::path& folder);

/// Names of the files that a tokenizer may consist of.
[[nodiscard]] std::span<const char* const> tokenizer_file_names() noexcept;

/// Copies the tokenizer files that are there. A WordPiece tokenizer without tokenizer_config.json
/// gets one: transformers would lower-case without it, whatever tokenizer.json says.
void copy_tokenizer_files(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace xner::text
