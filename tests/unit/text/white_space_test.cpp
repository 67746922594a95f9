#include "harness/text/white_space.hpp"

#include <gtest/gtest.h>

namespace xner::text {
namespace {

TEST(WhiteSpace, IsUnicodes) {
  for (const char32_t c : {U'\t', U'\v', U'\r', U' ', U'\u0085', U'\u00a0', U'\u2003', U'\u3000'})
    EXPECT_TRUE(is_white_space(c)) << static_cast<unsigned>(c);
  for (const char32_t c : {U'a', U'\b', U'\u200b', U'\u2581', U'\ufeff', U'\U0010ffff'})
    EXPECT_FALSE(is_white_space(c)) << static_cast<unsigned>(c);
}

TEST(WhiteSpace, EndsOfText) {
  EXPECT_EQ(begin_of_text("\u3000 a ", 0), 4U);
  EXPECT_EQ(begin_of_text("a  ", 1), 3U);
  EXPECT_EQ(end_of_text("\u3000a \u3000"), 4U);
  EXPECT_EQ(end_of_text(" \u0085"), 0U);
  EXPECT_EQ(end_of_text(""), 0U);
}

}  // namespace
}  // namespace xner::text
