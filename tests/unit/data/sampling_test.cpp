// harness/data/sampling.cpp: nested, uniform, in corpus order.
#include "harness/data/sampling.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"

namespace xner::data {
namespace {

TEST(Sampling, IsNestedAscendingAndDependsOnTheSeed) {
  const auto small = sample_indices(3000, 500, 1);
  const auto large = sample_indices(3000, 1000, 1);
  EXPECT_TRUE(std::is_sorted(small.begin(), small.end()));
  EXPECT_EQ(std::adjacent_find(small.begin(), small.end()), small.end());
  EXPECT_TRUE(std::includes(large.begin(), large.end(), small.begin(), small.end()));
  EXPECT_EQ(small, sample_indices(3000, 500, 1));
  EXPECT_NE(small, sample_indices(3000, 500, 2));
  EXPECT_EQ(sample_indices(5, 5, 9), (std::vector<std::size_t>{0, 1, 2, 3, 4}));
}

TEST(Sampling, IsUniform) {
  std::vector<int> hits(10);
  for (std::uint64_t seed = 0; seed < 4000; ++seed)
    for (const auto index : sample_indices(10, 3, seed)) ++hits[index];
  for (const int hit : hits) EXPECT_NEAR(hit, 1200, 150);  // 5 standard deviations of a binomial
}

TEST(Sampling, ThePublishedSamplesNeverMove) {
  // Results of earlier runs depend on these; a change here is a change of every low-resource
  // number.
  EXPECT_EQ(sample_indices(1000, 5, 1), (std::vector<std::size_t>{356, 440, 586, 671, 693}));
}

TEST(Sampling, TakesWordsAndLabelsTogether) {
  LabelledCorpus corpus;
  corpus.text = {"n", "xx", {}};
  corpus.label_set = LabelSet({"X"});
  for (int i = 0; i < 20; ++i) {
    corpus.text.sentences.push_back({std::to_string(i), {"w"}, ""});
    corpus.labels.push_back({i % 3});
  }
  const LabelledCorpus part = sample(corpus, 7, 3);
  ASSERT_EQ(part.size(), 7U);
  for (std::size_t s = 0; s < part.size(); ++s)
    EXPECT_EQ(part.labels[s][0], std::stoi(part.text.sentences[s].id) % 3);
  EXPECT_EQ(sample(corpus.text, 7, 3).sentences[2].id, part.text.sentences[2].id);
  EXPECT_THROW((void)sample(corpus, 0, 1), Error);
  EXPECT_THROW((void)sample(corpus, 21, 1), Error);
}

}  // namespace
}  // namespace xner::data
