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

}  // namespace
