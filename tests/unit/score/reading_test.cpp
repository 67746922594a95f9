// Modes and schemes by name, labels in parts, and the scheme of gold labels.
#include "harness/score/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"

namespace xner::score {
namespace {

using data::Scheme;
using testing::AllOf;
using testing::HasSubstr;

template <class Action>
std::string error_of(const Action& action) {
  try {
    static_cast<void>(action());
  } catch (const Error& error) {
    EXPECT_EQ(exit_code(error.kind()), 2);
    return error.what();
  }
  return "no error";
}

std::string detected(const std::vector<std::string_view>& prefixes) {
  return std::string(scheme_title(detect_scheme(prefixes)));
}

TEST(Mode, HasAName) {
  for (const char* name : {"conlleval", "seqeval", "strict"})
    EXPECT_EQ(mode_name(mode_from_name(name)), name);
  EXPECT_THAT(error_of([] { return mode_from_name("strct"); }),
              AllOf(HasSubstr("unknown mode 'strct'"), HasSubstr("did you mean 'strict'?")));
}

TEST(Scheme, HasATitleAndPrefixes) {
  for (const char* title : {"IOB1", "IOB2", "IOE1", "IOE2", "IOBES", "BILOU"})
    EXPECT_EQ(scheme_title(scheme_from_title(title)), title);
  EXPECT_EQ(scheme_prefixes(Scheme::kIob2), "BIO");
  EXPECT_EQ(scheme_prefixes(Scheme::kBilou), "BILOU");
  EXPECT_THAT(error_of([] { return scheme_from_title("IOB"); }), HasSubstr("did you mean 'IOB1'?"));
  EXPECT_THAT(error_of([] { return scheme_from_title("zzzzzzz"); }),
              HasSubstr("known: IOB1, IOB2, IOE1, IOE2, IOBES, BILOU"));
}

void expect_parts(std::string_view label, Mode mode, std::string_view prefix,
                  std::string_view type) {
  const LabelParts parts = split_label(label, mode);
  EXPECT_EQ(parts.prefix, prefix) << label << " " << mode_name(mode);
  EXPECT_EQ(parts.type, type) << label << " " << mode_name(mode);
}

TEST(SplitLabel, ConllevalAtTheFirstHyphen) {
  expect_parts("B-A-B", Mode::kConlleval, "B", "A-B");
  expect_parts("B_PER", Mode::kConlleval, "B_PER", "");
  expect_parts("-A", Mode::kConlleval, "", "A");
}

TEST(SplitLabel, SeqevalAfterTheFirstCharacter) {
  expect_parts("B-A-B", Mode::kSeqeval, "B", "A-B");
  expect_parts("BI-PER", Mode::kSeqeval, "B", "PER");
  expect_parts("B_PER", Mode::kSeqeval, "B", "_PER");
  expect_parts("B--X", Mode::kSeqeval, "B", "-X");
  expect_parts("B-X-", Mode::kSeqeval, "B", "X-");
  expect_parts("-A", Mode::kSeqeval, "-", "A");
  expect_parts("O", Mode::kSeqeval, "O", "_");
  expect_parts("I-", Mode::kSeqeval, "I", "_");
  expect_parts("É-A", Mode::kSeqeval, "É", "A");
  expect_parts("PER", Mode::kSeqeval, "P", "ER");
}

TEST(SplitLabel, StrictTakesHyphensOff) {
  expect_parts("B--X", Mode::kStrict, "B", "X");
  expect_parts("B-X-", Mode::kStrict, "B", "X");
  expect_parts("B-A-B", Mode::kStrict, "B", "A-B");
  expect_parts("B_PER", Mode::kStrict, "B", "_PER");
  expect_parts("BI-PER", Mode::kStrict, "B", "I-PER");
  expect_parts("I---", Mode::kStrict, "I", "_");
  expect_parts("", Mode::kStrict, "", "_");
}

TEST(DetectScheme, FromThePrefixes) {
  for (const auto& prefixes :
       std::vector<std::vector<std::string_view>>{{"B"}, {"B", "O"}, {"B", "I"}, {"B", "I", "O"}})
    EXPECT_EQ(detected(prefixes), "IOB2");
  for (const auto& prefixes :
       std::vector<std::vector<std::string_view>>{{"E"}, {"E", "O"}, {"E", "I"}, {"E", "I", "O"}})
    EXPECT_EQ(detected(prefixes), "IOE2");
  for (const auto& prefixes : std::vector<std::vector<std::string_view>>{
           {"S"}, {"B", "E"}, {"B", "E", "O"}, {"B", "E", "I", "O", "S"}, {"O", "S"}})
    EXPECT_EQ(detected(prefixes), "IOBES");
  for (const auto& prefixes : std::vector<std::vector<std::string_view>>{
           {"U"}, {"B", "L"}, {"B", "I", "L", "O"}, {"B", "I", "L", "O", "U"}, {"O", "U"}})
    EXPECT_EQ(detected(prefixes), "BILOU");
}

TEST(DetectScheme, RefusesByName) {
  for (const auto& prefixes : std::vector<std::vector<std::string_view>>{
           {}, {"O"}, {"I"}, {"I", "O"}, {"B", "L", "S"}, {"E", "L"}, {"B", "X"}, {"b", "i", "o"}})
    EXPECT_THAT(error_of([&] { return detected(prefixes); }),
                AllOf(HasSubstr("expected gold labels that tell their scheme"),
                      HasSubstr("--scheme IOB1, IOB2")));
  EXPECT_THAT(error_of([] { return detected({"I", "O"}); }), HasSubstr("found the prefixes I, O"));
}

}  // namespace
}  // namespace xner::score
