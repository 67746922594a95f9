// How much may be lost before it counts: the margins of a gate, from TOML.
#pragma once

#include <map>
#include <set>
#include <string>

#include "harness/config/node.hpp"
#include "harness/record/run_record.hpp"

namespace xner::reports {

/// Points of F1 where nothing is declared.
inline constexpr double kDefaultMargin = 1.0;
/// What a benchmark may take longer, as a fraction: for machines that others use; and for
/// instructions, which are the same wherever they are counted.
inline constexpr double kDefaultSlowdown = 0.1;
inline constexpr double kDefaultMoreInstructions = 0.01;

///   [f1]
///   margin = 1.0                  # points of F1
///   [f1.targets.de]
///   margin = 2.0
///   [f1.methods.mulda]
///   margin = 1.5
///   [time]
///   margin = 10                   # percent that a benchmark may take longer
///   [instructions]
///   margin = 1                    # percent that it may take more
struct Margins {
  double f1 = kDefaultMargin;
  std::map<std::string, double> targets;
  std::map<std::string, double> methods;  ///< by plugin id, for all its variants
  double time = 100 * kDefaultSlowdown;
  double instructions = 100 * kDefaultMoreInstructions;

  /// In points: the target's, else the method's, else that of all.
  [[nodiscard]] double of(const record::RunId& cell) const;
};

/// Names that a file may speak of: those of the baseline.
struct KnownNames {
  std::set<std::string> targets;
  std::set<std::string> methods;
};

/// @param root of a file, overrides ("f1.margin=0.5") applied.
/// @throws Error{kUsage} with place and nearest name for an unknown key, target or method, and for
/// a margin that is no number from 0 to 100 (of time, 1000).
[[nodiscard]] Margins read_margins(const config::Node& root, const KnownNames& known);

}  // namespace xner::reports
