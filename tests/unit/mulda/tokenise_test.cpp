// Running text into words.
#include "plugins/mulda/tokenise.hpp"

#include <gmock/gmock.h>

#include "plugins/mulda/letters.hpp"

namespace {

using mulda::tokenise;
using mulda::Tokenise;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(TokeniseText, PunctuationAtTheEdges) {
  EXPECT_THAT(tokenise("Er sagte: \"Ja!\"", Tokenise::kWords),
              ElementsAre("Er", "sagte", ":", "\"", "Ja", "!", "\""));
  EXPECT_THAT(tokenise("(Berlin), Bonn...", Tokenise::kWords),
              ElementsAre("(", "Berlin", ")", ",", "Bonn", "..."));
  EXPECT_THAT(tokenise("¿Qué? -- sí", Tokenise::kWords), ElementsAre("¿", "Qué", "?", "--", "sí"));
}

TEST(TokeniseText, WhatBelongsTogetherStays) {
  EXPECT_THAT(tokenise("l'Europe U-Boot 3.5 1,000 10:30", Tokenise::kWords),
              ElementsAre("l'Europe", "U-Boot", "3.5", "1,000", "10:30"));
  EXPECT_THAT(tokenise("J. Smith, U.S. z.B. Ende.", Tokenise::kWords),
              ElementsAre("J.", "Smith", ",", "U.S.", "z.B.", "Ende", "."));
  EXPECT_THAT(tokenise("a,b 1,b", Tokenise::kWords), ElementsAre("a", ",", "b", "1", ",", "b"));
}

TEST(TokeniseText, CharactersOfChinese) {
  EXPECT_THAT(tokenise("他在Berlin。", Tokenise::kCharacters),
              ElementsAre("他", "在", "Berlin", "。"));
  EXPECT_THAT(tokenise("他在Berlin。", Tokenise::kWords), ElementsAre("他在Berlin", "。"));
  EXPECT_EQ(mulda::tokenise_of_language("zh"), Tokenise::kCharacters);
  EXPECT_EQ(mulda::tokenise_of_language("de"), Tokenise::kWords);
}

TEST(TokeniseText, SpacesAlone) {
  EXPECT_THAT(tokenise(" a,b  c. ", Tokenise::kSpaces), ElementsAre("a,b", "c."));
  EXPECT_THAT(tokenise("  ", Tokenise::kWords), IsEmpty());
  EXPECT_THAT(tokenise("", Tokenise::kSpaces), IsEmpty());
}

TEST(TokeniseText, NoCharacterIsLostOrMade) {
  for (const char* text :
       {"\"'(a.b.)'\"", "...", "a..b", "1,,2", "[x]y{z}", "Mr. J.-P. O'Neill's"}) {
    std::string with, without;
    for (const auto& word : tokenise(text, Tokenise::kWords)) {
      EXPECT_FALSE(word.empty());
      with += word;
    }
    for (const char* c = text; *c != '\0'; ++c)
      if (*c != ' ') without += *c;
    EXPECT_EQ(with, without);
  }
}

TEST(Letters, Casing) {
  using mulda::Casing;
  EXPECT_EQ(mulda::casing_of("UNO"), Casing::kUpper);
  EXPECT_EQ(mulda::casing_of("Über"), Casing::kCapital);
  EXPECT_EQ(mulda::casing_of("A"), Casing::kCapital);
  EXPECT_EQ(mulda::casing_of("über"), Casing::kLower);
  EXPECT_EQ(mulda::casing_of("iPhone"), Casing::kMixed);
  EXPECT_EQ(mulda::casing_of("12.5"), Casing::kNone);
  EXPECT_EQ(mulda::in_casing("öl", Casing::kUpper), "ÖL");
  EXPECT_EQ(mulda::in_casing("öl", Casing::kCapital), "Öl");
  EXPECT_EQ(mulda::in_casing("ÖL", Casing::kLower), "öl");
  EXPECT_EQ(mulda::upper_case(U'k'), U'K');  // not the Kelvin sign
}

}  // namespace
