// A data set family as data: datasets/<family>.toml says where its files lie, how they are read and
// what they must hold. The family's keys are defaults; a part (a language, a treebank) says only
// what differs. datasets/README.md has the keys.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/data/column_reader.hpp"

namespace xner::data {

inline constexpr std::size_t kMaxDescriptorBytes = std::size_t{256} << 10;

/// Sentences and entities, entities by conlleval's reading.
struct SplitCounts {
  std::size_t sentences = 0;
  std::size_t entities = 0;
  friend bool operator==(const SplitCounts&, const SplitCounts&) = default;
};

struct SplitDescriptor {
  std::string name;                   ///< "train", "dev", "test", ...
  std::filesystem::path file;         ///< relative to the data root; empty if generated
  std::optional<SplitCounts> counts;  ///< what the reader finds, -DOCSTART- dropped
  std::optional<SplitCounts>
      published;       ///< what papers print; sentences that are only -DOCSTART- count
  std::string sha256;  ///< of the file that this descriptor was written for, or ""
};

struct PartDescriptor {
  std::string name;
  std::string language;  ///< BCP 47
  std::string licence;
  std::string parallel;  ///< parts with the same word here hold the same sentences in the same
                         ///< order, split by split
  ColumnFormat format;
  std::vector<SplitDescriptor> splits;  ///< in the file's order
};

struct Descriptor {
  std::string family;  ///< the file's name without .toml
  std::string title;
  std::string citation;
  std::string url;
  std::string obtain;                 ///< what a user does to have the files under the data root
  std::string generator;              ///< "sample" if the corpora are made in memory, else ""
  std::vector<PartDescriptor> parts;  ///< in the file's order
};

/// Reads and checks one descriptor.
/// @throws Error{kUsage} with file, line and column for unknown keys (with the nearest known one),
/// wrong types, missing keys and values out of range; Error{kData} above 256 KiB.
[[nodiscard]] Descriptor load_descriptor(const std::filesystem::path& file);

}  // namespace xner::data
