// One score for the reader.
#include "reports/report/score_text.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xner::reports {
namespace {

using testing::HasSubstr;
using testing::Not;

score::Score example() {
  score::Score score;
  score.types = {{"", {0, 1, 0}}, {"LOC", {2, 0, 0}}, {"PER", {4, 4, 3}}};
  score.overall = {6, 5, 3};
  score.words = 40;
  score.sentences.resize(3);
  return score;
}

TEST(ScoreText, ShowsUndefinedAsADash) {
  EXPECT_EQ(score_to_text(example(), {"f1|x"}),
            "type       precision  recall     F1  gold  found  correct\n"
            "overall        60.00   50.00  54.55     6      5        3\n"
            "(untyped)       0.00       –   0.00     0      1        0\n"
            "LOC                –    0.00   0.00     2      0        0\n"
            "PER            75.00   75.00  75.00     4      4        3\n"
            "\n"
            "average            precision  recall     F1\n"
            "micro                  60.00   50.00  54.55\n"
            "macro, gold types          –   37.50  37.50\n"
            "macro, all types           –       –  25.00\n"
            "weighted                   –   50.00  50.00\n"
            "\n"
            "Words: 40, sentences: 3.\n"
            "f1|x\n");
}

TEST(ScoreText, SaysWhatANumberAloneHides) {
  score::Score nothing;
  EXPECT_THAT(score_to_text(nothing, {}),
              HasSubstr("The gold column has no entity.\nThe prediction has no entity.\n"));
  score::Score malformed = example();
  malformed.malformed_gold = 2;
  EXPECT_THAT(score_to_text(malformed, {}), HasSubstr("2 gold, 0 predicted"));
  EXPECT_THAT(score_to_text(example(), {}), Not(HasSubstr("Malformed")));
}

TEST(ScoreText, MarkdownHasTheSignatureAsCode) {
  EXPECT_THAT(score_to_markdown(example(), {"f1|x"}), HasSubstr("\n`f1|x`\n"));
}

TEST(ScoreText, StrictSaysWhatItDropped) {
  score::Score score = example();
  score.malformed_predicted = 3;
  EXPECT_THAT(score_to_text(score, {"", {score::Mode::kStrict, data::Scheme::kIobes}}),
              HasSubstr("Dropped (labelled words that are in no entity of IOBES): 0 gold, 3 "
                        "predicted.\n"));
}

TEST(ScoreText, ZeroDivisionReplacesTheDash) {
  EXPECT_THAT(score_to_text(example(), {"", {}, 0.0}), Not(HasSubstr("–")));
}

TEST(ScoreText, ShowsSemevalIfAsked) {
  EXPECT_THAT(score_to_text(example(), {}), Not(HasSubstr("SemEval")));
  const score::Semeval measures{{3, 1, 0, 2, 1}, {4, 0, 0, 2, 1}, {4, 0, 0, 2, 1}, {3, 1, 0, 2, 1}};
  ScoreSetting setting{"f1|x"};
  setting.semeval = measures;
  EXPECT_THAT(score_to_text(example(), setting),
              HasSubstr("SemEval'13  precision  recall     F1  COR  INC  PAR  MIS  SPU\n"
                        "strict          60.00   50.00  54.55    3    1    0    2    1\n"));
  EXPECT_THAT(score_to_markdown(example(), setting),
              HasSubstr("| exact | 80.00 | 66.67 | 72.73 | 4 | 0 | 0 | 2 | 1 |\n"));
}

}  // namespace
}  // namespace xner::reports
