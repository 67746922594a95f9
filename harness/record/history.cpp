// See history.hpp.
#include "harness/record/history.hpp"

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/base/descriptor.hpp"
#include "harness/base/file_steps.hpp"
#include "harness/base/files.hpp"
#include "harness/base/json.hpp"

namespace xner::record {
namespace {

/// The run and the date of a line; "" if it has none.
std::string publication_of(const Json& line) {
  Json publication = Json::array();
  for (const char* field : {"date", "method", "variant", "source", "size", "target", "seed"}) {
    if (!line.is_object() || !line.contains(field)) return "";
    publication.push_back(line.at(field));
  }
  return publication.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Where there are no locks (some network filesystems) two processes may add one line each.
void lock(int file) {
  int code = 0;
  do code = ::flock(file, LOCK_EX) == 0 ? 0 : errno;
  while (code == EINTR);
}

}  // namespace

Json history_line(const RunRecord& record, const Json& environment) {
  Json line{{"schema", 1},
            {"date", environment.value("date", "")},
            {"xner", environment.value("xner", Json::object())},
            {"encoder", record.encoder},
            {"selector", record.selector},
            {"status", record.ok() ? "ok" : "failed"}};
  line.update(to_json(record.id));
  if (record.ok()) {
    const auto f1 = record.score->overall.f1();
    line["f1"] = f1 ? Json(*f1) : Json(nullptr);
    line["signature"] = record.signature;
  } else {
    line["failure"] = record.failure->kind;
  }
  return line;
}

void HistoryFile::add(const std::vector<Json>& lines) {
  if (lines.empty()) return;
  if (path_.has_parent_path()) make_folders(path_.parent_path());
  const Descriptor file(::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (file.get() < 0) file_steps::fail(path_, "open the file", errno);
  lock(file.get());
  read_on(file.get());
  std::string text;
  for (const Json& line : lines)
    if (known_.insert(publication_of(line)).second) text += line.dump() + "\n";
  if (text.empty()) return;
  if (ends_in_half_) text.insert(text.begin(), '\n');
  file_steps::write_all(file.get(), text, path_);
}

/// Everything since the last look, ours too.
void HistoryFile::read_on(int file) {
  std::string text;
  std::array<char, std::size_t{1} << 16> block{};
  while (true) {
    const auto at = static_cast<off_t>(read_ + text.size());
    const ssize_t got = ::pread(file, block.data(), block.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) file_steps::fail(path_, "read", errno);
    if (got == 0) break;
    text.append(block.data(), static_cast<std::size_t>(got));
  }
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = text.find('\n', begin)) != text.npos; begin = end + 1)
    know(std::string_view(text).substr(begin, end - begin));
  read_ += begin;
  ends_in_half_ = begin < text.size();
}

void HistoryFile::know(std::string_view line) {
  if (std::string publication = publication_of(parse_json(line)); !publication.empty())
    known_.insert(std::move(publication));
}

}  // namespace xner::record
