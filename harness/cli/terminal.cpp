// See terminal.hpp.
#include "harness/cli/terminal.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>
#include <unistd.h>

#include "harness/base/utf8.hpp"

namespace xner::cli {
namespace {

/// `printable`, line by line: messages may have several.
std::string safe(std::string_view text) {
  std::string out;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (begin > 0) out += "\n";
    out += printable(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

}  // namespace

bool is_terminal(std::FILE* stream) { return ::isatty(::fileno(stream)) == 1; }

bool is_lively(std::FILE* stream) {
  const char* const refused = std::getenv("NO_COLOR");
  const char* const term = std::getenv("TERM");
  return is_terminal(stream) && (refused == nullptr || *refused == '\0') &&
         (term == nullptr || std::strcmp(term, "dumb") != 0);
}

void write_out(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void write_log(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

void flush_out() {
  const bool lost = std::fflush(stdout) != 0 || std::ferror(stdout) != 0;
  if (lost)
    throw Error(ErrorKind::kIo, fmt::format("cannot write all output: {}", std::strerror(errno)),
                Place{"standard output"});
}

std::string error_text(const Error& error, bool colour) {
  const std::string_view begin = colour ? "\x1b[1;31m" : "", end = colour ? "\x1b[0m" : "";
  const std::string place = error.place() ? error.place()->text() + ": " : "";
  std::string text =
      fmt::format("xner: {}error:{} {}{}\n", begin, end, printable(place), safe(error.message()));
  if (!error.hint().empty()) text += fmt::format("  hint: {}\n", safe(error.hint()));
  return text;
}

}  // namespace xner::cli
