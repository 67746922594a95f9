// UTF-8 as the Unicode standard defines it (table 3-7), and text that is safe to print.
#include "harness/base/utf8.hpp"

#include <gtest/gtest.h>

namespace {

using xner::find_invalid_utf8;

TEST(FindInvalidUtf8, AcceptsEveryCodePoint) {
  for (char32_t c = 1; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    xner::append_utf8(text, c);
    ASSERT_EQ(find_invalid_utf8(text), std::nullopt) << static_cast<std::uint32_t>(c);
    std::size_t offset = 0;
    ASSERT_EQ(xner::next_code_point(text, offset), c);
    ASSERT_EQ(offset, text.size());
  }
}

TEST(FindInvalidUtf8, RefusesWhatIsNot) {
  for (const char* bad :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xED\xA0\x80",
        "\xED\xBF\xBF", "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80", "\xFF", "\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xC3(", "\xE2(\xA1"})
    EXPECT_EQ(find_invalid_utf8(std::string("ab") + bad + "c"), 2u);
  EXPECT_EQ(find_invalid_utf8(""), std::nullopt);
}

TEST(Printable, ReplacesControlsAndBadBytes) {
  EXPECT_EQ(xner::printable("Zürich\t東京"), "Zürich\t東京");
  EXPECT_EQ(xner::printable("a\x1B[31mb\nc\x7F"),
            "a\xEF\xBF\xBD[31mb\xEF\xBF\xBD"
            "c\xEF\xBF\xBD");
  EXPECT_EQ(xner::printable("\xC2\x85\xFFx"), "\xEF\xBF\xBD\xEF\xBF\xBDx");
}

TEST(Printable, ShowsDirectionMarksAndLineSeparators) {
  for (const char* mark : {"\u061C", "\u200E", "\u200F", "\u202A", "\u202E", "\u2066", "\u2069",
                           "\u2028", "\u2029", "\u0085", "\u009B"})
    EXPECT_EQ(xner::printable(std::string("a") + mark + "b"), "a\uFFFDb") << mark;
  EXPECT_EQ(xner::printable("\u200C\u200D\u00A0\u202F"), "\u200C\u200D\u00A0\u202F");
}

TEST(FindControl, FindsExactlyWhatNoTextHas) {
  for (char32_t c = 0; c < 0x3000; ++c) {
    std::string text = "\u20AC";
    xner::append_utf8(text, c);
    const bool control =
        (c < 0x20 && c != '\t') || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
    const auto expected = control ? std::optional<std::size_t>(3) : std::nullopt;
    EXPECT_EQ(xner::find_control(text), expected) << static_cast<unsigned>(c);
  }
}

TEST(Shortened, CutsBetweenCharacters) {
  EXPECT_EQ(xner::shortened("abc", 3), "abc");
  EXPECT_EQ(xner::shortened("abcd", 3), "abc...");
  EXPECT_EQ(xner::shortened("ab\u20ACd", 4), "ab...");
  EXPECT_EQ(xner::shortened("\u20AC\x1B", 3), "\u20AC...");
  EXPECT_EQ(xner::shortened(std::string(9, '\x80'), 4), "...");
}

}  // namespace
