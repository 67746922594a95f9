// `xner data list|check|stats|export`: what corpora there are, whether they are right, and what
// they hold. Each function is one subcommand. Output is plain text of at most 80 columns; nothing
// is written after an exception.
#pragma once

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

namespace xner::cli {

struct DataOptions {
  std::filesystem::path descriptors;  ///< the folder of <family>.toml files
  std::filesystem::path root;         ///< the data root (data::data_root)
  std::vector<std::string> names;     ///< "family", "family/part" or "family/part/split"; none: all
                                   ///< families. export: exactly one corpus, by reference or path
  std::string output = "-";  ///< export: a file, or "-" for `out`
  std::string format =
      "columns";  ///< export: "columns" (word, tab, tag) | "words" (one a line) | "canonical"
};

/// Families, parts and splits; what is absent under the root, and how to obtain it. @return 0
[[nodiscard]] int run_data_list(const DataOptions& options, std::ostream& out);

/// Reads everything chosen that is present. Errors: a file that cannot be read, counts that differ
/// from the descriptor's. Notes: published counts or checksums that differ, repeated sentences,
/// sentences also in train, malformed tags, normalised lines. @return 0, or 2 if there is an error.
[[nodiscard]] int run_data_check(const DataOptions& options, std::ostream& out);

/// One row a split: sentences, entities (as conlleval counts), words, entities by type. @return 0
[[nodiscard]] int run_data_stats(const DataOptions& options, std::ostream& out);

/// Writes one corpus. @return 0 @throws Error{kUsage} unless there is exactly one name and a known
/// format.
[[nodiscard]] int run_data_export(const DataOptions& options, std::ostream& out);

/// All throw Error{kUsage} for unknown names and broken descriptors; stats and export also as
/// Catalogue::read.

}  // namespace xner::cli
