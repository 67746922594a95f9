// See run_folder.hpp.
#include "harness/record/run_folder.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <set>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/base/files.hpp"
#include "harness/base/overlapped.hpp"
#include "harness/base/process_identity.hpp"
#include "harness/base/unsynced_file.hpp"

namespace xner::record {
namespace fs = std::filesystem;
namespace {

constexpr const char* kStagingPrefix = ".tmp-";

[[noreturn]] void fail(const fs::path& path, const char* what) {
  throw Error(ErrorKind::kIo, fmt::format("cannot {}: {}", what, std::strerror(errno)),
              Place{path.string()});
}

}  // namespace

RunStaging::RunStaging(fs::path folder) : folder_(std::move(folder)) {
  if (!folder_.has_filename()) folder_ = folder_.parent_path();
  const fs::path parent = folder_.has_parent_path() ? folder_.parent_path() : fs::path(".");
  std::error_code made;
  fs::create_directories(parent, made);
  std::string name = (parent / fmt::format("{}{}-XXXXXX", kStagingPrefix, process_tag())).string();
  if (made || ::mkdtemp(name.data()) == nullptr) fail(parent, "make a folder in");
  staging_ = name;
  ::chmod(name.c_str(), 0755);
}

void remove_left_stagings(const fs::path& parent) noexcept {
  remove_leftovers(parent, kStagingPrefix);
}

RunStaging::~RunStaging() {
  std::error_code ignored;
  fs::remove_all(staging_, ignored);
}

void RunStaging::publish() {
  sync_trees(std::span(&staging_, 1));
  take_place();
  sync_folder(staging_.parent_path());
}

void publish_together(std::span<const std::unique_ptr<RunStaging>> runs) {
  std::vector<fs::path> contents;
  std::set<fs::path> parents;
  for (const auto& run : runs) {
    contents.push_back(run->staging_);
    parents.insert(run->staging_.parent_path());
  }
  sync_trees(contents);
  for (const auto& run : runs) run->take_place();
  const std::vector<fs::path> folders(parents.begin(), parents.end());
  overlapped(folders.size(), [&](std::size_t i) { sync_folder(folders[i]); });
}

void RunStaging::take_place() {
  // Exchanged with an older folder of the run, which is then the one that the destructor removes.
  const auto rename = [](const fs::path& from, const fs::path& to, unsigned flags) {
    return ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flags) == 0;
  };
  if (!rename(staging_, folder_, RENAME_EXCHANGE)) {
    // File systems that cannot exchange (NFS): the older folder steps aside first.
    const fs::path older = staging_.string() + ".old";
    const bool cannot_exchange = errno == EINVAL || errno == ENOSYS;
    const bool aside = cannot_exchange && rename(folder_, older, 0);
    if ((!cannot_exchange && errno != ENOENT) || !rename(staging_, folder_, 0))
      fail(folder_, "publish the run folder");
    if (aside) remove_tree(older);
  }
}

std::string json_text(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void write_json(const fs::path& file, const Json& json) { write_file(file, json_text(json)); }

namespace {

std::string lost_score(const fs::path& folder) {
  return Error(ErrorKind::kIo, fmt::format("expected a run's {}, found none", kMetricsFile),
               Place{folder.string()}, "run it again, or remove the folder")
      .what();
}

}  // namespace

std::vector<FoundRun> find_runs(const fs::path& experiment) try {
  std::vector<FoundRun> runs;
  for (auto at = fs::recursive_directory_iterator(experiment);
       at != fs::recursive_directory_iterator(); ++at) {
    if (at->path().filename().string().starts_with(".")) {
      if (at->is_directory()) at.disable_recursion_pending();
      continue;
    }
    const fs::path folder = at->path().parent_path();
    if (at->path().filename() == kEnvironmentFile && !fs::exists(folder / kMetricsFile))
      runs.push_back({folder, {}, lost_score(folder)});
    if (at->path().filename() != kMetricsFile || !at->is_regular_file()) continue;
    FoundRun& run = runs.emplace_back();
    run.folder = folder;
    try {
      run.record = run_record_from_json(read_json(at->path()), at->path());
    } catch (const Error& error) {
      run.problem = error.what();
    }
  }
  std::sort(runs.begin(), runs.end(),
            [](const FoundRun& a, const FoundRun& b) { return a.folder < b.folder; });
  return runs;
} catch (const fs::filesystem_error& error) {
  throw Error(ErrorKind::kIo, fmt::format("cannot list the folder: {}", error.code().message()),
              Place{experiment.string()});
}

}  // namespace xner::record
