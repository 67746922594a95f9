#include "harness/text/character_map.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/text/sentencepiece_model.hpp"
#include "tests/unit/text/support.hpp"

namespace xner::text {
namespace {

using ::testing::HasSubstr;

std::string golden_map() {
  return read_sentencepiece_model(test::golden_folder() / "xlmr/sentencepiece.bpe.model")
      .character_map;
}

std::string normalized(std::string_view text) {
  static const CharacterMap kMap(golden_map(), "model");
  std::string out = ">";
  kMap.append(text, out);
  return out.substr(1);
}

TEST(CharacterMap, ReplacesAndRemovesCharacters) {
  EXPECT_EQ(normalized("\uff21b\u00adc\u2122\u3000\ufb01"), "AbcTM fi");
  EXPECT_EQ(normalized("e\u0301te\u0301"), "\u00e9t\u00e9");
  EXPECT_EQ(normalized(std::string_view("a\0\x01\u4e2d", 6)), std::string_view("a\0\u4e2d", 5));
  EXPECT_EQ(normalized(""), "");
}

// What XLM-R's users have, odd as it is: of a short cluster only the first key's replacement stays.
TEST(CharacterMap, AShortClusterIsReplacedAsAWhole) {
  EXPECT_EQ(normalized("\ufb01\u0301"), "fi");
  EXPECT_EQ(normalized("\ufb01\u0301\u0301"), "fi\u0301\u0301");
  EXPECT_EQ(normalized("x\u0301\ufb01"), "x\u0301fi");
  EXPECT_EQ(normalized("\r\nx"), " x");
}

TEST(CharacterMap, NoBytesReplaceNothing) {
  const CharacterMap map("", "model");
  std::string out;
  map.append("\ufb01\u00ad\r\n", out);
  EXPECT_EQ(out, "\ufb01\u00ad\r\n");
}

TEST(CharacterMap, DamageIsNamed) {
  const auto error = [](std::string_view bytes) {
    return test::error_of(ErrorKind::kData, [&] { CharacterMap map(bytes, "a/model"); });
  };
  const std::string map = golden_map();
  EXPECT_EQ(error(map), "no error");
  EXPECT_THAT(error(map.substr(0, 3)), HasSubstr("a/model: character map: expected a trie"));
  EXPECT_THAT(error(map.substr(0, 400)), HasSubstr("of whole units in 396 bytes, found "));
  EXPECT_THAT(error(map + "\xff"), HasSubstr("expected replacements in UTF-8"));
}

// Units that point nowhere match nothing.
TEST(CharacterMap, EveryDamagedUnitIsSurvived) {
  const std::string map = golden_map();
  for (std::size_t byte = 4; byte < map.size(); byte += 7) {
    std::string damaged = map;
    damaged[byte] = static_cast<char>(damaged[byte] ^ 0x55);
    try {
      const CharacterMap wrong(damaged, "model");
      std::string out;
      wrong.append("A\uff21\ufb01\u0301e\u0301\u2122\uac00\n", out);
    } catch (const Error&) {
    }
  }
}

}  // namespace
}  // namespace xner::text
