// The look of report.html.
#pragma once

#include <string_view>

namespace xner::reports {

/// Without < and &, so that it is the same as HTML and as XML. Light and dark by the reader's
/// system, small screens, print; nothing is loaded.
[[nodiscard]] std::string_view html_style() noexcept;

}  // namespace xner::reports
