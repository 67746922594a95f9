// Tests of harness/nn/batch_order.hpp.
#include "harness/nn/batch_order.hpp"

#include <algorithm>

#include <gmock/gmock.h>

namespace xner::nn {
namespace {

using ::testing::ElementsAre;

std::vector<std::int64_t> epoch(BatchOrder& order, std::int64_t first_step, std::int64_t steps) {
  std::vector<std::int64_t> all;
  for (std::int64_t step = first_step; step < first_step + steps; ++step) {
    const auto batch = order.batch(step);
    all.insert(all.end(), batch.begin(), batch.end());
  }
  return all;
}

TEST(BatchOrder, EachEpochIsAPermutationOfItsOwn) {
  BatchOrder order(10, 4, 5, true);
  EXPECT_EQ(order.batch(2).size(), 2U);  // 4 + 4 + 2
  const auto first = epoch(order, 0, 3);
  const auto second = epoch(order, 3, 3);
  auto sorted = first;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_THAT(sorted, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
  EXPECT_TRUE(std::is_permutation(first.begin(), first.end(), second.begin()));
  EXPECT_NE(first, second);
}

TEST(BatchOrder, IsAFunctionOfSeedAndStep) {
  BatchOrder forwards(23, 5, 7, true);
  BatchOrder backwards(23, 5, 7, true);
  BatchOrder other(23, 5, 8, true);
  const auto expected = epoch(forwards, 0, 10);
  std::vector<std::vector<std::int64_t>> batches(10);
  for (std::int64_t step = 9; step >= 0; --step) batches[step] = backwards.batch(step);
  std::vector<std::int64_t> found;
  for (const auto& batch : batches) found.insert(found.end(), batch.begin(), batch.end());
  EXPECT_EQ(found, expected);
  EXPECT_NE(epoch(other, 0, 10), expected);
}

TEST(BatchOrder, ConsecutiveSentencesWrap) {
  BatchOrder order(5, 3, 1, false);
  EXPECT_THAT(order.batch(0), ElementsAre(0, 1, 2));
  EXPECT_THAT(order.batch(1), ElementsAre(3, 4, 0));
  EXPECT_THAT(order.batch(2), ElementsAre(1, 2, 3));
  EXPECT_THAT(order.batch(5), ElementsAre(0, 1, 2));
}

TEST(BatchOrder, BatchLargerThanTheCorpus) {
  BatchOrder shuffled(3, 8, 1, true);
  EXPECT_EQ(shuffled.batch(0).size(), 3U);
  BatchOrder in_order(3, 4, 1, false);
  EXPECT_THAT(in_order.batch(0), ElementsAre(0, 1, 2, 0));
}

}  // namespace
}  // namespace xner::nn
