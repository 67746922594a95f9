// See safetensors.hpp.
#include "harness/nn/safetensors.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <set>

#include <ATen/ops/from_blob.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"

namespace xner::nn {
namespace {

using Json = nlohmann::ordered_json;
static_assert(std::endian::native == std::endian::little, "safetensors data is little-endian");

constexpr std::uint64_t kLargestHeader = 100'000'000;
constexpr std::array<std::pair<const char*, at::ScalarType>, 10> kTypes{{
    {"F32", at::kFloat},
    {"F16", at::kHalf},
    {"BF16", at::kBFloat16},
    {"F64", at::kDouble},
    {"I64", at::kLong},
    {"I32", at::kInt},
    {"I16", at::kShort},
    {"I8", at::kChar},
    {"U8", at::kByte},
    {"BOOL", at::kBool},
}};

struct Entry {
  std::string name;
  at::ScalarType type;
  std::vector<std::int64_t> shape;
  std::uint64_t begin;
  std::uint64_t end;
};

[[noreturn]] void damaged(const std::filesystem::path& file, const std::string& what) {
  throw Error(ErrorKind::kData, what, Place{file.string()}, "the safetensors file is damaged");
}

/// The header with two checks that nlohmann-json does not make: no name twice in one object,
/// nothing before the first brace.
Json parse_header(const std::string& text, const std::filesystem::path& file) {
  if (!text.starts_with('{')) damaged(file, "the header does not begin with '{'");
  std::map<int, std::set<std::string>> names;  // by depth, of the object at hand
  const auto unique = [&](int depth, Json::parse_event_t event, Json& value) {
    if (event == Json::parse_event_t::object_start) names[depth + 1].clear();
    if (event == Json::parse_event_t::key && !names[depth].insert(value.get<std::string>()).second)
      damaged(file,
              fmt::format("expected each name once, found '{}' twice", value.get<std::string>()));
    return true;
  };
  try {
    return Json::parse(text, unique);
  } catch (const Json::exception& error) {
    damaged(file, fmt::format("the header is not valid JSON: {}", error.what()));
  }
}

/// A list of whole numbers from 0, which nlohmann-json alone would also make of others.
std::vector<std::uint64_t> numbers(const Json& json, const char* field, const std::string& name,
                                   const std::filesystem::path& file) {
  for (const auto& number : json.at(field))
    if (!number.is_number_unsigned())
      damaged(file, fmt::format("tensor '{}': expected whole numbers as {}, found {}", name, field,
                                json.at(field).dump()));
  return json.at(field).get<std::vector<std::uint64_t>>();
}

Entry parse_entry(const std::string& name, const Json& json, const std::filesystem::path& file) {
  try {
    const auto type_name = json.at("dtype").get<std::string>();
    const auto* type = std::find_if(kTypes.begin(), kTypes.end(),
                                    [&](const auto& t) { return type_name == t.first; });
    if (type == kTypes.end())
      damaged(file, fmt::format("tensor '{}' has the unsupported dtype {}", name, type_name));
    const auto shape = numbers(json, "shape", name, file);
    const auto offsets = numbers(json, "data_offsets", name, file);
    if (offsets.size() != 2)
      damaged(file, fmt::format("tensor '{}': expected two data_offsets, found {}", name,
                                offsets.size()));
    Entry entry{name, type->second, {shape.begin(), shape.end()}, offsets[0], offsets[1]};
    // A size of 0 makes the tensor empty, but its strides still multiply the other sizes.
    std::int64_t reach = static_cast<std::int64_t>(at::elementSize(entry.type));
    std::uint64_t bytes = at::elementSize(entry.type);
    for (const std::uint64_t size : shape) {
      bytes *= size;
      if (__builtin_mul_overflow(reach, std::max<std::uint64_t>(size, 1), &reach))
        damaged(file, fmt::format("the shape of tensor '{}' overflows", name));
    }
    if (entry.end < entry.begin || entry.end - entry.begin != bytes)
      damaged(file, fmt::format("tensor '{}': its shape needs {} bytes, its offsets are {} to {}",
                                name, bytes, entry.begin, entry.end));
    return entry;
  } catch (const Json::exception& error) {
    damaged(file, fmt::format("tensor '{}': {}", name, error.what()));
  }
}

std::vector<Entry> parse_entries(const Json& header, std::uint64_t data_bytes,
                                 const std::filesystem::path& file) {
  if (!header.is_object()) damaged(file, "the header is not a JSON object");
  std::vector<Entry> entries;
  for (const auto& [name, value] : header.items()) {
    if (name != "__metadata__") {
      entries.push_back(parse_entry(name, value, file));
      continue;
    }
    if (!value.is_object()) damaged(file, "__metadata__ is not an object");
    for (const auto& text : value)
      if (!text.is_string()) damaged(file, "a value of __metadata__ is not a string");
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  std::uint64_t expected = 0;
  for (const Entry& entry : entries) {
    if (entry.begin != expected)
      damaged(file, fmt::format("tensor '{}' begins at {}, the one before ends at {}", entry.name,
                                entry.begin, expected));
    expected = entry.end;
  }
  if (expected != data_bytes)
    damaged(file, fmt::format("the tensors end at {}, the data at {}", expected, data_bytes));
  return entries;
}

}  // namespace

std::map<std::string, at::Tensor> read_safetensors(const std::filesystem::path& file) {
  // NOLINTNEXTLINE: shared, because every tensor keeps the bytes alive.
  const auto bytes = std::make_shared<std::string>(read_file(file, std::size_t{1} << 38));
  std::uint64_t header_bytes = 0;
  if (bytes->size() < sizeof header_bytes) damaged(file, "expected at least 8 bytes");
  std::memcpy(&header_bytes, bytes->data(), sizeof header_bytes);
  if (header_bytes > kLargestHeader || header_bytes > bytes->size() - sizeof header_bytes)
    damaged(file,
            fmt::format("the header claims {} bytes of a file of {}", header_bytes, bytes->size()));
  const Json header = parse_header(bytes->substr(sizeof header_bytes, header_bytes), file);
  const std::uint64_t data_begin = sizeof header_bytes + header_bytes;

  std::map<std::string, at::Tensor> tensors;
  for (const Entry& entry : parse_entries(header, bytes->size() - data_begin, file)) {
    char* data = bytes->data() + data_begin + entry.begin;
    tensors[entry.name] = at::from_blob(
        data, entry.shape, [bytes](void*) {}, at::TensorOptions(entry.type));
    // Data need not be aligned to the dtype; unaligned tensors are copied.
    if (reinterpret_cast<std::uintptr_t>(data) % at::elementSize(entry.type) != 0) {
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
  Json header = Json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::uint64_t offset = 0;
  for (const auto& [name, tensor] : tensors) {
    const auto* type = std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& t) {
      return t.second == tensor.scalar_type();
    });
    if (type == kTypes.end())
      throw Error(ErrorKind::kInternal, fmt::format("tensor '{}' has no safetensors dtype", name));
    if (header.contains(name))
      throw Error(ErrorKind::kInternal, fmt::format("tensor '{}' is given twice", name));
    header[name] = {{"dtype", type->first},
                    {"shape", tensor.sizes().vec()},
                    {"data_offsets", {offset, offset + tensor.nbytes()}}};
    offset += tensor.nbytes();
  }
  std::string text = header.dump();
  text.append((8 - text.size() % 8) % 8, ' ');  // data begins aligned
  const std::uint64_t size = text.size();
  std::string bytes(reinterpret_cast<const char*>(&size), sizeof size);
  bytes.reserve(bytes.size() + text.size() + offset);
  bytes += text;
  for (const auto& [name, tensor] : tensors) {
    const at::Tensor plain = tensor.detach().cpu().contiguous();
    bytes.append(static_cast<const char*>(plain.data_ptr()), plain.nbytes());
  }
  write_file(file, bytes);
}

}  // namespace xner::nn
