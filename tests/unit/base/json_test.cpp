// harness/base/json.hpp: text and numbers that somebody else wrote.
#include "harness/base/json.hpp"

#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

namespace xner {
namespace {

constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();

TEST(WholeNumber, IsOneThatFits) {
  EXPECT_EQ(whole_number(parse_json("0")), 0);
  EXPECT_EQ(whole_number(parse_json("-7")), -7);
  EXPECT_EQ(whole_number(parse_json("9223372036854775807")), kLargest);
  EXPECT_EQ(whole_number(parse_json("-9223372036854775808")), -kLargest - 1);
}

TEST(WholeNumber, IsNothingElse) {
  for (const char* text : {"9223372036854775808", "92203372036854775808", "0.5", "1e3", "\"1\"",
                           "true", "null", "[1]", "not JSON"})
    EXPECT_FALSE(whole_number(parse_json(text))) << text;
}

TEST(ParseJson, RefusesWhatIsTooDeep) {
  const std::string deep(100000, '[');
  EXPECT_TRUE(parse_json(deep).is_discarded());
}

}  // namespace
}  // namespace xner
