// Whose is what lies there, and what of it may go.
#include "harness/base/process_identity.hpp"

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
  EXPECT_FALSE(xner::is_left_behind(process_tag(), {}));
  EXPECT_TRUE(xner::is_left_behind(gone(), {}));
  for (const char* other : {"", "-", "elsewhere-1073741824", "1073741824"})
    EXPECT_FALSE(xner::is_left_behind(other, {})) << other;
  EXPECT_FALSE(xner::is_left_behind(gone() + "x", {}));
}

TEST(ProcessTags, AgeDecidesWhereNobodyCanBeAsked) {
  using namespace std::chrono_literals;
  const std::string host = xner::this_process().host;
  EXPECT_FALSE(xner::is_left_behind(host + "-00000000-1", 59min));  // an earlier boot
  EXPECT_TRUE(xner::is_left_behind(host + "-00000000-1", 61min));
  EXPECT_FALSE(xner::is_left_behind("else-where-00000000-1", 24h * 6));
  EXPECT_TRUE(xner::is_left_behind("else-where-00000000-1", 24h * 8));
}

TEST(ProcessTags, OnlyLeftoversOfTheGoneAreRemoved) {
  const xner::TemporaryFolder folder;
  for (const auto& name : {".tmp-a-" + gone() + "-Xy1", ".tmp-a-" + process_tag() + "-Xy2",
                           ".tmp-a-" + gone(), "a-" + gone(), std::string("seed-1")})
    xner::write_file(folder.path() / name / "file", "x");
  xner::remove_leftovers(folder.path(), ".tmp-a-");
  EXPECT_FALSE(std::filesystem::exists(folder.path() / (".tmp-a-" + gone() + "-Xy1")));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / (".tmp-a-" + gone())));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / (".tmp-a-" + process_tag() + "-Xy2")));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / ("a-" + gone())));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "seed-1"));
  xner::remove_leftovers(folder.path() / "nowhere");
}

}  // namespace
