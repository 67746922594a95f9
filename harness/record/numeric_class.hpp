// In what sense two runs may be compared: equal bytes, equal within a tolerance, or as draws from
// distributions. Measured figures are in tests/README.md.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace xner::record {

using Json = nlohmann::json;

enum class Comparability {
  kBitwise,      ///< same seed, same bytes: build, LibTorch, kernels, threads, device are equal
  kTolerance,    ///< same seed, same labels but for a few: another thread count or CPU, or another
                 ///< GPU of the same model
  kStatistical,  ///< compare distributions over seeds only: other device, release or precision
};

/// The facts that decide arithmetic: those that must be equal for a run to be within tolerance of
/// another ("tolerance"), and the others that must be equal too for equal bytes ("bitwise").
/// @param environment env.json as flow writes it: "sdk_build_id", "plugin", "stages" with their
/// "environment" and whether they read "weights"; what is missing counts as unknown, and unknown
/// equals unknown.
[[nodiscard]] Json numeric_class(const Json& environment);

/// Of two `numeric_class` values. Methods are compared across plugins, so a plugin's build is no
/// part of it.
[[nodiscard]] Comparability comparability(const Json& one, const Json& other);

/// The weakest over all pairs; bitwise for fewer than two.
[[nodiscard]] Comparability comparability(std::span<const Json> classes);

/// The facts that are not the same for all, sorted: why they are not bitwise comparable.
[[nodiscard]] std::vector<std::string> differing_facts(std::span<const Json> classes);

}  // namespace xner::record
