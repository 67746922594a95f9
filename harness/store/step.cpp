// See step.hpp.
#include "harness/store/step.hpp"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/fail_point.hpp"

namespace xner::store {

void pass(std::string_view point, const std::filesystem::path& path, std::string_view what) {
  if (const int code = fail_point(point); code != 0) fail(path, what, code);
}

void fail(const std::filesystem::path& path, std::string_view what, int code) {
  const bool full = code == ENOSPC || code == EDQUOT;
  throw Error(ErrorKind::kIo, fmt::format("cannot {}: {}", what, std::strerror(code)),
              Place{path.string()},
              full ? "nothing was published; free space, for example with `xner store gc`" : "");
}

}  // namespace xner::store
