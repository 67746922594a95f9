// harness/data/error_list.cpp: at most 20 places, then a count.
#include "harness/data/error_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xner::data {
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

}  // namespace
}  // namespace xner::data
