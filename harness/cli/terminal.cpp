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

/// GitHub's runner reads commands from the log, blanks before them or not.
bool is_command(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  return line.starts_with("::") || line.starts_with("##[");
}

}  // namespace

bool is_terminal(std::FILE* stream) { return ::isatty(::fileno(stream)) == 1; }

bool is_lively(std::FILE* stream) {
  const char* const refused = std::getenv("NO_COLOR");
  const char* const term = std::getenv("TERM");
  return is_terminal(stream) && (refused == nullptr || *refused == '\0') &&
         (term == nullptr || std::strcmp(term, "dumb") != 0);
}

std::string inert(std::string_view text) {
  std::string out;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = printable(text.substr(begin, end - begin));
    if (begin > 0) out += "\n";
    out += (is_command(line) ? "| " : "") + line;
    begin = end + 1;
  }
  return out;
}

void write_text(std::string_view text) { write_out(inert(text)); }

void write_out(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void write_log(std::string_view text) { write_display(inert(text)); }

void write_display(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

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
      fmt::format("xner: {}error:{} {}{}\n", begin, end, printable(place), inert(error.message()));
  if (!error.hint().empty()) text += fmt::format("  hint: {}\n", inert(error.hint()));
  return text;
}

}  // namespace xner::cli
