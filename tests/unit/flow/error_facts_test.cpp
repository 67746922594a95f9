// What the analysis of errors knows of an experiment's texts.
#include "harness/flow/error_facts.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

#include "harness/base/files.hpp"
#include "harness/flow/predicted_labels.hpp"

namespace xner::flow {
namespace {

class ErrorFactsOfSample : public ::testing::Test {
 protected:
  void SetUp() override {
    ::setenv("XNER_DATASETS", (std::string(std::getenv("XNER_SOURCE")) + "/datasets").c_str(), 1);
    std::string pieces = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";
    for (char letter = 'a'; letter <= 'z'; ++letter)
      pieces += std::string(1, letter) + "\n##" + letter + "\n";
    write_file(folder_.path() / "vocab.txt", pieces);
  }
  void TearDown() override { ::unsetenv("XNER_DATASETS"); }

  Materials make() {
    const config::Node root = config::parse_toml(
        "encoder = \"random-tiny\"\nmethods = [\"m\"]\n[data]\n[data.source]\ntrain = "
        "\"sample/aa/train\"\nsize = [5, 40]\n[data.targets.bb]\ntest = \"sample/bb/test\"\n",
        "x.toml");
    return {config::experiment_from(root, "x"),
            {"random-tiny", folder_.path(), {}, "encoder-digest", true},
            folder_.path()};
  }
  TemporaryFolder folder_;
};

std::vector<std::string> surfaces_of(const data::LabelledCorpus& corpus) {
  std::vector<std::string> found;
  const auto labels = label_names(corpus);
  for (std::size_t s = 0; s < corpus.size(); ++s)
    for (std::size_t w = 0; w < labels[s].size(); ++w) {
      if (labels[s][w][0] == 'B') found.push_back(corpus.text.sentences[s].words[w]);
      if (labels[s][w][0] == 'I') found.back() += " " + corpus.text.sentences[s].words[w];
    }
  return found;
}

TEST_F(ErrorFactsOfSample, EachSampleHasItsOwnEntities) {
  Materials materials = make();
  ErrorFacts facts(materials);
  const std::string few = "data:source/train#5.1", more = "data:source/train#40.1";
  const score::Surfaces& seen = *facts.test_set("bb", few).seen;
  for (const auto& surface : surfaces_of(materials.source_train(few)))
    EXPECT_TRUE(seen.contains(surface)) << surface;
  std::size_t unseen = 0;
  for (const auto& surface : surfaces_of(materials.source_train(more)))
    unseen += seen.contains(surface) ? 0 : 1;
  EXPECT_GT(unseen, 0U);
  EXPECT_EQ(facts.test_set("bb", few).seen, &seen);  // found once
}

TEST_F(ErrorFactsOfSample, EveryWordHasItsPieces) {
  Materials materials = make();
  ErrorFacts facts(materials);
  const score::TestSet test = facts.test_set("bb", "data:source/train#5.1");
  const auto& text = materials.gold("bb", "test").text;
  ASSERT_EQ(test.words.size(), text.sentences.size());
  ASSERT_EQ(test.pieces.size(), text.word_count());
  std::size_t at = 0;
  for (const auto& sentence : text.sentences)
    for (const auto& word : sentence.words) {
      const bool plain = word.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == word.npos;
      if (plain) {
        EXPECT_EQ(test.pieces[at], static_cast<std::int32_t>(word.size())) << word;
      }
      ++at;
    }
}

}  // namespace
}  // namespace xner::flow
