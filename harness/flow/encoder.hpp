// Initial weights by reference: a Hugging Face folder, "hf:<repository>" in the hub's cache,
// "random-tiny", "random-tiny-64", or "random:<config.json>". All of them end as a Hugging Face
// folder with a content digest.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "harness/base/error.hpp"

namespace xner::flow {

/// In config.json: the folder has no weights on purpose; a stage draws them from its seed.
inline constexpr const char* kRandomWeightsKey = "xner_random_weights";

struct EncoderFolder {
  std::string reference;  ///< as the experiment says it
  std::filesystem::path folder;
  std::map<std::string, std::string>
      files;                    ///< SHA-256 of each file that decides weights or tokens
  std::string digest;           ///< SHA-256 over `files`; names of folders do not count
  bool random_weights = false;  ///< said in every table
};

/// The folder of a reference, unchecked: a tokenizer needs no weights.
/// @param place where the reference was written. @param work_folder random encoders are made in a
/// folder below it.
/// @throws Error{kUsage} if there is none.
[[nodiscard]] std::filesystem::path find_encoder(const std::string& reference, const Place& place,
                                                 const std::filesystem::path& work_folder);

/// The same, checked and digested.
/// @throws Error{kUsage} if there is no such encoder; Error{kData} for missing or old-format
/// weights, saying how to convert.
[[nodiscard]] EncoderFolder resolve_encoder(const std::string& reference, const Place& place,
                                            const std::filesystem::path& work_folder);

/// The hub's cache: $HF_HUB_CACHE, $HF_HOME/hub, $XDG_CACHE_HOME/huggingface/hub or
/// ~/.cache/huggingface/hub.
[[nodiscard]] std::filesystem::path hub_cache();

}  // namespace xner::flow
