// A step of the store's work on the disk, and how it fails.
#pragma once

#include <filesystem>
#include <string_view>

namespace xner::store {

/// Passes a fail point before a step. @throws Error{kIo} as the failing step would.
void pass(std::string_view point, const std::filesystem::path& path, std::string_view what);

/// "cannot <what>: <reason>", with advice on a full disk. @throws Error{kIo}.
[[noreturn]] void fail(const std::filesystem::path& path, std::string_view what, int code);

}  // namespace xner::store
