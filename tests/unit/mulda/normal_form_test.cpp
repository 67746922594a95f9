// Canonical composition, against the examples of UAX 15 and The Unicode Standard.
#include "plugins/mulda/normal_form.hpp"

#include <gtest/gtest.h>

#include "plugins/mulda/letters.hpp"

namespace {

using mulda::composed;

std::string of(std::u32string_view points) { return mulda::utf8(points); }

TEST(NormalForm, ComposesLettersAndMarks) {
  EXPECT_EQ(composed("e\u0301"), "é");
  EXPECT_EQ(composed("Zu\u0308rich"), "Zürich");
  EXPECT_EQ(composed("é"), "é");
  EXPECT_EQ(composed("plain"), "plain");
}

TEST(NormalForm, OrdersMarksAndPassesBlockedOnesBy) {
  // UAX 15, table 4: d with dot below and dot above, in both orders.
  EXPECT_EQ(composed(of(U"d\u0307\u0323")), of(U"\u1E0D\u0307"));
  EXPECT_EQ(composed(of(U"d\u0323\u0307")), of(U"\u1E0D\u0307"));
  EXPECT_EQ(composed(of(U"\u1E0B\u0323")), of(U"\u1E0D\u0307"));
  // Two marks of one class: the second is blocked.
  EXPECT_EQ(composed(of(U"a\u0305\u0301")), of(U"a\u0305\u0301"));
}

TEST(NormalForm, SingletonsAndExclusionsStayApart) {
  EXPECT_EQ(composed(of(U"\u212B")), of(U"\u00C5"));        // the Ångström sign
  EXPECT_EQ(composed(of(U"\u2126")), of(U"\u03A9"));        // the ohm sign
  EXPECT_EQ(composed(of(U"\u0958")), of(U"\u0915\u093C"));  // excluded from composition
}

TEST(NormalForm, HangulIsArithmetic) {
  EXPECT_EQ(composed(of(U"\u1112\u1161\u11AB")), "한");
  EXPECT_EQ(composed(of(U"\u1100\u1161")), "가");
  EXPECT_EQ(composed("한국"), "한국");
}

}  // namespace
