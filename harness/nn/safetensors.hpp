// The safetensors file format: 8 bytes little-endian header length, JSON header, raw data. Weights
// come in and go out in nothing else. Every check of the format's own reader is made: a damaged
// file gives an error, never a wrong tensor.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>

namespace xner::nn {

/// Tensors by name, in the file's dtype, on the CPU. They share the memory that the file was read
/// into.
/// @throws Error{kData} naming the file, the tensor and both values; Error{kIo}.
/// @param metadata if not null, gets the file's own key-value pairs.
[[nodiscard]] std::map<std::string, at::Tensor> read_safetensors(
    const std::filesystem::path& file, std::map<std::string, std::string>* metadata = nullptr);

/// Writes tensors in the given order (any device; made contiguous), as a whole or not at all.
/// @throws Error{kIo}.
void write_safetensors(const std::filesystem::path& file,
                       const std::vector<std::pair<std::string, at::Tensor>>& tensors,
                       const std::map<std::string, std::string>& metadata = {});

/// The same to whoever takes the bytes: one tensor at a time.
void write_safetensors(const std::function<void(std::string_view bytes)>& write,
                       const std::vector<std::pair<std::string, at::Tensor>>& tensors,
                       const std::map<std::string, std::string>& metadata = {});

}  // namespace xner::nn
