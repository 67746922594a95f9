// See store_format.hpp.
#include "harness/store/store_format.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include <fmt/format.h>
#include <sys/stat.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/json.hpp"
#include "harness/base/limits.hpp"
#include "harness/base/utf8.hpp"
#include "harness/store/pending_file.hpp"
#include "harness/store/step.hpp"

namespace xner::store {
namespace fs = std::filesystem;
namespace {

constexpr int kFormat = 1;
constexpr std::array<std::string_view, 6> kFolders{"tmp",    "objects",    "actions",
                                                   "claims", "quarantine", "pins"};

/// A store that was being made when its maker died has some of the folders and no FORMAT.
void refuse_foreign(const Layout& layout) {
  std::error_code failed;
  for (fs::directory_iterator entry(layout.root(), failed), end; !failed && entry != end;
       entry.increment(failed)) {
    const std::string name = entry->path().filename().string();
    if (name == "FORMAT") return;  // another process was faster
    if (std::find(kFolders.begin(), kFolders.end(), name) == kFolders.end())
      throw Error(ErrorKind::kUsage,
                  fmt::format("expected a store or an empty folder, found '{}' and no FORMAT",
                              printable(name)),
                  Place{layout.root().string()}, "name another folder");
  }
  if (failed) fail(layout.root(), "list", failed.value());
}

/// All at once, so that nobody has to make them last later.
void make_shards(const fs::path& folder) {
  for (int shard = 0; shard < 256; ++shard) {
    const fs::path path = folder / fmt::format("{:02x}", shard);
    if (::mkdir(path.c_str(), 0777) != 0 && errno != EEXIST) fail(path, "make the folder", errno);
  }
  sync_folder(folder);
}

Json read_format(const Layout& layout) {
  const std::string text = read_file(layout.format(), kMaxRecordBytes);
  Json format = parse_json(text);
  const auto number = [&](const char* name) -> std::int64_t {
    const auto field = format.is_object() ? format.find(name) : format.end();
    if (!format.is_object() || field == format.end() || !field->is_number_integer())
      throw Error(ErrorKind::kUsage, fmt::format("expected a store's format with '{}'", name),
                  Place{layout.format().string()},
                  "a store is a cache: if it is damaged, delete the folder");
    return *field;
  };
  const std::int64_t made_by = number("format"), readable_by = number("oldest_reader");
  if (readable_by > kFormat)
    throw Error(ErrorKind::kUsage,
                fmt::format("store of format {}: expected at most {}, which this version knows",
                            made_by, kFormat),
                Place{layout.format().string()}, "use the newer xner, or another folder");
  return format;
}

}  // namespace

void open_format(const Layout& layout) {
  make_folders(layout.root());
  const bool known = look(layout.format()).has_value();
  if (!known) refuse_foreign(layout);
  for (const auto folder : kFolders) make_folders(layout.root() / folder);
  if (!known) {
    make_shards(layout.objects());
    make_shards(layout.actions());
    sync_folder(layout.root());
    PendingFile pending(layout);
    pending.write(Json{{"format", kFormat}, {"oldest_reader", kFormat}}.dump() + "\n");
    pending.seal();
    (void)pending.publish(layout.format());
    sync_folder(layout.root());
  }
  (void)read_format(layout);
}

void write_verdict(const Layout& layout, const Json& verdict) {
  Json format = read_format(layout);
  format["probe"] = verdict;
  PendingFile pending(layout);
  pending.write(format.dump() + "\n");
  pending.seal();
  pending.replace(layout.format());
  sync_folder(layout.root());
}

}  // namespace xner::store
