// TOML text becomes a table, or an error that names the place: also where toml++ trips over itself.
#include "harness/base/toml.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string refusal(const std::string& text) {
  try {
    static_cast<void>(xner::parse_toml_table(text, "f.toml"));
  } catch (const xner::Error& error) {
    EXPECT_EQ(error.kind(), xner::ErrorKind::kUsage);
    return error.what();
  }
  return "nothing";
}

TEST(Toml, IsRead) {
  EXPECT_EQ(xner::parse_toml_table("a = 1\n", "f.toml").at("a").value<int>(), 1);
}

TEST(Toml, ErrorsNameLineAndColumn) {
  EXPECT_THAT(refusal("a = 1\nb = = 2\n"), StartsWith("f.toml:2:5: "));
}

// Each trips an assertion of toml++ 3.3.
TEST(Toml, WhatToplesTheParserIsAnErrorOfItsLine) {
  EXPECT_THAT(refusal("a = 2026-01-01T:"), StartsWith("f.toml:1: expected a key, a value"));
  EXPECT_THAT(refusal("b = 1\na = 2026-01-01T:\nc = 2"), StartsWith("f.toml:2: "));
  EXPECT_THAT(refusal("# c\n\n[#b\nseeds = 3\n[#c"), StartsWith("f.toml:3: "));
  EXPECT_THAT(refusal("[a]\nb = '''\n\n'''\n[#b"), StartsWith("f.toml:5: "));
}

TEST(Toml, DatesAndTheLetterTAreNoMistake) {
  for (const char* good : {"a = 2026-01-01T00:00:00Z", "a = 2026-01-01", "a = 2026-01-01 # T",
                           "a = \"2026-01-01T:\"", "T = true", "t = 1", "2026-01T = 1"})
    EXPECT_EQ(refusal(good), "nothing") << good;
}

// toml++ 3.3 asks of each whether it is a space.
TEST(Toml, LettersBeyondAsciiAreNoSpaces) {
  EXPECT_THAT(refusal("b = 1\nname = é"), StartsWith("f.toml:2:8: "));
  EXPECT_THAT(refusal("b = 1 ж"), StartsWith("f.toml:1:7: "));
  EXPECT_THAT(refusal("ﻼ = 1"), StartsWith("f.toml:1:1: "));
  const auto table = xner::parse_toml_table("a = \"\"\"x\\\n é\"\"\"\n['ж']\nb = '😀'", "f.toml");
  EXPECT_EQ(table.at("a").value<std::string>(), "xé");
  EXPECT_EQ(table.at_path("ж.b").value<std::string>(), "😀");
}

TEST(Toml, WhatIsTooDeepIsRefusedBeforeItIsParsed) {
  EXPECT_THAT(refusal("a = " + std::string(5000, '[')), HasSubstr("deep"));
}

}  // namespace
