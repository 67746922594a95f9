// See line_reader.hpp.
#include "harness/data/line_reader.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/utf8.hpp"

namespace xner::data {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 16;

std::unique_ptr<std::istream> open(const std::filesystem::path& file) {
  if (std::filesystem::is_directory(file))
    throw Error(ErrorKind::kIo, "cannot read: it is a folder", Place{file.string()});
  // A pipe can be read once only, and the reader looks ahead.
  if (file == "-" || (std::filesystem::exists(file) && !std::filesystem::is_regular_file(file)))
    return std::make_unique<std::istringstream>(read_file(file, kMaxCorpusBytes));
  auto input = std::make_unique<std::ifstream>(file, std::ios::binary);
  if (!*input)
    throw Error(ErrorKind::kIo, fmt::format("cannot open the file: {}", std::strerror(errno)),
                Place{file.string()});
  return input;
}

/// Replaces every byte that is not part of valid UTF-8; returns how many.
std::size_t repair_utf8(std::string& text) {
  std::size_t repaired = 0;
  std::string out;
  std::string_view rest = text;
  while (const auto bad = find_invalid_utf8(rest)) {
    out.append(rest.substr(0, *bad));
    append_utf8(out, 0xFFFD);
    rest.remove_prefix(*bad + 1);
    ++repaired;
  }
  out.append(rest);
  text = std::move(out);
  return repaired;
}

}  // namespace

LineReader::LineReader(const std::filesystem::path& file, bool repair)
    : LineReader(open(file), repair) {}

LineReader::LineReader(std::unique_ptr<std::istream> input, bool repair, std::size_t max_bytes)
    : input_(std::move(input)), repair_(repair), max_bytes_(max_bytes) {
  fill();
  if (block_.starts_with("\xEF\xBB\xBF")) {
    report_.byte_order_mark = true;
    at_ = 3;
  }
}

bool LineReader::fill() {
  if (bytes_ > max_bytes_) return false;
  block_.resize(kBlockBytes);
  input_->read(block_.data(), static_cast<std::streamsize>(block_.size()));
  block_.resize(static_cast<std::size_t>(input_->gcount()));
  // A disk that fails in the middle is not the end of the file.
  if (input_->bad()) throw Error(ErrorKind::kIo, "cannot read: the input failed before its end");
  bytes_ += block_.size();
  at_ = 0;
  return !block_.empty();
}

bool LineReader::any_tab_ahead() {
  if (block_.find('\t', at_) != std::string::npos) return true;
  input_->clear();
  const auto here = input_->tellg();
  std::string block(kBlockBytes, '\0');
  bool found = false;
  while (!found &&
         input_->read(block.data(), static_cast<std::streamsize>(block.size())).gcount() > 0)
    found = std::memchr(block.data(), '\t', static_cast<std::size_t>(input_->gcount())) != nullptr;
  input_->clear();
  input_->seekg(here);
  return found;
}

bool LineReader::next(std::string& text, LineDefect& defect) {
  text.clear();
  defect = {};
  std::size_t length = 0;
  bool any = false;
  bool ended = false;
  if (bytes_ > max_bytes_) {
    if (std::exchange(refused_, true)) return false;
    defect = {0, fmt::format("expected a file of at most {} bytes, found more", max_bytes_)};
    return true;
  }
  while (!ended && (at_ < block_.size() || fill())) {
    if (std::exchange(skip_newline_, false) && block_[at_] == '\n') {
      ++at_;
      --report_.lone_cr_lines;
      ++report_.crlf_lines;
      continue;
    }
    any = true;
    const std::size_t end = std::min(block_.find_first_of("\r\n", at_), block_.size());
    length += end - at_;
    if (length <= kMaxLineBytes) text.append(block_, at_, end - at_);
    ended = end < block_.size();
    if (ended && block_[end] == '\r') {
      skip_newline_ = true;  // CR LF may lie across two blocks
      ++report_.lone_cr_lines;
    }
    at_ = end + (ended ? 1 : 0);
  }
  if (!any) return false;
  ++line_;
  if (!ended) report_.missing_last_newline = true;
  if (length > kMaxLineBytes) {
    defect = {1,
              fmt::format("expected lines of at most {} bytes, found {}", kMaxLineBytes, length)};
  } else {
    check(text, defect);
  }
  return true;
}

void LineReader::check(std::string& text, LineDefect& defect) {
  if (const auto bad = find_invalid_utf8(text)) {
    if (!repair_) {
      defect = {*bad + 1,
                fmt::format("expected UTF-8, found the byte 0x{:02X}",
                            static_cast<unsigned>(static_cast<unsigned char>(text[*bad])))};
      return;
    }
    report_.repaired_bytes += repair_utf8(text);
  }
  if (const auto control = find_control(text)) {
    std::size_t offset = *control;
    defect = {*control + 1, fmt::format("expected text, found the control character U+{:04X}",
                                        static_cast<unsigned>(next_code_point(text, offset)))};
  }
}

}  // namespace xner::data
