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

///   [f1]
///   margin = 1.0                  # points of F1
///   [f1.targets.de]
///   margin = 2.0
///   [f1.methods.mulda]
///   margin = 1.5
struct Margins {
  double f1 = kDefaultMargin;
  std::map<std::string, double> targets;
  std::map<std::string, double> methods;  ///< by plugin id, for all its variants

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
/// a margin that is no number from 0 to 100.
[[nodiscard]] Margins read_margins(const config::Node& root, const KnownNames& known);

}  // namespace xner::reports
