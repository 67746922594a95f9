// The analysis of errors: each class and each tie by hand, the identities with the scorer's counts,
// and random labels against a naive implementation.
#include "harness/score/error_analysis.hpp"

#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/base/random.hpp"
#include "harness/score/semeval.hpp"
#include "tests/support/naive_errors.hpp"

namespace xner::score {
namespace {

using test::Column;
using test::LabelledPair;
using testing::ElementsAre;

Column words_of(const std::string& text) {
  Column words;
  for (std::size_t at = 0; at < text.size();) {
    const auto space = std::min(text.find(' ', at), text.size());
    words.push_back(text.substr(at, space - at));
    at = space + 1;
  }
  return words;
}

Pairing pair_labels(const std::string& gold, const std::string& predicted) {
  const Column gold_labels = words_of(gold), predicted_labels = words_of(predicted);
  static std::vector<Column> kept;  // spans are views of labels
  kept.push_back(gold_labels);
  kept.push_back(predicted_labels);
  const SentenceLabels sentence{kept[kept.size() - 2], kept.back()};
  return pair_entities(read_spans({&sentence, 1}, &SentenceLabels::gold, {}),
                       read_spans({&sentence, 1}, &SentenceLabels::predicted, {}));
}

/// "boundary/long" of each gold entity, then "| " and the outcome of each predicted one.
std::string outcomes(const std::string& gold, const std::string& predicted) {
  const Pairing pairing = pair_labels(gold, predicted);
  std::string text;
  for (const auto& entity : pairing.gold) {
    text += std::string(outcome_name(entity.outcome));
    if (entity.boundary) text += "/" + std::string(boundary_name(*entity.boundary));
    text += " ";
  }
  text += "|";
  for (const auto& entity : pairing.predicted) {
    text += " " + std::string(outcome_name(entity.outcome));
    EXPECT_FALSE(entity.boundary);
  }
  return text;
}

TEST(PairEntities, GivesEachEntityOneClass) {
  EXPECT_EQ(outcomes("B-A I-A O", "B-A I-A O"), "correct | correct");
  EXPECT_EQ(outcomes("B-A I-A O", "I-A I-A O"), "correct | correct");  // as conlleval reads it
  EXPECT_EQ(outcomes("B-A I-A O", "B-B I-B O"), "type | type");
  EXPECT_EQ(outcomes("B-A I-A O", "O O O"), "alone |");
  EXPECT_EQ(outcomes("O O O", "B-A O O"), "| alone");
  EXPECT_EQ(outcomes("B-A O O", "O O B-A"), "alone | alone");
  EXPECT_EQ(outcomes("B-A B-A", "B-A B-A"), "correct correct | correct correct");
  EXPECT_EQ(outcomes("B-A O B-A", "O B-A O"), "alone alone | alone");  // touching is not sharing
}

TEST(PairEntities, SaysHowBoundariesAreMissed) {
  EXPECT_EQ(outcomes("O B-A O", "O B-A I-A"), "boundary/long | boundary");
  EXPECT_EQ(outcomes("O B-A O", "B-A I-A O"), "boundary/long | boundary");
  EXPECT_EQ(outcomes("O B-A O", "B-A I-A I-A"), "boundary/long | boundary");
  EXPECT_EQ(outcomes("B-A I-A I-A", "B-A I-A O"), "boundary/short | boundary");
  EXPECT_EQ(outcomes("B-A I-A I-A", "O B-A I-A"), "boundary/short | boundary");
  EXPECT_EQ(outcomes("B-A I-A O", "O B-A I-A"), "boundary/shifted | boundary");
  EXPECT_EQ(outcomes("B-A I-A O", "O B-B I-B"), "both/shifted | both");
  EXPECT_EQ(outcomes("O B-A O", "O B-B I-B"), "both/long | both");
  EXPECT_EQ(outcomes("B-A I-A I-A", "B-A B-A I-A"), "boundary/split | boundary boundary");
  EXPECT_EQ(outcomes("B-A B-A I-A", "B-A I-A I-A"), "boundary/merged boundary/merged | boundary");
  // Split goes before merged.
  EXPECT_EQ(outcomes("B-A I-A B-A I-A", "B-A I-A I-A B-A"),
            "boundary/merged boundary/split | boundary boundary");
}

TEST(PairEntities, TakesThePartnerThatSharesMostThenOfTheTypeThenTheFirst) {
  // Two words are more than one, whatever the type.
  EXPECT_EQ(outcomes("B-A I-A I-A", "B-A B-B I-B"), "both/split | boundary both");
  // One word each: the one of equal type, on either side.
  EXPECT_EQ(outcomes("B-A I-A", "B-B B-A"), "boundary/split | both boundary");
  EXPECT_EQ(outcomes("B-A I-A", "B-A B-B"), "boundary/split | boundary both");
  // Nothing tells them apart: the first.
  EXPECT_EQ(pair_labels("B-A I-A", "B-A B-A").gold[0].partner, 0U);
  EXPECT_EQ(pair_labels("B-A I-A", "B-B B-C").gold[0].partner, 0U);
  EXPECT_EQ(pair_labels("B-A B-A", "B-A I-A").predicted[0].partner, 0U);
}

struct Analysed {
  Column gold, predicted, words;
  std::vector<std::int32_t> pieces;
};

ErrorAnalysis analyse(const Analysed& input, const Surfaces* seen = nullptr) {
  const SentenceLabels sentence{input.gold, input.predicted};
  return analyse_errors({&sentence, 1}, {{input.words}, input.pieces, seen});
}

const Counts& counts_of(const ErrorAnalysis& analysis, const std::string& by,
                        const std::string& name) {
  for (const Bucket& bucket : analysis.buckets)
    if (bucket.by == by && bucket.name == name) return bucket.counts;
  throw std::runtime_error("no bucket " + by + " " + name);
}

TEST(AnalyseErrors, CountsByTheEntitysOwnBucket) {
  // Gold A[0,1] B[3]; predicted A[0,1] B[3,5]: the wrong one is of length 3, the gold one of 1.
  Surfaces seen;
  const Column source{"in", "New", "York"}, labels{"O", "B-C", "I-C"};
  seen.add(source, labels);
  const ErrorAnalysis analysis = analyse({words_of("B-A I-A O B-B O O"),
                                          words_of("B-A I-A O B-B I-B I-B"),
                                          words_of("New York and Rome by night"),
                                          {1, 1, 1, 2, 1, 6}},
                                         &seen);
  EXPECT_EQ(counts_of(analysis, "type", "A"), (Counts{1, 1, 1}));
  EXPECT_EQ(counts_of(analysis, "type", "B"), (Counts{1, 1, 0}));
  EXPECT_EQ(counts_of(analysis, "length", "1"), (Counts{1, 0, 0}));
  EXPECT_EQ(counts_of(analysis, "length", "2"), (Counts{1, 1, 1}));
  EXPECT_EQ(counts_of(analysis, "length", "3"), (Counts{0, 1, 0}));
  EXPECT_EQ(counts_of(analysis, "length", "4+"), (Counts{0, 0, 0}));
  EXPECT_EQ(counts_of(analysis, "sentence", "1-10"), (Counts{2, 2, 1}));
  EXPECT_EQ(counts_of(analysis, "surface", "seen"), (Counts{1, 1, 1}));  // of whatever type
  EXPECT_EQ(counts_of(analysis, "surface", "unseen"), (Counts{1, 1, 0}));
  EXPECT_EQ(counts_of(analysis, "pieces", "1"), (Counts{1, 1, 1}));
  EXPECT_EQ(counts_of(analysis, "pieces", "up to 2"), (Counts{1, 0, 0}));
  EXPECT_EQ(counts_of(analysis, "pieces", "over 2"), (Counts{0, 1, 0}));  // (2 + 1 + 6) / 3
  EXPECT_EQ(analysis.end_only, 1);
}

TEST(AnalyseErrors, HasNoBucketsOfWhatIsNotKnown) {
  const ErrorAnalysis analysis = analyse({{"B-A"}, {"O"}, {"Rome"}, {}});
  for (const Bucket& bucket : analysis.buckets)
    EXPECT_THAT((std::vector<std::string>{"type", "length", "sentence"}),
                testing::Contains(bucket.by));
}

TEST(AnalyseErrors, PutsTheEdgesOfBucketsWhereTheirNamesSay) {
  for (const auto& [words, name] : {std::pair{10, "1-10"},
                                    {11, "11-20"},
                                    {20, "11-20"},
                                    {21, "21-40"},
                                    {40, "21-40"},
                                    {41, "41+"}}) {
    Analysed input{Column(words, "O"), Column(words, "O"), Column(words, "w"), {}};
    input.gold.front() = "B-A";
    EXPECT_EQ(counts_of(analyse(input), "sentence", name).gold, 1) << words;
  }
  for (const auto& [words, name] : {std::pair{1, "1"}, {2, "2"}, {3, "3"}, {4, "4+"}, {5, "4+"}}) {
    Analysed input{Column(words, "I-A"), Column(words, "O"), Column(words, "w"), {}};
    EXPECT_EQ(counts_of(analyse(input), "length", name).gold, 1) << words;
  }
  for (const auto& [pieces, name] :
       {std::pair{0, "1"}, {2, "1"}, {3, "up to 2"}, {4, "up to 2"}, {5, "over 2"}}) {
    const Analysed input{{"B-A", "I-A"}, {"O", "O"}, {"w", "w"}, {0, pieces}};
    EXPECT_EQ(counts_of(analyse(input), "pieces", name).gold, 1) << pieces;
  }
}

TEST(AnalyseErrors, CountsEachGoldEntityOnceInTheConfusion) {
  // A is found as B and C: its partner is B, the first; C is no error of its own there. D is
  // spurious.
  const ErrorAnalysis analysis = analyse(
      {words_of("B-A I-A O O B-E"), words_of("B-B B-C O B-D O"), words_of("a b c d e"), {}});
  EXPECT_EQ(analysis.confusion,
            (std::map<TypePair, std::int64_t>{
                {{"A", "B"}, 1}, {{"E", std::nullopt}, 1}, {{std::nullopt, "D"}, 1}}));
  EXPECT_THAT(analysis.gold, ElementsAre(0, 0, 0, 1, 1));
  EXPECT_THAT(analysis.predicted, ElementsAre(0, 0, 0, 2, 1));
}

TEST(AnalyseErrors, RefusesColumnsThatDoNotMatch) {
  const Column two{"B-A", "O"}, one{"O"};
  const SentenceLabels sentence{two, two};
  EXPECT_THROW((void)analyse_errors({&sentence, 1}, {{one}, {}, nullptr}), Error);
  EXPECT_THROW((void)analyse_errors({&sentence, 1}, {}), Error);
  const std::vector<std::int32_t> pieces{1};
  EXPECT_THROW((void)analyse_errors({&sentence, 1}, {{two}, pieces, nullptr}), Error);
  const SentenceLabels uneven{two, one};
  EXPECT_THROW((void)analyse_errors({&uneven, 1}, {{two}, {}, nullptr}), Error);
}

struct RandomSet {
  std::vector<LabelledPair> pairs;
  std::vector<test::NaiveText> texts;
  std::vector<std::string> seen;
  Surfaces surfaces;
};

RandomSet random_set(std::uint64_t seed) {
  RandomStream stream(derive_seed(seed, "errors"));
  const auto draw = [&](std::uint64_t bound) { return stream.below(bound); };
  const Column labels{"O", "O", "B-A", "I-A", "B-B", "I-B"};
  RandomSet set;
  for (std::size_t s = draw(4) + 1; s > 0; --s) {
    LabelledPair pair;
    test::NaiveText text;
    const std::size_t length = draw(8) == 0 ? 12 + draw(35) : draw(9);
    for (std::size_t i = 0; i < length; ++i) {
      pair.gold.push_back(labels[draw(labels.size())]);
      pair.predicted.push_back(draw(3) > 0 ? pair.gold.back() : labels[draw(labels.size())]);
      text.words.push_back(std::string(1, static_cast<char>('a' + draw(3))));
      text.pieces.push_back(static_cast<std::int32_t>(draw(4)));
    }
    set.pairs.push_back(std::move(pair));
    set.texts.push_back(std::move(text));
  }
  set.seen = {"a", "b c", "a a a"};
  set.surfaces.add(words_of("a b c a a a x"), words_of("B-A B-A I-A B-B I-B I-B O"));
  return set;
}

std::string shown(const RandomSet& set) {
  std::string text;
  for (const auto& pair : set.pairs)
    text += fmt::format("gold {} predicted {}\n", fmt::join(pair.gold, " "),
                        fmt::join(pair.predicted, " "));
  return text;
}

template <class Numbers>
std::int64_t sum(const Numbers& numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), std::int64_t{0});
}

void expect_identities(const ErrorAnalysis& analysis, const Score& score,
                       const Semeval& semeval_counts) {
  EXPECT_EQ(sum(analysis.gold), score.overall.gold);
  EXPECT_EQ(sum(analysis.predicted), score.overall.predicted);
  EXPECT_EQ(analysis.gold[0], score.overall.correct);
  EXPECT_EQ(analysis.predicted[0], score.overall.correct);
  EXPECT_EQ(analysis.gold[1], analysis.predicted[1]);
  // Equal boundaries, as SemEval'13 counts them, and so nervaluate.
  EXPECT_EQ(analysis.gold[0] + analysis.gold[1], semeval_counts.exact.correct);
  EXPECT_EQ(sum(analysis.boundaries[0]), analysis.gold[2]);
  EXPECT_EQ(sum(analysis.boundaries[1]), analysis.gold[3]);
  EXPECT_EQ(analysis.start_only + analysis.end_only + analysis.start_and_end,
            analysis.gold[2] + analysis.gold[3]);
  std::map<std::string, Counts> kinds;
  for (const Bucket& bucket : analysis.buckets) {
    kinds[bucket.by] += bucket.counts;
    if (bucket.by == "type") {
      EXPECT_EQ(bucket.counts, score.types.at(bucket.name));
    }
  }
  EXPECT_EQ(kinds.size(), score.types.empty() ? 4U : 5U);
  for (const auto& [by, counts] : kinds) EXPECT_EQ(counts, score.overall) << by;
  std::int64_t confused = 0;
  for (const auto& [types, count] : analysis.confusion) confused += count;
  EXPECT_EQ(confused, score.overall.gold + analysis.predicted[4]);
}

TEST(AnalyseErrors, AddsUpToTheScoreAndIsTheNaiveOneOnRandomLabels) {
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    const RandomSet set = random_set(seed);
    SCOPED_TRACE(shown(set));
    std::vector<SentenceLabels> labels;
    TestSet test{{}, {}, &set.surfaces};
    std::vector<std::int32_t> pieces;
    for (std::size_t s = 0; s < set.pairs.size(); ++s) {
      labels.push_back({set.pairs[s].gold, set.pairs[s].predicted});
      test.words.emplace_back(set.texts[s].words);
      pieces.insert(pieces.end(), set.texts[s].pieces.begin(), set.texts[s].pieces.end());
    }
    if (pieces.empty()) continue;  // no words, so pieces are not known
    test.pieces = pieces;
    const ErrorAnalysis analysis = analyse_errors(labels, test);
    expect_identities(analysis, score_conlleval(labels),
                      semeval(read_spans(labels, &SentenceLabels::gold, {}),
                              read_spans(labels, &SentenceLabels::predicted, {})));
    ASSERT_EQ(analysis, test::analyse_naively(set.pairs, set.texts, set.seen));
  }
}

}  // namespace
}  // namespace xner::score
