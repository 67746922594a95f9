// The header of a safetensors file: bytes to a checked table of tensors. Free of LibTorch, so that
// it can be fuzzed by itself. Every check of the format's own reader (huggingface/safetensors) is
// made here.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace xner::nn {

/// The dtypes that are read and written; the order is that of `tensor_type_name`'s table.
enum class TensorType { kF32, kF16, kBF16, kF64, kI64, kI32, kI16, kI8, kU8, kBool };

/// "F32", ... as the format writes it.
[[nodiscard]] std::string_view tensor_type_name(TensorType type) noexcept;
[[nodiscard]] std::uint64_t tensor_type_bytes(TensorType type) noexcept;

/// One tensor: bytes `begin` to `end` (exclusive) of the data, which is as long as type and shape
/// need.
struct TensorEntry {
  std::string name;
  TensorType type = TensorType::kF32;
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

struct SafetensorsHeader {
  std::uint64_t data_begin = 0;  ///< offset of the data in the file
  std::vector<TensorEntry>
      tensors;  ///< in the order of their data, which they cover without a hole
  std::map<std::string, std::string> metadata;  ///< "__metadata__"; empty if there is none
};

/// Limits: kMaxHeaderBytes, kMaxHeaderNesting, kMaxDimensions (base/limits.hpp).
/// @param bytes the file, at least as far as its header goes.
/// @param file_bytes size of the whole file. @param file its name, for messages.
/// @throws Error{kData} naming the file, the tensor and both values.
[[nodiscard]] SafetensorsHeader parse_safetensors_header(std::string_view bytes,
                                                         std::uint64_t file_bytes,
                                                         const std::string& file);

}  // namespace xner::nn
