// Whole files: read, replaced, appended to; folders that clean up after themselves.
#include "harness/base/files.hpp"

#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "harness/base/error.hpp"

namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using xner::read_file;
using xner::remove_tree;
using xner::TemporaryFolder;
using xner::write_file;

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(WriteFile, MakesFoldersAndReplacesWholeFiles) {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "a" / "b" / "c.txt";
  const std::string bytes("one\0two\r\n", 9);
  write_file(file, bytes);
  EXPECT_EQ(read_file(file), bytes);
  write_file(file, "");
  EXPECT_EQ(read_file(file), "");
  EXPECT_EQ(entries(file.parent_path()), 1u) << "no temporary file is left";
  struct stat status {};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0644u);
}

TEST(WriteFile, LeavesTheOldFileIfTheNewOneCannotBeWritten) {
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "name");
  EXPECT_THROW(write_file(folder.path() / "name", "x"), xner::Error) << "a folder is in its place";
  EXPECT_EQ(entries(folder.path()), 1u) << "the temporary file is gone";
  EXPECT_THROW(write_file("/proc/no/such/file", "x"), xner::Error);
}

TEST(WriteFile, ReadersNeverSeeAHalfWrittenFile) {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "x";
  const std::string a(300'000, 'a');
  const std::string b(200'000, 'b');
  write_file(file, a);
  std::jthread writer([&] {
    for (int i = 0; i < 50; ++i) write_file(file, i % 2 == 0 ? b : a);
  });
  for (int i = 0; i < 200; ++i) {
    const std::string seen = read_file(file);
    ASSERT_TRUE(seen == a || seen == b) << seen.size();
  }
}

TEST(ReadFile, SaysWhatIsWrong) {
  const TemporaryFolder folder;
  try {
    (void)read_file(folder.path() / "absent");
    FAIL() << "expected an Error";
  } catch (const xner::Error& error) {
    EXPECT_EQ(error.kind(), xner::ErrorKind::kIo);
    EXPECT_THAT(error.what(), HasSubstr("absent: cannot open the file: No such file"));
  }
  write_file(folder.path() / "big", "12345");
  EXPECT_THROW((void)read_file(folder.path() / "big", 4), xner::Error);
  EXPECT_EQ(read_file(folder.path() / "big", 5), "12345");
  EXPECT_THROW((void)read_file(folder.path()), xner::Error) << "a folder is no file";
}

TEST(AppendLine, WholeLinesFromManyWriters) {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "logs" / "history.jsonl";
  const std::string line(5000, 'x');
  {
    std::vector<std::jthread> writers;
    for (int w = 0; w < 4; ++w)
      writers.emplace_back([&] {
        for (int i = 0; i < 25; ++i) xner::append_line(file, line);
      });
  }
  const std::string all = read_file(file);
  EXPECT_EQ(all.size(), 100 * (line.size() + 1));
  for (std::size_t at = line.size(); at < all.size(); at += line.size() + 1)
    ASSERT_EQ(all[at], '\n');
}

TEST(RemoveTree, RemovesAllOrSaysWhatItCannot) {
  const TemporaryFolder folder;
  write_file(folder.path() / "a" / "b" / "c.txt", "x");
  remove_tree(folder.path() / "a");
  EXPECT_EQ(entries(folder.path()), 0u);
  remove_tree(folder.path() / "a");
  try {
    remove_tree("/proc/self/status");
    ADD_FAILURE() << "nobody can remove it";
  } catch (const xner::Error& error) {
    EXPECT_EQ(error.kind(), xner::ErrorKind::kIo);
    EXPECT_THAT(error.what(), HasSubstr("/proc/self/status"));
  }
}

TEST(TemporaryFolderTest, RemovesAllItHolds) {
  fs::path path;
  {
    const TemporaryFolder folder;
    path = folder.path();
    write_file(path / "deep" / "file", "x");
    EXPECT_NE(TemporaryFolder().path(), path);
  }
  EXPECT_FALSE(fs::exists(path));
}

}  // namespace
