// SHA-256 against published values; folders by names and contents.
#include "harness/base/hash.hpp"

#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"

namespace {

using xner::sha256;
using xner::sha256_folder;
using xner::write_file;

TEST(Sha256, KnownValues) {
  // FIPS 180-4's examples.
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, FilesLikeStrings) {
  const xner::TemporaryFolder folder;
  const std::string bytes(3'000'001, 'b');
  write_file(folder.path() / "x", bytes);
  EXPECT_EQ(xner::sha256_file(folder.path() / "x"), sha256(bytes));
  EXPECT_THROW((void)xner::sha256_file(folder.path() / "absent"), xner::Error);
}

TEST(Sha256, FoldersByNamesAndContents) {
  const xner::TemporaryFolder one;
  const xner::TemporaryFolder other;
  write_file(one.path() / "a", "1");
  write_file(one.path() / "sub" / "b", "2");
  write_file(other.path() / "sub" / "b", "2");
  write_file(other.path() / "a", "1");
  const std::string digest = sha256_folder(one.path());
  EXPECT_EQ(digest, sha256_folder(other.path())) << "order and place of the folder do not count";
  write_file(other.path() / "a", "2");
  EXPECT_NE(digest, sha256_folder(other.path())) << "contents count";
  write_file(other.path() / "a", "1");
  std::filesystem::rename(other.path() / "a", other.path() / "c");
  EXPECT_NE(digest, sha256_folder(other.path())) << "names count";
}

}  // namespace
