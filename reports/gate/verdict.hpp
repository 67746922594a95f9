// What gates say, of F1 and of speed: the verdicts, and the words that they share.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace xner::reports {

/// The worst first.
enum class Verdict {
  kRegression,    ///< clearly worse than the margin: one-sided test, Holm over all that are tested
  kMissing,       ///< F1: the new runs have no score there
  kInconclusive,  ///< neither can be said
  kPass,          ///< clearly not worse than the margin
  kIdentical,     ///< F1: the seeds that both have gave the same counts of every type in every
                  ///< sentence
  kImprovement,   ///< clearly better than the margin (Holm as above); it passes, too
};
[[nodiscard]] const char* verdict_name(Verdict verdict) noexcept;  ///< "regression", ...

/// What else than a regression shall fail.
struct FailOn {
  bool improvement = false;
  bool inconclusive = false;
};

/// "REGRESSION: of 3 cells 1 regression, 1 inconclusive, 1 pass".
/// @param whole of all together, in lower case. @param noun what was judged, one of them.
[[nodiscard]] std::string verdict_headline(const std::string& whole,
                                           std::span<const Verdict> verdicts,
                                           const std::string& noun);

/// " after Holm over 3 cells"; nothing where there is nothing to correct.
[[nodiscard]] std::string after_holm(std::size_t tested, const std::string& noun);

}  // namespace xner::reports
