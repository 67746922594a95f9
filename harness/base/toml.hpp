// toml++, the only way into it: text becomes a table or the project's error. Bad text trips
// assertions of toml++ 3.3 (`[#`, `a = 2026-01-01T:`), which would end a debug build and be
// undefined in any other; included from here they throw.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/base/error.hpp"

namespace xner {

/// What toml++'s assertions call. @throws something that only parse_toml_table() catches.
[[noreturn]] void toml_gave_up();

}  // namespace xner

#pragma push_macro("NDEBUG")
#undef NDEBUG
#define TOML_ASSERT(condition) ((condition) ? void() : ::xner::toml_gave_up())
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")

namespace xner {

/// @param name of the file, for messages.
/// @throws Error{kUsage} with line and column for what is no TOML, and for what check_toml()
/// refuses.
[[nodiscard]] toml::table parse_toml_table(std::string_view text, const std::string& name);

/// Where a key or value was read.
[[nodiscard]] Place toml_place(const toml::source_region& source, const std::string& name);

}  // namespace xner
