// See action_record.hpp.
#include "harness/store/action_record.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/hash.hpp"
#include "harness/base/json.hpp"
#include "harness/base/limits.hpp"
#include "harness/base/utf8.hpp"
#include "harness/store/layout.hpp"

namespace xner::store {
namespace {

/// Bytes that are not UTF-8 in a fact (a log's last lines) become U+FFFD.
std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

[[noreturn]] void refuse(const std::string& place, const std::string& what) {
  throw Error(ErrorKind::kData, "action record: " + what, Place{place});
}

Json parsed(std::string_view text, const std::string& place) {
  Json json = parse_json(text);
  if (!json.is_object()) refuse(place, "expected a JSON object");
  return json;
}

/// Relative, in its plain form, and never upwards.
bool is_inside(const std::string& path) {
  if (path.empty() || path.front() == '/' || path.find('\0') != path.npos) return false;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view part = std::string_view(path).substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") return false;
    begin = end + 1;
  }
  return true;
}

std::int64_t whole(const Json& value, const std::string& place) {
  const auto number = whole_number(value);
  if (!number) refuse(place, "expected a whole number");
  return *number;
}

std::vector<StoredFile> read_files(const Json& list, const std::string& place) {
  std::vector<StoredFile> files;
  for (const auto& entry : list) {
    StoredFile file{entry.at("path"), entry.at("sha256"), whole(entry.at("size"), place)};
    if (!is_inside(file.path)) refuse(place, "a path leaves its folder: " + shortened(file.path));
    if (!is_digest(file.sha256) || file.size < 0)
      refuse(place, "no digest for " + shortened(file.path));
    if (!files.empty() && files.back().path >= file.path) refuse(place, "files are not in order");
    files.push_back(std::move(file));
  }
  return files;
}

}  // namespace

std::string record_text(const Action& action) {
  Json files = Json::array();
  for (const auto& file : action.files) {
    if (find_invalid_utf8(file.path))
      throw Error(ErrorKind::kPlugin,
                  "expected the name of an output in UTF-8, found '" + printable(file.path) + "'");
    files.push_back({{"path", file.path}, {"sha256", file.sha256}, {"size", file.size}});
  }
  Json record{{"schema", kRecordSchema},
              {"key", action.key},
              {"files", std::move(files)},
              {"facts", action.facts}};
  if (!action.dropped.empty()) record["dropped"] = action.dropped;
  // The digest is that of the text as it is read again.
  record["digest"] = sha256(dumped(record));
  std::string text = dumped(record) + "\n";
  if (text.size() > kMaxRecordBytes)
    throw Error(
        ErrorKind::kData,
        fmt::format("action {}: expected a record of at most {} bytes, found {} in {} files "
                    "and its facts",
                    action.key, kMaxRecordBytes, text.size(), action.files.size()));
  return text;
}

Action read_record(std::string_view text, const std::string& key, const std::string& place) {
  Json record = parsed(text, place);
  const auto digest = record.find("digest");
  if (digest == record.end() || !digest->is_string()) refuse(place, "expected a digest");
  const std::string said = *digest;
  record.erase(digest);
  if (sha256(dumped(record)) != said) refuse(place, "the digest does not fit");
  try {
    // Every schema has its number and its digest in the same place.
    if (const std::int64_t schema = whole(record.at("schema"), place); schema > kRecordSchema)
      throw Error(ErrorKind::kUsage,
                  fmt::format("action record of schema {}: not readable by this version, which "
                              "knows {}",
                              schema, kRecordSchema),
                  Place{place}, "use the newer xner, or another store");
    if (record.at("key") != key) refuse(place, "it is another key's");
    Action action{key, read_files(record.at("files"), place), record.at("facts"), {}};
    if (const auto dropped = record.find("dropped"); dropped != record.end())
      action.dropped = dropped->get<std::vector<std::string>>();
    return action;
  } catch (const Json::exception& error) {
    refuse(place, error.what());
  }
}

bool is_below(std::string_view file, std::string_view path) noexcept {
  return path.empty() || file == path ||
         (file.size() > path.size() && file.starts_with(path) && file[path.size()] == '/');
}

}  // namespace xner::store
