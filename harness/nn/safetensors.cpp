// See safetensors.hpp.
#include "harness/nn/safetensors.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>

#include <ATen/ops/from_blob.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/nn/safetensors_header.hpp"

namespace xner::nn {
namespace {

using Json = nlohmann::ordered_json;

/// In the order of TensorType.
constexpr std::array<at::ScalarType, 10> kScalarTypes{
    at::kFloat, at::kHalf,  at::kBFloat16, at::kDouble, at::kLong,
    at::kInt,   at::kShort, at::kChar,     at::kByte,   at::kBool};

at::ScalarType scalar_type(TensorType type) { return kScalarTypes[static_cast<std::size_t>(type)]; }

}  // namespace

std::map<std::string, at::Tensor> read_safetensors(const std::filesystem::path& file,
                                                   std::map<std::string, std::string>* metadata) {
  // NOLINTNEXTLINE: shared, because every tensor keeps the bytes alive.
  const auto bytes = std::make_shared<std::string>(read_file(file, std::size_t{1} << 38));
  SafetensorsHeader header = parse_safetensors_header(*bytes, bytes->size(), file.string());
  if (metadata != nullptr) *metadata = std::move(header.metadata);

  std::map<std::string, at::Tensor> tensors;
  for (const TensorEntry& entry : header.tensors) {
    char* data = bytes->data() + header.data_begin + entry.begin;
    const at::ScalarType type = scalar_type(entry.type);
    tensors[entry.name] = at::from_blob(
        data, entry.shape, [bytes](void*) {}, at::TensorOptions(type));
    // Data need not be aligned to the dtype; unaligned tensors are copied.
    if (reinterpret_cast<std::uintptr_t>(data) % at::elementSize(type) != 0) {
      auto copy = at::Tensor(tensors[entry.name].new_empty(entry.shape));
      std::memcpy(copy.data_ptr(), data, entry.end - entry.begin);
      tensors[entry.name] = copy;
    }
  }
  return tensors;
}

void write_safetensors(const std::filesystem::path& file,
                       const std::vector<std::pair<std::string, at::Tensor>>& tensors,
                       const std::map<std::string, std::string>& metadata) {
  FileWriter writer(file);
  write_safetensors([&](std::string_view bytes) { writer.write(bytes); }, tensors, metadata);
  writer.publish();
}

void write_safetensors(const std::function<void(std::string_view)>& write,
                       const std::vector<std::pair<std::string, at::Tensor>>& tensors,
                       const std::map<std::string, std::string>& metadata) {
  Json header = Json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::uint64_t offset = 0;
  for (const auto& [name, tensor] : tensors) {
    const auto* type = std::find(kScalarTypes.begin(), kScalarTypes.end(), tensor.scalar_type());
    if (type == kScalarTypes.end())
      throw Error(ErrorKind::kInternal, fmt::format("tensor '{}' has no safetensors dtype", name));
    const auto written = static_cast<TensorType>(type - kScalarTypes.begin());
    if (header.contains(name))
      throw Error(ErrorKind::kInternal, fmt::format("tensor '{}' is given twice", name));
    header[name] = {{"dtype", tensor_type_name(written)},
                    {"shape", tensor.sizes().vec()},
                    {"data_offsets", {offset, offset + tensor.nbytes()}}};
    offset += tensor.nbytes();
  }
  std::string text = header.dump();
  text.append((8 - text.size() % 8) % 8, ' ');  // data begins aligned
  const std::uint64_t size = text.size();
  write({reinterpret_cast<const char*>(&size), sizeof size});
  write(text);
  for (const auto& [name, tensor] : tensors) {
    const at::Tensor plain = tensor.detach().cpu().contiguous();
    write({static_cast<const char*>(plain.data_ptr()), plain.nbytes()});
  }
}

}  // namespace xner::nn
