// The known name that a misspelt one most likely means.
#include "harness/base/nearest.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace {

using xner::nearest;
using xner::nearest_hint;

const std::vector<std::string> kNames{"learning_rate", "max_steps", "seed"};

TEST(Nearest, FindsSlipsOfTheKeyboard) {
  EXPECT_EQ(nearest("learning_rat", kNames), "learning_rate");
  EXPECT_EQ(nearest("max_stesp", kNames), "max_steps");
  EXPECT_EQ(nearest("sed", kNames), "seed");
}

TEST(Nearest, DoesNotGuessWildly) {
  EXPECT_EQ(nearest("translations", kNames), "");
  EXPECT_EQ(nearest("x", {}), "");
}

TEST(NearestHint, NamesOneOrLists) {
  EXPECT_EQ(nearest_hint("sede", kNames), "did you mean 'seed'?");
  EXPECT_EQ(nearest_hint("translations", kNames), "known: learning_rate, max_steps, seed");
  EXPECT_EQ(nearest_hint("translations", {}), "none is known");
  const std::vector<std::string> many(11, "zzzzzzzzzzzzzzzz");
  EXPECT_TRUE(nearest_hint("a", many).ends_with(", ..."));
}

}  // namespace
