// Predictions as stages leave them: good ones, bad ones, and the oracle's choice.
#include "harness/flow/predicted_labels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/files.hpp"

namespace xner::flow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

data::LabelledCorpus corpus() {
  data::LabelledCorpus corpus;
  corpus.text = {"x/y/test", "de", {{"1", {"Ada", "Lovelace", "rechnet"}, ""}, {"2", {"Ja"}, ""}}};
  corpus.label_set = data::LabelSet({"PER"});
  corpus.labels = {{1, 2, 0}, {0}};
  return corpus;
}

class Predicted : public ::testing::Test {
 protected:
  PredictedLabels read(const std::string& bytes) {
    write_file(folder_.path() / "p.txt", bytes);
    return read_predicted_labels(folder_.path() / "p.txt", corpus().text);
  }
  TemporaryFolder folder_;
};

TEST_F(Predicted, ReadsALineASentence) {
  const auto read_labels = read("B-PER I-PER O\nO\n");
  EXPECT_EQ(read_labels.problem, "");
  EXPECT_THAT(read_labels.labels,
              ElementsAre(ElementsAre("B-PER", "I-PER", "O"), ElementsAre("O")));
  EXPECT_EQ(read("B-PER I-PER O\nO").problem, "");
}

TEST_F(Predicted, SaysWhatIsWrong) {
  EXPECT_THAT(read("B-PER I-PER O\n").problem, HasSubstr("expected 2 sentences"));
  EXPECT_THAT(read("B-PER I-PER O\nO\nO\n").problem, HasSubstr("found 3"));
  EXPECT_THAT(read("B-PER I-PER\nO\n").problem,
              HasSubstr("sentence 1 of x/y/test: expected 3 labels, found 2"));
  for (const char* bad : {"PER", "E-PER", "B-", "b-PER", "B-P\x01", "B-\xff", ""})
    EXPECT_THAT(read(std::string("B-PER I-PER O\n") + bad + "\n").problem, HasSubstr("sentence 2"))
        << bad;
  EXPECT_THAT(read("").problem, HasSubstr("expected 2 sentences"));
  EXPECT_THAT(read_predicted_labels(folder_.path() / "none", corpus().text).problem,
              HasSubstr("found none"));
}

TEST_F(Predicted, ScoresAgainstGold) {
  const auto gold = label_names(corpus());
  EXPECT_EQ(score_labels(gold, gold).overall.f1(), 1.0);
  EXPECT_EQ(score_labels(gold, {{"B-PER", "O", "O"}, {"B-PER"}}).overall.correct, 0);
}

TEST_F(Predicted, TheOracleTakesTheFirstBestStepOfDev) {
  const auto write = [&](const char* name, const char* bytes) {
    write_file(folder_.path() / name, bytes);
  };
  write("dev/9.txt", "O O O\nO\n");
  write("dev/10.txt", "B-PER I-PER O\nO\n");
  write("dev/100.txt", "B-PER I-PER O\nO\n");
  write("dev/11.txt", "B-PER I-PER O\nO\n");  // no test beside it
  for (const char* name : {"test/9.txt", "test/100.txt"}) write(name, "O O O\nO\n");
  write("test/10.txt", "O O O\nB-PER\n");
  const auto choice = choose_by_target_dev(folder_.path(), corpus(), corpus().text);
  EXPECT_EQ(choice.step, 10);
  EXPECT_THAT(choice.test.labels[1], ElementsAre("B-PER"));
  EXPECT_EQ(choice.test.problem, "");
}

TEST_F(Predicted, AnOracleWithoutStepsIsAProblem) {
  EXPECT_THAT(choose_by_target_dev(folder_.path(), corpus(), corpus().text).test.problem,
              HasSubstr("found none"));
  write_file(folder_.path() / "dev/5.txt", "O\n");
  write_file(folder_.path() / "test/5.txt", "O\n");
  EXPECT_THAT(choose_by_target_dev(folder_.path(), corpus(), corpus().text).test.problem,
              HasSubstr("sentences"));
}

}  // namespace
}  // namespace xner::flow
