// The header of a safetensors file over any bytes. Holds the table to what a reader of the data
// relies on: tensors lie within the file, one after another, each as long as its shape needs.
#include <set>

#include "harness/nn/safetensors_header.hpp"
#include "tests/fuzz/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using xner::fuzz::require;
  xner::nn::SafetensorsHeader header;
  const bool accepted = xner::fuzz::accepts(xner::ErrorKind::kData, [&] {
    header = xner::nn::parse_safetensors_header(xner::fuzz::text_of(data, size), size, "fuzz");
  });
  if (!accepted) return 0;
  require(header.data_begin >= 8 && header.data_begin <= size, "the data lies in the file");
  std::uint64_t at = 0;
  std::set<std::string> names;
  for (const auto& tensor : header.tensors) {
    require(tensor.begin == at, "no hole and no overlap");
    require(names.insert(tensor.name).second, "every name once");
    long double bytes = xner::nn::tensor_type_bytes(tensor.type);  // 64 bits, and no overflow
    for (const std::int64_t extent : tensor.shape) {
      require(extent >= 0, "no negative extent");
      bytes *= static_cast<long double>(extent);
    }
    require(static_cast<long double>(tensor.end - tensor.begin) == bytes,
            "as many bytes as the shape needs");
    at = tensor.end;
  }
  require(header.data_begin + at == size, "the tensors end where the file ends");
  return 0;
}
