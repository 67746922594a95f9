// FORMAT: which version made a store, and what its filesystem can do. Part of store.cpp.
#pragma once

#include "harness/store/layout.hpp"
#include "harness/store/store.hpp"

namespace xner::store {

/// Makes what is missing of a store: folders, and FORMAT last.
/// @throws Error{kIo}; Error{kUsage} if the folder holds something else, or a format that this
/// version cannot read.
void open_format(const Layout& layout);

/// Keeps what a probe of the filesystem has found.
void write_verdict(const Layout& layout, const Json& verdict);

}  // namespace xner::store
