// counts.bin: per sentence and type the gold, predicted and correct entities; all that a
// significance test needs. Layout, little-endian: "XNERCNT1", int32 sentences, int32 types, each
// type's name (int32 length, bytes), then for each sentence and type three int32.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harness/score/entity_f1.hpp"

namespace xner::record {

struct CountsTable {
  std::vector<std::string> types;  ///< alphabetical
  std::size_t sentences = 0;
  /// [sentence * types + type] = gold, predicted, correct.
  std::vector<std::array<std::int32_t, 3>> counts;
  friend bool operator==(const CountsTable&, const CountsTable&) = default;
};

/// @param score with its sentences.
[[nodiscard]] CountsTable counts_table(const score::Score& score);

[[nodiscard]] std::string to_bytes(const CountsTable& table);

/// @throws Error{kData} if the bytes are no counts file, are cut, or go on after the end.
[[nodiscard]] CountsTable counts_from_bytes(std::string_view bytes,
                                            const std::filesystem::path& where);

}  // namespace xner::record
