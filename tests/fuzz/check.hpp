// What the fuzz targets share: the check that ends the process, files in memory, and the one way in
// which a reader may refuse its input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <sys/mman.h>
#include <unistd.h>

#include "harness/base/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace xner::fuzz {

/// Ends the process, which libFuzzer and the replay both report with the input.
inline void require(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "violated: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// The text up to `end`, which is removed from `rest` with it; all of it if there is none.
inline std::string_view take_until(std::string_view& rest, std::string_view end) {
  const std::size_t at = rest.find(end);
  const std::string_view front = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + end.size());
  return front;
}

/// Bytes under a path, without a disk: for readers that take a path.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : fd_(::memfd_create("fuzz", MFD_CLOEXEC)) {
    for (std::size_t done = 0; fd_ >= 0 && done < bytes.size();) {
      const ssize_t written = ::write(fd_, bytes.data() + done, bytes.size() - done);
      if (written <= 0) throw std::runtime_error("cannot write a file in memory");
      done += static_cast<std::size_t>(written);
    }
  }
  ~MemoryFile() { ::close(fd_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  [[nodiscard]] std::filesystem::path path() const {
    return "/proc/self/fd/" + std::to_string(fd_);
  }

 private:
  int fd_;
};

/// Most bytes of one refusal: 20 places of bounded length, whatever the input.
inline constexpr std::size_t kLongestRefusal = 20 * 700;

/// Whether `read` took its input. The only other outcome allowed is an Error of one of two kinds
/// that says something, shows no control character and is not long; anything else ends the process.
inline bool accepts(ErrorKind kind, const std::function<void()>& read) {
  try {
    read();
    return true;
  } catch (const Error& error) {
    require(error.kind() == kind, "the error has another kind");
    require(!error.message().empty(), "the error says nothing");
    require(error.message().size() <= kLongestRefusal, "the error repeats its input at length");
    return false;
  }
}

}  // namespace xner::fuzz
