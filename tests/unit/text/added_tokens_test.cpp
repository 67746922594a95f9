#include "harness/text/added_tokens.hpp"

#include <gtest/gtest.h>

namespace xner::text {
namespace {

TEST(AddedTokens, FindsTheFirstAndOfThoseTheLongest) {
  AddedTokens tokens;
  tokens.add({"[A]", 1});
  tokens.add({"[A]B", 2});
  tokens.add({"<s>", 3});
  const auto first = tokens.find("x[[A]B<s>", 0);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->begin, 2U);
  EXPECT_EQ(first->end, 6U);
  EXPECT_EQ(first->id, 2);
  const auto second = tokens.find("x[[A]B<s>", first->end);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->id, 3);
  EXPECT_FALSE(tokens.find("x[[A]B<s>", second->end));
}

TEST(AddedTokens, FindsNothingInOtherText) {
  AddedTokens tokens;
  EXPECT_FALSE(tokens.find("[A]", 0));
  tokens.add({"[A]", 1});
  EXPECT_FALSE(tokens.find("[a] [ A] [A", 0));
  EXPECT_FALSE(tokens.find("", 0));
}

}  // namespace
}  // namespace xner::text
