// The steps that writers of files share. Part of files.cpp and unsynced_file.cpp.
#pragma once

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>

#include <fmt/format.h>
#include <unistd.h>

#include "harness/base/error.hpp"

namespace xner::file_steps {

/// "cannot <what>: <reason>". @throws Error{kIo}.
[[noreturn]] inline void fail(const std::filesystem::path& path, std::string_view what, int code) {
  throw Error(ErrorKind::kIo, fmt::format("cannot {}: {}", what, std::strerror(code)),
              Place{path.string()});
}

inline void write_all(int fd, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail(path, "write", written < 0 ? errno : EIO);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace xner::file_steps
