// Typed reading: exact types, ranges, unknown keys.
#include "harness/config/reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xner::config {
namespace {

using ::testing::HasSubstr;

template <typename Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Reader, AnIntegerIsAFloatButNothingElseConverts) {
  const Node root = parse_toml("i = 3\nf = 2.5\ns = \"4\"\nb = true\nl = [1, 2]\n", "x.toml");
  TableReader table(root, "t");
  EXPECT_EQ(table.number("i"), 3.0);
  EXPECT_EQ(table.number("f"), 2.5);
  EXPECT_EQ(table.integer("absent"), std::nullopt);
  EXPECT_EQ(message_of([&] { static_cast<void>(table.integer("f")); }),
            "x.toml:2:1: t.f: expected an integer, found the float 2.5");
  EXPECT_THAT(message_of([&] { static_cast<void>(table.integer("s")); }),
              HasSubstr("the string '4'"));
  EXPECT_THAT(message_of([&] { static_cast<void>(table.boolean("i")); }),
              HasSubstr("true or false"));
  EXPECT_THAT(message_of([&] { static_cast<void>(table.text("b")); }),
              HasSubstr("the boolean true"));
  EXPECT_THAT(message_of([&] { static_cast<void>(table.number("l")); }),
              HasSubstr("expected a float, found a list of 2"));
  EXPECT_THAT(message_of([&] { static_cast<void>(table.texts("l")); }),
              HasSubstr("expected a string"));
  EXPECT_THAT(message_of([&] { static_cast<void>(table.integers("i")); }),
              HasSubstr("a list of integers"));
}

TEST(Reader, ChecksRanges) {
  const Node root = parse_toml("a = -1\nb = 2\n", "x.toml");
  TableReader table(root, "");
  EXPECT_EQ(message_of([&] {
              static_cast<void>(table.integer("a", {0, 1e300}));
            }),
            "x.toml:1:1: a: expected at least 0, found the integer -1");
  EXPECT_THAT(message_of([&] {
                static_cast<void>(table.number("b", {0, 1}));
              }),
              HasSubstr("a value from 0 to 1"));
}

TEST(Reader, RefusesKeysThatNobodyAskedFor) {
  const Node root = parse_toml("learning_rate = 1.0\nlearning_rat = 2.0\n", "x.toml");
  TableReader table(root, "training");
  static_cast<void>(table.number("learning_rate"));
  EXPECT_EQ(message_of([&] { table.finish(); }),
            "x.toml:2:1: unknown key 'training.learning_rat' (did you mean 'learning_rate'?)");
}

TEST(Reader, ASingleTypedValueIsAListOfOne) {
  Node root = parse_toml("", "x.toml");
  apply_override(root, "seeds=3");
  TableReader table(root, "");
  EXPECT_EQ(table.integers("seeds"), std::vector<std::int64_t>{3});
}

TEST(Reader, ListsAllUnknownKeys) {
  const Node root = parse_toml("a = 1\nseedz = 2\nencodr = 3\n", "f.toml");
  TableReader table(root, "");
  for (const char* known : {"a", "seeds", "encoder"}) (void)table.take(known);
  try {
    table.finish();
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "f.toml:2:1: unknown key 'seedz' (did you mean 'seeds'?)\n"
                 "f.toml:3:1: unknown key 'encodr' (did you mean 'encoder'?)");
  }
}

}  // namespace
}  // namespace xner::config
