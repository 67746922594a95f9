// See collect.hpp: what is there, and whether it is sound.
#include <algorithm>

#include "harness/base/error.hpp"
#include "harness/store/collect.hpp"
#include "harness/store/objects.hpp"
#include "harness/store/reading.hpp"

namespace xner::store {
namespace fs = std::filesystem;
namespace {

void check_record(const Layout& layout, const std::string& key, Soundness& found) {
  if (!look(layout.record(key))) return;  // collected by now
  try {
    const auto action = read_action(layout, key);
    if (!action) {
      ++found.bad_records;
      return;
    }
    ++found.records;
    const auto files = kept_files(*action);
    if (!std::all_of(files.begin(), files.end(),
                     [&](const StoredFile& file) { return has_object(layout, file); }))
      found.incomplete.push_back(key);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kUsage) throw;
    ++found.newer_records;
  }
}

}  // namespace

Soundness verify(const Store& store) {
  const Layout layout(store.root());
  Soundness found;
  // Objects first: those that are found bad make their actions incomplete.
  for_each_digest(layout.objects(), "", [&](const std::string& sha256, const fs::path& path) {
    const auto status = look(path);
    switch (check_object(layout, sha256)) {
      case ObjectState::kGood:
        ++found.objects;
        found.bytes += status ? status->st_size : 0;
        break;
      case ObjectState::kBad:
        ++found.bad_objects;
        break;
      case ObjectState::kMissing:
        break;  // collected by now
    }
  });
  for_each_digest(layout.actions(), ".json", [&](const std::string& key, const fs::path&) {
    check_record(layout, key, found);
  });
  return found;
}

std::vector<ListedAction> list_actions(const Store& store) {
  const Layout layout(store.root());
  const Time now = layout.now();
  std::vector<ListedAction> list;
  for_each_digest(layout.actions(), ".json", [&](const std::string& key, const fs::path& path) {
    const auto status = look(path);
    auto action = status ? read_action(layout, key) : std::nullopt;
    if (!action) return;
    ListedAction& listed = list.emplace_back();
    listed.age = std::chrono::duration_cast<std::chrono::seconds>(now - modified(*status));
    for (const auto& file : action->files) {
      if (has_object(layout, file))
        listed.bytes += file.size;
      else
        listed.gone.push_back(file.path);
    }
    listed.action = std::move(*action);
  });
  std::sort(list.begin(), list.end(), [](const ListedAction& a, const ListedAction& b) {
    return std::tie(a.age, a.action.key) < std::tie(b.age, b.action.key);
  });
  return list;
}

}  // namespace xner::store
