// See counts_file.hpp.
#include "harness/record/counts_file.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"

namespace xner::record {
namespace {

constexpr std::string_view kMagic = "XNERCNT1";

void append(std::string& out, std::int32_t value) {
  const auto bits = static_cast<std::uint32_t>(value);
  for (int shift = 0; shift < 32; shift += 8)
    out.push_back(static_cast<char>((bits >> shift) & 0xFFU));
}

std::int32_t narrow(std::size_t value) {
  if (value > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()))
    throw Error(ErrorKind::kInternal, fmt::format("a count of {} does not fit counts.bin", value));
  return static_cast<std::int32_t>(value);
}

std::int32_t narrow(std::int64_t value) { return narrow(static_cast<std::size_t>(value)); }

/// Takes values off the front of a byte string and never reads past its end.
class Cursor {
 public:
  Cursor(std::string_view bytes, const std::filesystem::path& where)
      : bytes_(bytes), where_(where) {}

  std::string_view take(std::size_t size) {
    if (size > bytes_.size()) fail("the file is cut");
    const std::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }

  std::int32_t take_count() {
    const std::string_view four = take(4);
    std::uint32_t bits = 0;
    for (int i = 3; i >= 0; --i)
      bits = (bits << 8) | static_cast<unsigned char>(four[static_cast<std::size_t>(i)]);
    const auto value = static_cast<std::int32_t>(bits);
    if (value < 0) fail(fmt::format("found the negative count {}", value));
    return value;
  }

  [[nodiscard]] std::size_t left() const noexcept { return bytes_.size(); }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorKind::kData, fmt::format("expected a counts file ({}): {}", kMagic, what),
                Place{where_.string()});
  }

 private:
  std::string_view bytes_;
  const std::filesystem::path& where_;
};

}  // namespace

CountsTable counts_table(const score::Score& score) {
  CountsTable table;
  for (const auto& [type, counts] : score.types) table.types.push_back(type);
  table.sentences = score.sentences.size();
  table.counts.resize(table.sentences * table.types.size());
  for (std::size_t s = 0; s < table.sentences; ++s) {
    for (const auto& [type, counts] : score.sentences[s]) {
      const auto at =
          std::lower_bound(table.types.begin(), table.types.end(), type) - table.types.begin();
      table.counts[s * table.types.size() + static_cast<std::size_t>(at)] = {
          narrow(counts.gold), narrow(counts.predicted), narrow(counts.correct)};
    }
  }
  return table;
}

std::string to_bytes(const CountsTable& table) {
  std::string bytes(kMagic);
  bytes.reserve(64 + 12 * table.counts.size());
  append(bytes, narrow(table.sentences));
  append(bytes, narrow(table.types.size()));
  for (const auto& type : table.types) {
    append(bytes, narrow(type.size()));
    bytes += type;
  }
  for (const auto& cell : table.counts)
    for (const std::int32_t value : cell) append(bytes, value);
  return bytes;
}

CountsTable counts_from_bytes(std::string_view bytes, const std::filesystem::path& where) {
  Cursor cursor(bytes, where);
  if (!bytes.starts_with(kMagic)) cursor.fail("it begins otherwise");
  cursor.take(kMagic.size());
  CountsTable table;
  table.sentences = static_cast<std::size_t>(cursor.take_count());
  const auto types = static_cast<std::size_t>(cursor.take_count());
  for (std::size_t i = 0; i < types; ++i)
    table.types.emplace_back(cursor.take(static_cast<std::size_t>(cursor.take_count())));
  // Checked before anything of this size is allocated: a damaged header must not ask for memory.
  const std::size_t cells = table.sentences * types;
  if (cells > cursor.left() / 12 || cells * 12 != cursor.left())
    cursor.fail(fmt::format("{} bytes of counts for {} sentences and {} types", cursor.left(),
                            table.sentences, types));
  table.counts.resize(cells);
  for (auto& cell : table.counts)
    for (std::int32_t& value : cell) value = cursor.take_count();
  return table;
}

}  // namespace xner::record
