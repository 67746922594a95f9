// A look at TOML text before toml++ parses it, for what version 3.3 does not survive: it recurses
// over dotted keys without a limit (40 KB of one end a process that is built with
// AddressSanitizer), and so do the walks over what it made.
#pragma once

#include <string>
#include <string_view>

namespace xner {

/// @throws Error{kUsage} with file and line, if a dotted key has more than kMaxKeyDepth segments
/// or lists and inline tables are nested more than kMaxTomlNesting deep. Any text: what is not TOML
/// may pass.
void check_toml_depth(std::string_view text, const std::string& name);

}  // namespace xner
