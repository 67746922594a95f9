// `xner compare`: two methods, run folders or prediction files against each other.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "harness/score/resampling.hpp"
#include "harness/score/significance.hpp"

namespace xner::cli {

struct CompareOptions {
  /// FOLDER A B: methods of an experiment; A B: folders with runs of one method each, or, with
  /// `gold`, prediction files.
  std::vector<std::string> what{};
  std::string gold{};
  std::string format = "text";  ///< text | markdown | json
  std::int64_t resamples = score::kResamples;
  std::uint64_t seed = 1;
  double alpha = score::kAlpha;
  bool pair_seeds = false;
  bool buckets = false;
  std::int64_t sentences = 0;  ///< 0: none are shown
  bool colour = false;         ///< `out` is a terminal and NO_COLOR is not set
};

/// @return 0 whatever the comparison says, or 5 if a folder holds no run.
/// @throws Error{kUsage} if what is compared is not named well, Error{kData} if the test sets are
/// not the same or a file is damaged, Error{kIo} if something cannot be read.
[[nodiscard]] int run_compare(const CompareOptions& options, std::ostream& out,
                              std::ostream& notes);

}  // namespace xner::cli
