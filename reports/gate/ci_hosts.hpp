// Verdicts in the forms that CI hosts show: JUnit XML, GitHub's annotations. All texts are data,
// and escaped here.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "reports/gate/verdict.hpp"

namespace xner::reports {

/// GitHub shows so many annotations of a kind and step.
inline constexpr std::size_t kAnnotations = 10;

enum class HostOutcome { kFailure, kError, kInconclusive, kNotice, kPassed };

/// What decides the exit code is a failure here, too.
[[nodiscard]] HostOutcome host_outcome(Verdict verdict, const FailOn& fail_on) noexcept;

/// One thing that was judged.
struct HostItem {
  HostOutcome outcome = HostOutcome::kPassed;
  std::string kind;   ///< "regression"
  std::string group;  ///< JUnit's class: "mulda.aa"
  std::string name;   ///< within it: "f1 bb"
  std::string title;  ///< by itself: "mulda bb"
  std::string text;
};

/// JUnit XML, well formed whatever the texts: a test case an item; failures are failures, errors
/// errors, what is inconclusive is skipped.
[[nodiscard]] std::string to_junit(const std::string& suite, const std::vector<HostItem>& items);

/// Workflow commands: an error for each failure and error, a warning for what is inconclusive, a
/// notice for each notice; at most `kAnnotations` of a kind, the first ones, the last with how many
/// more there are. Before them the headline, as plain text.
[[nodiscard]] std::string to_github(const std::string& headline,
                                    const std::vector<HostItem>& items);

}  // namespace xner::reports
