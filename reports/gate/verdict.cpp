// See verdict.hpp.
#include "reports/gate/verdict.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace xner::reports {

const char* verdict_name(Verdict verdict) noexcept {
  constexpr std::array kNames{"regression", "missing",   "inconclusive",
                              "pass",       "identical", "improvement"};
  return kNames[static_cast<std::size_t>(verdict)];
}

std::string verdict_headline(const std::string& whole, std::span<const Verdict> verdicts,
                             const std::string& noun) {
  std::vector<std::string> parts;
  for (const Verdict verdict : {Verdict::kRegression, Verdict::kMissing, Verdict::kInconclusive,
                                Verdict::kPass, Verdict::kIdentical, Verdict::kImprovement}) {
    const auto n = std::ranges::count(verdicts, verdict);
    const bool countable = verdict == Verdict::kRegression || verdict == Verdict::kImprovement;
    if (n > 0)
      parts.push_back(
          fmt::format("{} {}{}", n, verdict_name(verdict), n > 1 && countable ? "s" : ""));
  }
  std::string capitals = whole;
  for (char& c : capitals) c = static_cast<char>(c - 'a' + 'A');
  return fmt::format("{}: of {} {}{} {}", capitals, verdicts.size(), noun,
                     verdicts.size() == 1 ? "" : "s", fmt::join(parts, ", "));
}

std::string after_holm(std::size_t tested, const std::string& noun) {
  return tested < 2 ? std::string() : fmt::format(" after Holm over {} {}s", tested, noun);
}

}  // namespace xner::reports
