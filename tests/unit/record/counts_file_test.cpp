// counts.bin: the layout byte for byte, there and back, and no damaged file that is read.
#include "harness/record/counts_file.hpp"

#include <gtest/gtest.h>

#include "harness/base/error.hpp"

namespace xner::record {
namespace {

score::Score example() {
  score::Score score;
  score.sentences = {{{"LOC", {1, 2, 1}}}, {}, {{"LOC", {0, 1, 0}}, {"PER", {300, 2, 2}}}};
  for (const auto& sentence : score.sentences)
    for (const auto& [type, counts] : sentence) score.types[type] += counts;
  return score;
}

TEST(CountsFile, HasTheDocumentedBytes) {
  score::Score score;
  score.sentences = {{{"A", {1, 2, 258}}}};
  score.types = {{"A", {1, 2, 258}}};
  const std::string expected("XNERCNT1\1\0\0\0\1\0\0\0\1\0\0\0A\1\0\0\0\2\0\0\0\2\1\0\0", 33);
  EXPECT_EQ(to_bytes(counts_table(score)), expected);
}

TEST(CountsFile, ReadsBackWhatItWrote) {
  const CountsTable table = counts_table(example());
  EXPECT_EQ(table.sentences, 3U);
  EXPECT_EQ(table.counts.at(2 * 2 + 1), (std::array<std::int32_t, 3>{300, 2, 2}));
  EXPECT_EQ(counts_from_bytes(to_bytes(table), "x"), table);
  EXPECT_EQ(counts_from_bytes(to_bytes(CountsTable{}), "x"), CountsTable{});
}

TEST(CountsFile, RefusesEveryCutAndEveryExtraByte) {
  const std::string bytes = to_bytes(counts_table(example()));
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_THROW(static_cast<void>(counts_from_bytes(bytes.substr(0, size), "x")), Error) << size;
  EXPECT_THROW(static_cast<void>(counts_from_bytes(bytes + '\0', "x")), Error);
}

TEST(CountsFile, RefusesSizesThatAreNotThere) {
  std::string bytes = to_bytes(counts_table(example()));
  bytes[11] = '\x7F';  // two thousand million sentences
  EXPECT_THROW(static_cast<void>(counts_from_bytes(bytes, "x")), Error);
  bytes[11] = '\xFF';  // a negative number of them
  EXPECT_THROW(static_cast<void>(counts_from_bytes(bytes, "x")), Error);
}

}  // namespace
}  // namespace xner::record
