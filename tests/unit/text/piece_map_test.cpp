#include "harness/text/piece_map.hpp"

#include <gtest/gtest.h>

namespace xner::text {
namespace {

TEST(PrefixHashes, EqualPartsHaveEqualHashes) {
  const PrefixHashes one("abcabd"), other("xab");
  EXPECT_EQ(one.part(0, 2), one.part(3, 5));
  EXPECT_EQ(one.part(0, 2), other.part(1, 3));
  EXPECT_NE(one.part(0, 3), one.part(3, 6));
}

TEST(PieceMap, KeepsTheFirstOfTwoEqualPieces) {
  PieceMap map(2);
  EXPECT_EQ(map.insert("a", 7), std::nullopt);
  EXPECT_EQ(map.insert("ab", 8), std::nullopt);
  EXPECT_EQ(map.insert("a", 9), 7);
  EXPECT_EQ(map.find("a"), 7);
  EXPECT_EQ(map.find("ab"), 8);
  EXPECT_EQ(map.find("b"), std::nullopt);
  EXPECT_EQ(map.find("abc"), std::nullopt);
}

TEST(PieceMap, FindsEachOfManyPieces) {
  constexpr PieceId kPieces = 20000;
  PieceMap map(kPieces);
  for (PieceId i = 0; i < kPieces; ++i) ASSERT_FALSE(map.insert(std::to_string(i), i));
  for (PieceId i = 0; i < kPieces; ++i) ASSERT_EQ(map.find(std::to_string(i)), i);
  EXPECT_EQ(map.find(std::to_string(kPieces)), std::nullopt);
}

TEST(PieceMap, MatchesTheLongestPieceThatEndsWithACharacter) {
  PieceMap map(4);
  map.insert("a", 1);
  map.insert("ab", 2);
  map.insert("\u00e9", 3);
  map.insert("a\xc3", 4);  // half a character: never matches inside one
  const auto longest = [&](std::string_view word, std::size_t begin) {
    std::size_t end = 0;
    const auto id = map.longest(word, PrefixHashes(word), begin, end);
    return std::pair(id.value_or(-1), end);
  };
  EXPECT_EQ(longest("abc", 0), std::pair(2, std::size_t{2}));
  EXPECT_EQ(longest("aab", 0), std::pair(1, std::size_t{1}));
  EXPECT_EQ(longest("aab", 1), std::pair(2, std::size_t{3}));
  EXPECT_EQ(longest("a\u00e9", 0), std::pair(1, std::size_t{1}));
  EXPECT_EQ(longest("a\u00e9", 1), std::pair(3, std::size_t{3}));
  EXPECT_EQ(longest("b", 0).first, -1);
}

}  // namespace
}  // namespace xner::text
