// What toml++ must not be given: deep keys and deep nesting, wherever they hide.
#include "harness/base/toml_depth.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/base/limits.hpp"

namespace {

using testing::HasSubstr;

std::string refusal(const std::string& text) {
  try {
    xner::check_toml_depth(text, "f.toml");
  } catch (const xner::Error& error) {
    EXPECT_EQ(error.kind(), xner::ErrorKind::kUsage);
    return error.what();
  }
  return "nothing";
}

std::string key(std::size_t segments) {
  std::string text = "a";
  for (std::size_t i = 1; i < segments; ++i) text += ".a";
  return text;
}

TEST(TomlDepth, CountsSegmentsOfAKey) {
  EXPECT_EQ(refusal(key(xner::kMaxKeyDepth) + " = 1\n"), "nothing");
  EXPECT_EQ(refusal("\n" + key(xner::kMaxKeyDepth + 1) + " = 1\n"),
            "f.toml:2: expected a key of at most 32 segments, found more");
  EXPECT_THAT(refusal("[" + key(20000) + "]\n"), HasSubstr("segments"));
  EXPECT_THAT(refusal("[[" + key(20000) + "]]\n"), HasSubstr("segments"));
  EXPECT_THAT(refusal("x = {" + key(20000) + " = 1}\n"), HasSubstr("segments"));
  EXPECT_THAT(refusal("\"q\\\"#\"." + key(20000) + " = 1\n"), HasSubstr("segments"));
}

TEST(TomlDepth, CountsNesting) {
  const auto nested = [](std::size_t depth, char open, char close) {
    return "a = " + std::string(depth, open) + std::string(depth, close) + "\n";
  };
  EXPECT_EQ(refusal(nested(xner::kMaxTomlNesting, '[', ']')), "nothing");
  EXPECT_THAT(refusal(nested(xner::kMaxTomlNesting + 1, '[', ']')), HasSubstr("at most 32 deep"));
  EXPECT_THAT(refusal(nested(xner::kMaxTomlNesting + 1, '{', '}')), HasSubstr("at most 32 deep"));
  std::string many;
  for (int i = 0; i < 100; ++i) many += "[t" + std::to_string(i) + "]\na = [[1], {b = 2}]\n";
  EXPECT_EQ(refusal(many), "nothing");
}

// Every one of these lines is TOML up to the key: whoever takes a quote for the wrong one misses
// it.
TEST(TomlDepth, SeesBehindEveryKindOfString) {
  for (const std::string before :
       {R"("""x"""")", R"("""x""""")", R"('''x'''')", R"('''x''''')", R"("""""")", R"("")", R"('')",
        R"("\"")", R"("\\")", R"('\')", R"("""\"""")", R"("""\\""")", R"('''\''')",
        "\"\"\"\n\"\"\"", "\"\"\"\\\n\"\"\"", R"("#")", R"('#')", R"("[[[")"})
    EXPECT_THAT(refusal("x = [" + before + ", {" + key(40) + " = 1}]\n"), HasSubstr("segments"))
        << before;
}

TEST(TomlDepth, DotsAndBracketsInStringsAndCommentsAreText) {
  const std::string dots(500, '.');
  const std::string brackets(500, '[');
  EXPECT_EQ(refusal("a = \"" + dots + brackets + "\" # " + dots + brackets + "\nb = 1.5\n"),
            "nothing");
  EXPECT_EQ(refusal("a = '''\n" + dots + brackets + "'''\nb = \"\"\"" + dots + "\"\"\"\n"),
            "nothing");
  EXPECT_EQ(refusal("a = [1.5, 2.5,\n 3.5]\n"), "nothing");
}

TEST(TomlDepth, NamesTheLine) {
  EXPECT_THAT(refusal("a = \"\"\"\n\\\n\"\"\"\n# c\n'b' = 1\n" + key(40) + " = 1\n"),
              testing::StartsWith("f.toml:6: "));
}

TEST(TomlDepth, AnyTextEnds) {
  for (const char* text :
       {"", "\"", "\"\\", "'", "\"\"\"", "\"\"\"\"", "'''\\", "#", "]]}}", "\"\n\"\n"})
    EXPECT_EQ(refusal(text), "nothing") << text;
}

}  // namespace
