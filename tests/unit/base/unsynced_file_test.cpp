// Files written without a wait for the disk, and many made last at once.
#include "harness/base/unsynced_file.hpp"

#include <array>
#include <atomic>

#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/overlapped.hpp"

namespace {

namespace fs = std::filesystem;
using xner::overlapped;
using xner::read_file;
using xner::sync_trees;
using xner::TemporaryFolder;
using xner::write_unseen;
using xner::write_unsynced;

TEST(WriteUnsynced, MakesFoldersAndReplacesWholeFiles) {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "a" / "b.txt";
  write_unsynced(file, "one");
  write_unsynced(file, "two");
  EXPECT_EQ(read_file(file), "two");
  EXPECT_EQ(std::distance(fs::directory_iterator(file.parent_path()), fs::directory_iterator()), 1)
      << "no temporary file is left";
  fs::create_directories(folder.path() / "name");
  EXPECT_THROW(write_unsynced(folder.path() / "name", "x"), xner::Error);
}

TEST(WriteUnseen, MakesFoldersAndWritesAnew) {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "a" / "b.txt";
  write_unseen(file, "one");
  write_unseen(file, "2");
  EXPECT_EQ(read_file(file), "2");
  fs::create_directories(folder.path() / "name");
  EXPECT_THROW(write_unseen(folder.path() / "name", "x"), xner::Error);
}

TEST(SyncTrees, TakesFilesAndFoldersAndSaysWhatIsNotThere) {
  const TemporaryFolder folder;
  for (int i = 0; i < 40; ++i) write_unsynced(folder.path() / "a" / std::to_string(i), "x");
  fs::create_directories(folder.path() / "empty");
  fs::create_symlink("nowhere", folder.path() / "link");
  sync_trees(std::array{folder.path(), folder.path() / "empty"});
  sync_trees({});
  EXPECT_THROW(sync_trees(std::array{folder.path() / "absent"}), xner::Error);
}

TEST(Overlapped, RunsEachOnceAndThrowsWhatOneThrew) {
  std::array<std::atomic<int>, 50> runs{};
  overlapped(runs.size(), [&](std::size_t i) { ++runs[i]; });
  for (const auto& number : runs) EXPECT_EQ(number, 1);
  overlapped(0, [](std::size_t) { FAIL(); });
  std::atomic<int> ended = 0;
  EXPECT_THROW(overlapped(10,
                          [&](std::size_t i) {
                            ++ended;
                            if (i == 3) throw std::runtime_error("three");
                          }),
               std::runtime_error);
  EXPECT_EQ(ended, 10);
}

}  // namespace
