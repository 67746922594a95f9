// Tests of harness/nn/training_set.hpp: what is sampled together, and which batch items it gives.
#include "harness/nn/training_set.hpp"

#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/data/pairs.hpp"

namespace xner::nn {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

using Numbers = std::vector<std::int64_t>;

TEST(TrainingSetItems, AllWindowsOfASentence) {
  text::EncodedCorpus windows;
  windows.sentences = 3;
  for (const std::int32_t sentence : {0, 2, 2}) windows.windows.push_back({sentence, {}, {}, {}});
  const TrainingSet set(windows, {{1}, {2}, {3}});
  const auto items = set.items(Numbers{2, 1, 0});
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(items[0].window, &windows.windows[1]);
  EXPECT_EQ(items[1].window, &windows.windows[2]);
  EXPECT_EQ(items[2].window, &windows.windows[0]);
  EXPECT_THAT(*items[1].labels, ElementsAre(3));
  EXPECT_EQ(TrainingSet(windows, {}).items(Numbers{0})[0].labels, nullptr);
}

TEST(ModelLabels, AreTheModelsIds) {
  data::LabelledCorpus corpus{{"x/y/z", "y", {{"1", {"a", "b", "c"}, ""}}},
                              data::LabelSet({"LOC"}),
                              {{1, 0, data::kIgnored}}};
  EXPECT_THAT(model_labels(corpus, {"I-LOC", "O", "B-LOC"})[0], ElementsAre(2, 1, data::kIgnored));
  try {
    (void)model_labels(corpus, {"O", "B-LOC"});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    EXPECT_THAT(error.what(), AllOf(HasSubstr("x/y/z"), HasSubstr("I-LOC")));
  }
}

data::LabelledCorpus corpus(const std::string& name, std::vector<data::Sentence> sentences) {
  const std::size_t size = sentences.size();
  return {{name, name, std::move(sentences)},
          data::LabelSet({"LOC"}),
          std::vector<std::vector<data::LabelId>>(size, {0})};
}

// "b" is not translated, and a translation is of a sentence that is not in the sample.
const data::LabelledCorpus kSource =
    corpus("en", {{"a", {"w"}, ""}, {"b", {"w"}, ""}, {"c", {"w"}, ""}});
const data::LabelledCorpus kTranslations =
    corpus("de", {{"1", {"w"}, "c"}, {"2", {"w"}, "elsewhere"}, {"3", {"w"}, "a"}});

TEST(PairUnits, AreByIdAndNotByPlace) {
  EXPECT_THAT(pair_units(kSource.text, kTranslations.text, MissingPartner::kKeep),
              ElementsAre(TrainingUnit{0, 5}, TrainingUnit{1, -1}, TrainingUnit{2, 3},
                          TrainingUnit{-1, 4}));
  EXPECT_THAT(pair_units(kSource.text, kTranslations.text, MissingPartner::kDrop),
              ElementsAre(TrainingUnit{0, 5}, TrainingUnit{2, 3}));
}

class PairSet : public testing::Test {
 protected:
  static text::EncodedCorpus encoded() {
    text::EncodedCorpus windows;
    windows.sentences = 6;
    for (const std::int32_t sentence : {0, 0, 1, 2, 3, 5})
      windows.windows.push_back({sentence, {}, {}, {}});
    return windows;
  }
  text::EncodedCorpus windows_ = encoded();
  data::LabelledCorpus joined_ = data::join(kSource, kTranslations);
  TrainingSet set_{windows_, joined_.labels,
                   pair_units(kSource.text, kTranslations.text, MissingPartner::kKeep)};
};

TEST_F(PairSet, ItemsSayPairSideAndWindow) {
  EXPECT_EQ(set_.units(), 4);
  const auto items = set_.items(Numbers{2, 1, 0, 3});
  std::vector<std::int32_t> sentences, sides;
  Numbers pairs;
  std::vector<bool> continued;
  for (const BatchItem& item : items) {
    sentences.push_back(item.window->sentence);
    sides.push_back(item.side);
    pairs.push_back(item.pair);
    continued.push_back(item.continues);
    EXPECT_EQ(item.labels->size(), 1U);
  }
  // Sentence 4, the unit without a source, has no window.
  EXPECT_THAT(sentences, ElementsAre(2, 3, 1, 0, 0, 5));
  EXPECT_THAT(sides, ElementsAre(0, 1, 0, 0, 0, 1));
  EXPECT_THAT(pairs, ElementsAre(0, 0, -1, 2, 2, 2));
  EXPECT_THAT(continued, ElementsAre(false, false, false, false, true, false));
}

TEST_F(PairSet, AUnitThatIsDrawnTwiceIsTwoPairs) {
  const auto items = set_.items(Numbers{2, 2});
  ASSERT_EQ(items.size(), 4U);
  EXPECT_EQ(items[0].pair, items[1].pair);
  EXPECT_NE(items[1].pair, items[2].pair);
  EXPECT_EQ(items[2].pair, items[3].pair);
}

TEST_F(PairSet, CountsSentencesOfUnits) {
  EXPECT_EQ(set_.sentences(Numbers{0, 1, 2, 3}), 6);
  EXPECT_EQ(set_.sentences(Numbers{1, 3, 1}), 3);
  EXPECT_EQ(set_.sentences(Numbers{}), 0);
}

TEST_F(PairSet, TheUnionOfBothHasAUnitASentence) {
  const TrainingSet all(windows_, joined_.labels);
  EXPECT_EQ(all.units(), 6);
  EXPECT_EQ(all.items(Numbers{5})[0].window, &windows_.windows[5]);
  EXPECT_EQ(all.items(Numbers{5})[0].pair, -1);
}

}  // namespace
}  // namespace xner::nn
