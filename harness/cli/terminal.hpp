// Where output goes: results on stdout, everything else on stderr, colour only on a terminal and
// never with NO_COLOR.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include "harness/base/error.hpp"

namespace xner::cli {

[[nodiscard]] bool is_terminal(std::FILE* stream);
/// True if colour and cursor movement are welcome on the stream.
[[nodiscard]] bool is_lively(std::FILE* stream);

/// Text with data in it, made inert line by line: control characters and direction marks replaced
/// (`printable`), and "| " before a line that a CI would take for a command ("::", "##[").
[[nodiscard]] std::string inert(std::string_view text);

/// Results for a reader, made inert. Buffered; `flush_out` notices what was lost.
void write_text(std::string_view text);
/// Results for programs (JSON, columns), byte for byte, and what has colours of its own.
void write_out(std::string_view text);
/// Messages on stderr, made inert.
void write_log(std::string_view text);
/// Moves the cursor or has colours: what it shows of data is inert already.
void write_display(std::string_view text);
/// @throws Error{kIo} if anything written to stdout was lost.
void flush_out();

/// "xner: error: file:line:column: message\n  hint: ...\n", control characters made visible.
[[nodiscard]] std::string error_text(const Error& error, bool colour);

}  // namespace xner::cli
