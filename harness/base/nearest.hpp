// "Did you mean ...?": the known name nearest to a misspelt one.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace xner {

/// The candidate with the smallest edit distance, or "" if none is near enough to be meant.
[[nodiscard]] std::string nearest(std::string_view name, std::span<const std::string> candidates);

/// "did you mean 'x'?", or "known: a, b, c" if nothing is near (at most ten names).
[[nodiscard]] std::string nearest_hint(std::string_view name,
                                       std::span<const std::string> candidates);

}  // namespace xner
