// Named points between the steps of a sweep, where a test makes the process die or a step fail:
// XNER_FAIL=publish.before_link:kill:3 strikes at the third time that the point is passed. Always
// compiled in, set by the environment alone.
#pragma once

#include <span>
#include <string_view>

namespace xner {

/// Every point. XNER_FAIL may also name "any": then the passes of all points are counted together.
[[nodiscard]] std::span<const std::string_view> fail_points() noexcept;

/// Passes a point. XNER_FAIL=<point>:<kill|enospc|eio>[:<n>] ends the process (SIGKILL), or gives
/// the error number that the next step shall fail with. 0: go on.
/// @throws Error{kUsage} if XNER_FAIL is not of this form: a test with a typing mistake must not
/// pass.
[[nodiscard]] int fail_point(std::string_view name);

}  // namespace xner
