// See safetensors_header.hpp.
#include "harness/nn/safetensors_header.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/base/error.hpp"
#include "harness/base/limits.hpp"
#include "harness/base/utf8.hpp"

namespace xner::nn {
namespace {

using Json = nlohmann::ordered_json;
static_assert(std::endian::native == std::endian::little, "safetensors data is little-endian");

struct TypeRow {
  std::string_view name;
  std::uint64_t bytes;
};
constexpr std::array<TypeRow, 10> kTypes{{{"F32", 4},
                                          {"F16", 2},
                                          {"BF16", 2},
                                          {"F64", 8},
                                          {"I64", 8},
                                          {"I32", 4},
                                          {"I16", 2},
                                          {"I8", 1},
                                          {"U8", 1},
                                          {"BOOL", 1}}};

[[noreturn]] void damaged(const std::string& file, const std::string& what) {
  throw Error(ErrorKind::kData, what, Place{file}, "the safetensors file is damaged");
}

/// The header with three checks that nlohmann-json does not make: no name twice in one object,
/// nothing before the first brace, no nesting that a later walk would recurse over.
Json parse_json(std::string_view text, const std::string& file) {
  if (!text.starts_with('{')) damaged(file, "the header does not begin with '{'");
  std::map<int, std::set<std::string>> names;  // by depth, of the object at hand
  const auto check = [&](int depth, Json::parse_event_t event, Json& value) {
    const bool object = event == Json::parse_event_t::object_start;
    if ((object || event == Json::parse_event_t::array_start) && depth >= kMaxHeaderNesting)
      damaged(file, fmt::format("the header is nested more than {} deep", kMaxHeaderNesting));
    if (object) names[depth + 1].clear();
    if (event == Json::parse_event_t::key && !names[depth].insert(value.get<std::string>()).second)
      damaged(file, fmt::format("expected each name once, found '{}' twice",
                                shortened(value.get<std::string>())));
    return true;
  };
  try {
    return Json::parse(text, check);
  } catch (const Json::exception& error) {
    damaged(file, fmt::format("the header is not valid JSON: {}", shortened(error.what(), 200)));
  }
}

/// Reads the entry of one tensor; messages name it.
class EntryReader {
 public:
  EntryReader(const std::string& name, const Json& json, const std::string& file)
      : name_(name), json_(json), file_(file) {}

  TensorEntry read() const {
    if (!json_.is_object()) fail("expected an object");
    TensorEntry entry;
    entry.name = name_;
    entry.type = type();
    const auto shape = numbers("shape");
    if (shape.size() > kMaxDimensions)
      fail(fmt::format("expected at most {} dimensions, found {}", kMaxDimensions, shape.size()));
    const auto offsets = numbers("data_offsets");
    if (offsets.size() != 2)
      fail(fmt::format("expected two data_offsets, found {}", offsets.size()));
    entry.shape.assign(shape.begin(), shape.end());
    entry.begin = offsets[0];
    entry.end = offsets[1];
    const std::uint64_t bytes = size_of(entry.type, shape);
    if (entry.end < entry.begin || entry.end - entry.begin != bytes)
      fail(fmt::format("its shape needs {} bytes, its offsets are {} to {}", bytes, entry.begin,
                       entry.end));
    return entry;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    damaged(file_, fmt::format("tensor '{}': {}", shortened(name_), what));
  }

  const Json& field(const char* key) const {
    const auto found = json_.find(key);
    if (found == json_.end()) fail(fmt::format("expected a field '{}', found none", key));
    return *found;
  }

  TensorType type() const {
    const Json& json = field("dtype");
    if (!json.is_string()) fail("expected a name as dtype");
    const auto wanted = json.get<std::string>();
    const auto* row = std::find_if(kTypes.begin(), kTypes.end(),
                                   [&](const TypeRow& known) { return wanted == known.name; });
    if (row == kTypes.end()) fail(fmt::format("unsupported dtype {}", shortened(wanted)));
    return static_cast<TensorType>(row - kTypes.begin());
  }

  /// A list of whole numbers from 0, which nlohmann-json alone would also make of others.
  std::vector<std::uint64_t> numbers(const char* key) const {
    const Json& json = field(key);
    const bool good = json.is_array() && std::all_of(json.begin(), json.end(), [](const Json& n) {
                        return n.is_number_unsigned();
                      });
    if (!good)
      fail(fmt::format("expected whole numbers as {}, found {}", key, shortened(json.dump())));
    return json.get<std::vector<std::uint64_t>>();
  }

  std::uint64_t size_of(TensorType type, const std::vector<std::uint64_t>& shape) const {
    // A size of 0 makes the tensor empty, but its strides still multiply the other sizes.
    auto reach = static_cast<std::int64_t>(tensor_type_bytes(type));
    std::uint64_t bytes = tensor_type_bytes(type);
    for (const std::uint64_t size : shape) {
      bytes *= size;
      if (__builtin_mul_overflow(reach, std::max<std::uint64_t>(size, 1), &reach))
        fail("its shape overflows");
    }
    return bytes;
  }

  const std::string& name_;
  const Json& json_;
  const std::string& file_;
};

void read_entries(const Json& json, const std::string& file, SafetensorsHeader& header) {
  for (const auto& [name, value] : json.items()) {
    if (name != "__metadata__") {
      header.tensors.push_back(EntryReader(name, value, file).read());
      continue;
    }
    if (!value.is_object()) damaged(file, "__metadata__ is not an object");
    for (const auto& [key, text] : value.items()) {
      if (!text.is_string()) damaged(file, "a value of __metadata__ is not a string");
      header.metadata[key] = text.get<std::string>();
    }
  }
}

/// The tensors cover the data from its first byte to its last, one after another.
void check_cover(const std::vector<TensorEntry>& entries, std::uint64_t data_bytes,
                 const std::string& file) {
  std::uint64_t expected = 0;
  for (const TensorEntry& entry : entries) {
    if (entry.begin != expected)
      damaged(file, fmt::format("tensor '{}' begins at {}, the one before ends at {}",
                                shortened(entry.name), entry.begin, expected));
    expected = entry.end;
  }
  if (expected != data_bytes)
    damaged(file, fmt::format("the tensors end at {}, the data at {}", expected, data_bytes));
}

}  // namespace

std::string_view tensor_type_name(TensorType type) noexcept {
  return kTypes[static_cast<std::size_t>(type)].name;
}

std::uint64_t tensor_type_bytes(TensorType type) noexcept {
  return kTypes[static_cast<std::size_t>(type)].bytes;
}

SafetensorsHeader parse_safetensors_header(std::string_view bytes, std::uint64_t file_bytes,
                                           const std::string& file) {
  std::uint64_t length = 0;
  if (bytes.size() < sizeof length || file_bytes < sizeof length)
    damaged(file, "expected at least 8 bytes");
  std::memcpy(&length, bytes.data(), sizeof length);
  if (length > kMaxHeaderBytes || length > file_bytes - sizeof length ||
      length > bytes.size() - sizeof length)
    damaged(file, fmt::format("the header claims {} bytes of a file of {}", length, file_bytes));
  SafetensorsHeader header;
  header.data_begin = sizeof length + length;
  read_entries(parse_json(bytes.substr(sizeof length, length), file), file, header);
  std::sort(header.tensors.begin(), header.tensors.end(),
            [](const TensorEntry& a, const TensorEntry& b) {
              return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
            });
  check_cover(header.tensors, file_bytes - header.data_begin, file);
  return header;
}

}  // namespace xner::nn
