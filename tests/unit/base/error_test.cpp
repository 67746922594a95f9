// The one exception type: what it prints, and which exit code it becomes.
#include "harness/base/error.hpp"

#include <gtest/gtest.h>

namespace {

using xner::Error;
using xner::ErrorKind;
using xner::Place;

TEST(Error, PrintsPlaceMessageAndHint) {
  EXPECT_STREQ(Error(ErrorKind::kUsage, "no").what(), "no");
  EXPECT_STREQ(Error(ErrorKind::kUsage, "no", Place{"a.toml"}).what(), "a.toml: no");
  EXPECT_STREQ(Error(ErrorKind::kUsage, "no", Place{"a.toml", 3}).what(), "a.toml:3: no");
  EXPECT_STREQ(Error(ErrorKind::kUsage, "no", Place{"a.toml", 3, 7}, "yes?").what(),
               "a.toml:3:7: no (yes?)");
}

TEST(Error, KindsHaveNamesAndExitCodes) {
  for (const auto kind : {ErrorKind::kUsage, ErrorKind::kData, ErrorKind::kIo, ErrorKind::kPlugin,
                          ErrorKind::kStage, ErrorKind::kInternal})
    EXPECT_EQ(xner::kind_from_name(xner::kind_name(kind)), kind);
  EXPECT_EQ(xner::kind_from_name("something else"), ErrorKind::kInternal);
  EXPECT_EQ(xner::exit_code(ErrorKind::kUsage), 2);
  EXPECT_EQ(xner::exit_code(ErrorKind::kData), 2);
  EXPECT_EQ(xner::exit_code(ErrorKind::kStage), 1);
}

}  // namespace
