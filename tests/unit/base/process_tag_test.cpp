// Whose is what lies there, and what of it may go.
#include "harness/base/process_tag.hpp"

#include <gtest/gtest.h>

#include "harness/base/files.hpp"

namespace {

using xner::process_tag;

/// The tag of a process that cannot be: above any number that Linux gives.
std::string gone() {
  const std::string mine = process_tag();
  return mine.substr(0, mine.rfind('-') + 1) + "1073741824";
}

TEST(ProcessTags, AreOfTheLivingAndOfTheGone) {
  EXPECT_FALSE(xner::is_of_a_gone_process(process_tag()));
  EXPECT_TRUE(xner::is_of_a_gone_process(gone()));
  for (const char* other : {"", "-", "elsewhere-1073741824", "1073741824"})
    EXPECT_FALSE(xner::is_of_a_gone_process(other)) << other;
  EXPECT_FALSE(xner::is_of_a_gone_process(gone() + "x"));
}

TEST(ProcessTags, OnlyLeftoversOfTheGoneAreRemoved) {
  const xner::TemporaryFolder folder;
  for (const auto& name : {".tmp-a-" + gone() + ".Xy1", ".tmp-a-" + process_tag() + ".Xy2",
                           ".tmp-a-" + gone(), "a-" + gone(), std::string("seed-1")})
    xner::write_file(folder.path() / name / "file", "x");
  xner::remove_leftovers(folder.path(), ".tmp-a-");
  EXPECT_FALSE(std::filesystem::exists(folder.path() / (".tmp-a-" + gone() + ".Xy1")));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / (".tmp-a-" + gone())));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / (".tmp-a-" + process_tag() + ".Xy2")));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / ("a-" + gone())));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "seed-1"));
  xner::remove_leftovers(folder.path() / "nowhere");
}

}  // namespace
