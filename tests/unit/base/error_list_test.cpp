// harness/base/error_list.cpp: at most 20 places, then a count.
#include "harness/base/error_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xner {
namespace {

TEST(ErrorList, ThrowsNothingWhenEmpty) { EXPECT_NO_THROW(ErrorList("f").throw_if_any()); }

TEST(ErrorList, ListsTwentyPlacesAndCountsTheRest) {
  ErrorList list("f");
  for (std::size_t line = 1; line <= 23; ++line) list.add(line, 2, "bad \x1b[31m");
  try {
    list.throw_if_any();
    FAIL();
  } catch (const Error& error) {
    const std::string text = error.what();
    EXPECT_THAT(text, testing::StartsWith("f:1:2: bad \xEF\xBF\xBD[31m\nf:2:2: bad"));
    EXPECT_THAT(text, testing::HasSubstr("\nf:20:2: "));
    EXPECT_THAT(text, testing::EndsWith("\nand 3 more"));
    EXPECT_EQ(error.kind(), ErrorKind::kData);
  }
}

TEST(ErrorList, TwentyPlacesNeedNoCount) {
  ErrorList list("f", ErrorKind::kUsage);
  for (std::size_t line = 1; line <= 20; ++line) list.add(line, 0, "bad");
  try {
    list.throw_if_any("mend it");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.message(), testing::EndsWith("\nf:20: bad"));
    EXPECT_EQ(error.kind(), ErrorKind::kUsage);
    EXPECT_EQ(error.hint(), "mend it");
  }
}

TEST(ErrorList, HintsStayWithTheirPlaces) {
  ErrorList list("f");
  list.add(Place{"f", 1, 2}, "bad", "did you mean a?");
  try {
    list.throw_if_any();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.hint(), "did you mean a?");
  }
  list.add(Place{"g", 3, 4}, "worse", "did you mean b?");
  try {
    list.throw_if_any();
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "f:1:2: bad (did you mean a?)\ng:3:4: worse (did you mean b?)");
  }
}

}  // namespace
}  // namespace xner
