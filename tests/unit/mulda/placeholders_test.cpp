// Placeholders: how they are written, found, repaired, and filled.
#include "plugins/mulda/placeholders.hpp"

#include <gmock/gmock.h>

#include "plugins/mulda/brackets.hpp"
#include "plugins/mulda/fill.hpp"

namespace {

using mulda::BracketStatus;
using mulda::PlaceholderForm;
using mulda::PlaceholderSearch;
using mulda::TaggedWords;
using mulda::Tokenise;
using testing::ElementsAre;
using testing::IsEmpty;

const TaggedWords kSentence{{"Ann", "Lee", "left", "the", "Bank", "of", "Oslo", "."},
                            {{0, 2, "PER"}, {4, 7, "ORG"}}};

std::string index_at(const PlaceholderSearch& search, const std::string& text) {
  std::string found;
  for (const auto& hit : search.hits)
    found += std::to_string(hit.index) + "=" + text.substr(hit.begin, hit.end - hit.begin) + ";";
  return found;
}

/// Of a PER with index 0 and a LOC with index 1.
PlaceholderSearch find(const std::string& text,
                       PlaceholderForm form = PlaceholderForm::kTypeIndex) {
  const std::vector<std::string> types{"PER", "LOC"};
  return find_placeholders(form, text, types);
}
std::string found(const std::string& text, PlaceholderForm form = PlaceholderForm::kTypeIndex) {
  return index_at(find(text, form), text);
}

TEST(Placeholders, AreWrittenInFourForms) {
  EXPECT_EQ(make_template(PlaceholderForm::kTypeIndex, kSentence), "PER0 left the ORG1 .");
  EXPECT_EQ(make_template(PlaceholderForm::kSlot, kSentence), "__SLOT0__ left the __SLOT1__ .");
  EXPECT_EQ(make_template(PlaceholderForm::kBrackets, kSentence), "[0] left the [1] .");
  EXPECT_EQ(make_template(PlaceholderForm::kElement, kSentence), "<e0> left the <e1> .");
  for (const std::string& name : mulda::placeholder_form_names())
    EXPECT_TRUE(mulda::placeholder_form_from_name(name)) << name;
  EXPECT_FALSE(mulda::placeholder_form_from_name("{x}"));
}

TEST(Placeholders, NoIndexBeginsAnother) {
  // PER1 must not be found in PER10.
  EXPECT_EQ(placeholder(PlaceholderForm::kTypeIndex, "PER", 9), "PER9");
  EXPECT_EQ(placeholder(PlaceholderForm::kTypeIndex, "PER", 10), "PERt10");
  const std::vector<std::string> types(12, "PER");
  std::string all;
  for (std::size_t i = 0; i < types.size(); ++i)
    all += placeholder(PlaceholderForm::kTypeIndex, "PER", i) + " ";
  const auto search = find_placeholders(PlaceholderForm::kTypeIndex, all, types);
  ASSERT_EQ(search.hits.size(), 12U);
  for (std::size_t i = 0; i < 12; ++i) {
    EXPECT_EQ(search.hits[i].index, i);
    EXPECT_TRUE(search.hits[i].exact);
  }
  EXPECT_THAT(search.lost, IsEmpty());
  EXPECT_THAT(search.duplicated, IsEmpty());
}

TEST(Placeholders, EveryDamageIsRepaired) {
  for (const char* damaged :
       {"per0 ging", "Per0 ging", "PER 0 ging", "PER-0 ging", "PER_0 ging", "PER. 0 ging",
        "PERO ging", "PEr0 ging", "PRE0 ging", "PEF0 ging", "PE0 ging", "PERS0 ging",
        "\uFF30\uFF25\uFF32\uFF10 ging", "PERt0 ging", "PERo ging", "Per 0 ging"}) {
    const auto search = find(std::string(damaged) + " LOC1");
    ASSERT_EQ(search.hits.size(), 2U) << damaged;
    EXPECT_EQ(search.hits[0].index, 0U) << damaged;
    EXPECT_FALSE(search.hits[0].exact) << damaged;
    EXPECT_TRUE(search.hits[1].exact) << damaged;
    EXPECT_THAT(search.lost, IsEmpty()) << damaged;
  }
  EXPECT_EQ(found("LOCl und PER0"), "1=LOCl;0=PER0;");
  EXPECT_EQ(found("LOCI und PER0"), "1=LOCI;0=PER0;");
  const std::vector<std::string> many(11, "ORG");
  std::string text = "ORGtIO";
  EXPECT_EQ(index_at(find_placeholders(PlaceholderForm::kTypeIndex, text, many), text),
            "10=ORGtIO;");
}

TEST(Placeholders, OrdinaryWordsAreNone) {
  for (const char* text : {"pero nada", "perl und", "per 1 euro", "Peru 0", "loc al", "super0ior",
                           "Lok 1 fuhr", "experto", "PERON", "lo 1", "per l'Italia"})
    EXPECT_THAT(find(text).hits, IsEmpty()) << text;
}

TEST(Placeholders, LostDuplicatedUnknown) {
  const auto lost = find("PER0 ging weg .");
  EXPECT_THAT(lost.lost, ElementsAre(1U));
  const auto twice = find("PER0 und PER0 in LOC1");
  EXPECT_THAT(twice.duplicated, ElementsAre(0U));
  EXPECT_EQ(twice.hits.size(), 2U);
  const auto unknown = find("PER0 in LOC1 und ORG2 , MISC7");
  EXPECT_THAT(unknown.unknown, ElementsAre("ORG2", "MISC7"));
  // A placeholder that was translated is lost; the wrong type is of no entity.
  EXPECT_THAT(find("NOM0 in LOC1").lost, ElementsAre(0U));
  EXPECT_THAT(find("LOC0 in LOC1").unknown, ElementsAre("LOC0"));
}

TEST(Placeholders, TheBetterCandidateIsTheEntity) {
  // A damaged one beside an exact one is not a second occurrence, and of two damaged ones one is.
  EXPECT_EQ(found("PEF0 PER0 LOC1"), "0=PER0;1=LOC1;");
  EXPECT_THAT(find("PEF0 PER0 LOC1").duplicated, IsEmpty());
  EXPECT_EQ(found("PEF0 Per0 LOC1"), "0=Per0;1=LOC1;");
}

TEST(Placeholders, OtherFormsAreTolerantToo) {
  EXPECT_EQ(found("__slot0__ und __ SLOT 1 __", PlaceholderForm::kSlot),
            "0=__slot0__;1=__ SLOT 1 __;");
  EXPECT_EQ(found("_SLTO0_ und SLOT1", PlaceholderForm::kSlot), "0=_SLTO0_;1=SLOT1;");
  EXPECT_EQ(found("[ 0 ] und \uFF3B1\uFF3D", PlaceholderForm::kBrackets),
            "0=[ 0 ];1=\uFF3B1\uFF3D;");
  EXPECT_EQ(found("[O] und [l]", PlaceholderForm::kBrackets), "0=[O];1=[l];");
  EXPECT_EQ(found("< e0 > und <E1>", PlaceholderForm::kElement), "0=< e0 >;1=<E1>;");
  EXPECT_THAT(find("e0 slot 0 [7]", PlaceholderForm::kElement).hits, IsEmpty());
  EXPECT_THAT(find("[7]", PlaceholderForm::kBrackets).unknown, ElementsAre("[7]"));
}

TEST(Placeholders, EditDistance) {
  EXPECT_EQ(mulda::edit_distance(U"PER", U"PER"), 0U);
  EXPECT_EQ(mulda::edit_distance(U"PRE", U"PER"), 1U);
  EXPECT_EQ(mulda::edit_distance(U"PE", U"PER"), 1U);
  EXPECT_EQ(mulda::edit_distance(U"", U"PER"), 3U);
  EXPECT_EQ(mulda::edit_distance(U"LOC", U"PER"), 3U);
}

TEST(Fill, GluedAffixesAreSplitOffAndOutside) {
  const std::string text = "Nicht-LOC1 und PER0s Haus , vorPER0.";
  const std::vector<mulda::TranslatedEntity> entities{{"PER", {"Anna", "Lee"}}, {"LOC", {"Oslo"}}};
  const TaggedWords filled = fill(text, find(text).hits, entities, Tokenise::kWords);
  EXPECT_THAT(filled.words, ElementsAre("Nicht", "-", "Oslo", "und", "Anna", "Lee", "s", "Haus",
                                        ",", "vorPER0", "."));
  EXPECT_THAT(filled.entities, ElementsAre(mulda::Entity{2, 3, "LOC"}, mulda::Entity{4, 6, "PER"}));
}

TEST(Fill, OrderIsTheTargets) {
  const std::string text = "LOC1PER0";
  const std::vector<mulda::TranslatedEntity> entities{{"PER", {"Ann"}}, {"LOC", {"Rom"}}};
  const TaggedWords filled = fill(text, find(text).hits, entities, Tokenise::kWords);
  EXPECT_THAT(filled.words, ElementsAre("Rom", "Ann"));
  EXPECT_THAT(filled.entities, ElementsAre(mulda::Entity{0, 1, "LOC"}, mulda::Entity{1, 2, "PER"}));
}

TEST(Brackets, ByPlaceNotByText) {
  // "Oslo" occurs three times, also inside a word.
  const std::vector<std::string> words{"Oslo", "beat", "Oslofjord", "and", "Oslo", "[", "B", "]"};
  EXPECT_EQ(mulda::bracketed(words, {4, 5, "LOC"}), "Oslo beat Oslofjord and [Oslo] ( B )");
  EXPECT_EQ(mulda::bracketed(words, {0, 2, "LOC"}), "[Oslo beat] Oslofjord and Oslo ( B )");
}

TEST(Brackets, TheFirstStretchAndNothingElse) {
  EXPECT_EQ(mulda::in_brackets("die [Bank von Oslo ] und [x]").text, "Bank von Oslo");
  EXPECT_EQ(mulda::in_brackets("在【奥斯陆】的").text, "奥斯陆");
  EXPECT_EQ(mulda::in_brackets("die [[Bank]]").text, "Bank");
  EXPECT_EQ(mulda::in_brackets("keine").status, BracketStatus::kNone);
  EXPECT_EQ(mulda::in_brackets("leer [ ] .").status, BracketStatus::kEmpty);
}

TEST(Brackets, AnUnclosedOneDoesNotSwallowTheSentence) {
  const auto open = mulda::in_brackets("die [Bank von Oslo sagte am Montag .");
  EXPECT_EQ(open.status, BracketStatus::kUnclosed);
  EXPECT_EQ(open.text, "");
}

TEST(Brackets, NamedByType) {
  EXPECT_EQ(mulda::named_by_type("LOC", "Rhine"), "[Location] Rhine");
  EXPECT_EQ(mulda::named_by_type("PER", "Ann [Lee]"), "[Name] Ann (Lee)");
  EXPECT_EQ(mulda::named_by_type("EVENT", "Expo"), "[EVENT] Expo");
  EXPECT_EQ(mulda::outside_brackets("[Ort] Rhein"), "Rhein");
  EXPECT_EQ(mulda::outside_brackets("Rhein [Ort]"), "Rhein");
  EXPECT_EQ(mulda::outside_brackets("[Ort Rhein"), "");
  EXPECT_EQ(mulda::outside_brackets("Rhein"), "Rhein");
}

}  // namespace
