// The text cases of tests/cases/score, and the scorer against two naive ones on bounded enumeration
// and on odd labels.
#include <cstdlib>
#include <map>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "harness/base/files.hpp"
#include "harness/base/random.hpp"
#include "harness/score/entity_f1.hpp"
#include "tests/support/naive_scorer.hpp"

namespace xner::score {
namespace {

using test::Column;
using test::LabelledPair;

Counts score_pairs(const std::vector<LabelledPair>& pairs) {
  std::vector<SentenceLabels> sentences;
  for (const auto& pair : pairs) sentences.push_back({pair.gold, pair.predicted});
  const Score score = score_conlleval(sentences);
  Counts by_type;
  for (const auto& [type, counts] : score.types) by_type += counts;
  Counts by_sentence;
  for (const auto& sentence : score.sentences)
    for (const auto& [type, counts] : sentence) by_sentence += counts;
  EXPECT_EQ(by_type, score.overall);
  EXPECT_EQ(by_sentence, score.overall);
  return score.overall;
}

std::string show(const Counts& counts) {
  return fmt::format("{}/{}/{}", counts.gold, counts.predicted, counts.correct);
}

std::string show(const LabelledPair& pair) {
  return fmt::format("gold {} predicted {}", fmt::join(pair.gold, " "),
                     fmt::join(pair.predicted, " "));
}

std::vector<Column> split_sentences(const std::string& text) {
  std::vector<Column> sentences(1);
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (word == "||")
      sentences.emplace_back();
    else
      sentences.back().push_back(word);
  }
  return sentences;
}

TEST(EntityF1Cases, CountAsConlleval) {
  const char* source = std::getenv("XNER_SOURCE");
  ASSERT_NE(source, nullptr) << "run through ctest, which sets XNER_SOURCE";
  std::istringstream file(read_file(std::string(source) + "/tests/cases/score/conlleval.cases"));
  std::map<std::string, std::string> block;
  int cases = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with("#")) continue;
    const auto colon = line.find(": ");
    ASSERT_NE(colon, std::string::npos) << line;
    block[line.substr(0, colon)] = line.substr(colon + 2);
    if (!line.starts_with("counts")) continue;
    const auto gold = split_sentences(block["gold"]);
    const auto predicted = split_sentences(block["pred"]);
    ASSERT_EQ(gold.size(), predicted.size()) << block["case"];
    std::vector<LabelledPair> pairs;
    for (std::size_t i = 0; i < gold.size(); ++i) pairs.push_back({gold[i], predicted[i]});
    EXPECT_EQ(show(score_pairs(pairs)), block["counts"]) << block["case"];
    EXPECT_EQ(show(test::count_by_rules(pairs)), block["counts"])
        << "naive scorer: " << block["case"];
    ++cases;
  }
  EXPECT_GE(cases, 32);
}

std::vector<Column> columns_up_to(std::size_t length, const Column& alphabet) {
  std::vector<Column> all{{}};
  for (std::size_t begin = 0; length > 0; --length) {
    const std::size_t end = all.size();
    for (std::size_t i = begin; i < end; ++i) {
      for (const auto& label : alphabet) {
        all.push_back(all[i]);
        all.back().push_back(label);
      }
    }
    begin = end;
  }
  return all;
}

/// All pairs of equal length, each as a file of its own.
std::size_t compare_all_pairs(std::size_t length, const Column& alphabet) {
  std::size_t pairs = 0;
  const auto columns = columns_up_to(length, alphabet);
  for (const auto& gold : columns) {
    for (const auto& predicted : columns) {
      if (gold.size() != predicted.size() || gold.empty()) continue;
      const std::vector<LabelledPair> file{{gold, predicted}};
      const Counts counts = score_pairs(file);
      EXPECT_EQ(counts, test::count_by_spans(file)) << show(file[0]);
      EXPECT_EQ(counts, test::count_by_rules(file)) << show(file[0]);
      if (++pairs, ::testing::Test::HasFailure()) return pairs;
    }
  }
  return pairs;
}

TEST(EntityF1Enumeration, AllPairsOfTwoTypesEqualBothNaiveScorers) {
  EXPECT_EQ(compare_all_pairs(3, {"O", "B-A", "I-A", "B-B", "I-B"}), 25U + 625U + 15625U);
}

TEST(EntityF1Enumeration, AllPairsWithEndLabelsEqualBothNaiveScorers) {
  EXPECT_EQ(compare_all_pairs(4, {"O", "B-A", "I-A", "E-A"}), 16U + 256U + 4096U + 65536U);
}

TEST(EntityF1Enumeration, OddLabelsOverManySentencesEqualTheRules) {
  const Column alphabet{"O",   "B-A", "I-A", "E-A", "S-A", "B",    "I",     "X",   "I_A", "X-A",
                        "O-A", ".-A", "[-A", "]",   ".",   "B--A", "B-A-B", "b-A", "-A",  "I-"};
  RandomStream random(7);
  for (int file = 0; file < 20000; ++file) {
    std::vector<LabelledPair> pairs(1 + random.below(3));
    for (auto& pair : pairs) {
      const std::size_t words = 1 + random.below(6);
      for (std::size_t i = 0; i < words; ++i) {
        pair.gold.push_back(alphabet[random.below(alphabet.size())]);
        const bool equal = random.below(3) > 0;
        pair.predicted.push_back(equal ? pair.gold.back()
                                       : alphabet[random.below(alphabet.size())]);
      }
    }
    ASSERT_EQ(score_pairs(pairs), test::count_by_rules(pairs))
        << show(pairs[0]) << " of " << pairs.size();
  }
}

}  // namespace
}  // namespace xner::score
