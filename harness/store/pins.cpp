// See pins.hpp.
#include "harness/store/pins.hpp"

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>
#include <unistd.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/limits.hpp"
#include "harness/base/process_identity.hpp"
#include "harness/base/utf8.hpp"
#include "harness/store/layout.hpp"
#include "harness/store/pending_file.hpp"
#include "harness/store/step.hpp"

namespace xner::store {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kNameLetters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
constexpr std::size_t kLongestName = 200;

fs::path pin_path(const Layout& layout, const std::string& name) {
  if (name.empty() || name.size() > kLongestName || name.front() == '.' ||
      name.find_first_not_of(kNameLetters) != name.npos)
    throw Error(ErrorKind::kUsage,
                fmt::format("pin '{}': expected a name of letters, digits, '.', '_' and '-'",
                            shortened(name)));
  return layout.pins() / name;
}

/// Of a sweep: "sweep-" and a name as in tmp/.
constexpr std::string_view kSweep = "sweep-";

std::string sweep_name(const Layout& layout) {
  return std::string(kSweep) + layout.temporary_name().filename().string();
}

bool is_left_behind(const Layout& layout, std::string_view name, const Status& status) {
  if (!name.starts_with(kSweep)) return false;
  const std::string_view tag = name.substr(kSweep.size());
  return xner::is_left_behind(tag.substr(0, tag.rfind('-')), layout.now() - modified(status));
}

/// A pin that goes while it is read keeps nothing any more.
void read_pin(const fs::path& path, std::set<std::string>& keys) {
  std::string text;
  try {
    text = read_file(path);
  } catch (const Error&) {
    if (!look(path)) return;
    throw;
  }
  for (std::size_t begin = 0, number = 1; begin < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string key = text.substr(begin, end - begin);
    if (!is_digest(key))
      throw Error(ErrorKind::kData, fmt::format("pin: expected a key, found '{}'", shortened(key)),
                  Place{path.string(), number}, "put it right or delete the pin");
    keys.insert(std::move(key));
    begin = end + 1;
  }
}

}  // namespace

void pin(const Store& store, const std::string& name, const std::vector<std::string>& keys) {
  const Layout layout(store.root());
  const fs::path path = pin_path(layout, name);
  std::string text;
  for (const auto& key : keys) {
    (void)layout.record(key);  // refuses what is no key
    text += key + "\n";
  }
  PendingFile pending(layout);
  pending.write(text);
  pending.seal();
  pending.replace(path);
  sync_folder(layout.pins());
}

void unpin(const Store& store, const std::string& name) {
  const fs::path path = pin_path(Layout(store.root()), name);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) fail(path, "remove", errno);
}

SweepPin::SweepPin(const Store& store, const std::set<std::string>& keys)
    : store_(store), name_(sweep_name(Layout(store.root()))) {
  remove_leftovers(Layout(store.root()).pins(), kSweep);
  keep(keys);
}

SweepPin::~SweepPin() {
  std::error_code ignored;
  fs::remove(Layout(store_.root()).pins() / name_, ignored);
}

void SweepPin::keep(const std::set<std::string>& keys) {
  if (keys == keys_ && !keys.empty()) return;
  pin(store_, name_, {keys.begin(), keys.end()});
  keys_ = keys;
}

std::set<std::string> pinned_keys(const Layout& layout, std::string_view except) {
  std::set<std::string> keys;
  std::error_code failed;
  for (fs::directory_iterator entry(layout.pins(), failed), end; !failed && entry != end;
       entry.increment(failed)) {
    const std::string name = entry->path().filename().string();
    const auto status = look(entry->path());
    if (name.front() == '.' || name == except || !status || is_left_behind(layout, name, *status))
      continue;
    read_pin(entry->path(), keys);
  }
  if (failed) fail(layout.pins(), "list", failed.value());
  return keys;
}

}  // namespace xner::store
