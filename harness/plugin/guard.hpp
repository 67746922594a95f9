// The one way into a plugin: every call goes through `guarded`, and nothing of the plugin's comes
// out but values.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/base/error.hpp"

namespace xner::plugin {

/// Calls into a plugin. Whatever is thrown (std::exception, c10::Error, an int) is copied into a
/// new xner::Error, which holds nothing of the plugin's: an xner::Error keeps its kind, anything
/// else becomes `kind`. A failed allocation begins with `sdk::kOutOfMemory`. Global state is put
/// back, and the names of what had changed are added to `leaks`.
/// @throws Error.
void guarded(ErrorKind kind, const std::function<void()>& call, std::vector<std::string>& leaks);

}  // namespace xner::plugin
