// The scorer in every mode against naive ones: bounded enumeration, and random files of odd labels.
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "harness/base/random.hpp"
#include "harness/score/entity_f1.hpp"
#include "harness/score/semeval.hpp"
#include "harness/score/spans.hpp"
#include "tests/support/case_file.hpp"
#include "tests/support/naive_modes.hpp"
#include "tests/support/naive_scorer.hpp"

namespace xner::score {
namespace {

using data::Scheme;
using test::Column;
using test::LabelledPair;
using test::NaiveSpans;

constexpr Scheme kAllSchemes[] = {Scheme::kIob1, Scheme::kIob2,  Scheme::kIoe1,
                                  Scheme::kIoe2, Scheme::kIobes, Scheme::kBilou};

std::vector<SentenceLabels> views_of(const std::vector<LabelledPair>& pairs) {
  std::vector<SentenceLabels> views;
  for (const auto& pair : pairs) views.push_back({pair.gold, pair.predicted});
  return views;
}

Score score_pairs(const std::vector<LabelledPair>& pairs, const Reading& reading = {}) {
  Score score = score_entities(views_of(pairs), reading);
  Counts by_type;
  for (const auto& [type, counts] : score.types) by_type += counts;
  Counts by_sentence;
  for (const auto& sentence : score.sentences)
    for (const auto& [type, counts] : sentence) by_sentence += counts;
  EXPECT_EQ(by_type, score.overall);
  EXPECT_EQ(by_sentence, score.overall);
  return score;
}

std::string show(const LabelledPair& pair) {
  return fmt::format("gold {} predicted {}", fmt::join(pair.gold, " "),
                     fmt::join(pair.predicted, " "));
}

NaiveSpans as_set(const ColumnSpans& column) {
  NaiveSpans set;
  for (const Span& span : column.spans) set.emplace(span.type, span.first, span.last);
  EXPECT_EQ(set.size(), column.spans.size());
  return set;
}

NaiveSpans spans_of(const Column& labels, const Reading& reading) {
  const SentenceLabels view{labels, labels};
  return as_set(read_spans({&view, 1}, &SentenceLabels::gold, reading));
}

NaiveSpans naive_spans(const std::vector<Column>& columns, const Reading& reading) {
  return reading.mode == Mode::kSeqeval ? test::seqeval_spans(columns)
                                        : test::strict_spans(columns, reading.scheme);
}

/// Every column of 0 to `length` words.
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

/// The labels of a scheme for these types, "O" among them.
Column labels_of(Scheme scheme, const Column& types) {
  Column labels{"O"};
  for (const char prefix : scheme_prefixes(scheme))
    for (const auto& type : types)
      if (prefix != 'O') labels.push_back(std::string(1, prefix) + "-" + type);
  return labels;
}

/// All pairs of equal length, each as a file of its own.
std::size_t compare_all_pairs(std::size_t length, const Column& alphabet) {
  std::size_t pairs = 0;
  const auto columns = columns_up_to(length, alphabet);
  for (const auto& gold : columns) {
    for (const auto& predicted : columns) {
      if (gold.size() != predicted.size() || gold.empty()) continue;
      const std::vector<LabelledPair> file{{gold, predicted}};
      const Counts counts = score_pairs(file).overall;
      EXPECT_EQ(counts, test::count_by_spans(file)) << show(file[0]);
      EXPECT_EQ(counts, test::count_by_rules(file)) << show(file[0]);
      if (++pairs, ::testing::Test::HasFailure()) return pairs;
    }
  }
  return pairs;
}

TEST(ScoreEnumeration, AllPairsOfTwoTypesEqualBothNaiveScorers) {
  EXPECT_EQ(compare_all_pairs(3, {"O", "B-A", "I-A", "B-B", "I-B"}), 25U + 625U + 15625U);
}

TEST(ScoreEnumeration, AllPairsWithEndLabelsEqualBothNaiveScorers) {
  EXPECT_EQ(compare_all_pairs(4, {"O", "B-A", "I-A", "E-A"}), 16U + 256U + 4096U + 65536U);
}

TEST(ScoreEnumeration, AllColumnsOfEachSchemeEqualTheNaiveReadings) {
  for (const Scheme scheme : kAllSchemes) {
    const Column labels = labels_of(scheme, {"A", "B"});
    for (const auto& column : columns_up_to(labels.size() > 5 ? 4 : 6, labels)) {
      for (const Reading& reading : {Reading{Mode::kStrict, scheme}, Reading{Mode::kSeqeval}})
        ASSERT_EQ(spans_of(column, reading), naive_spans({column}, reading))
            << mode_name(reading.mode) << " " << scheme_title(scheme) << " "
            << fmt::format("{}", fmt::join(column, " "));
    }
  }
}

TEST(ScoreEnumeration, AllPairsOfEachSchemeEqualTheNaiveCounts) {
  for (const Scheme scheme : kAllSchemes) {
    const Column labels = labels_of(scheme, {"A"});
    const auto columns = columns_up_to(3, labels);
    for (const Reading& reading : {Reading{Mode::kStrict, scheme}, Reading{Mode::kSeqeval}}) {
      for (const auto& gold : columns) {
        const NaiveSpans gold_spans = naive_spans({gold}, reading);
        for (const auto& predicted : columns) {
          if (gold.size() != predicted.size()) continue;
          ASSERT_EQ(score_pairs({{gold, predicted}}, reading).overall,
                    test::count_sets(gold_spans, naive_spans({predicted}, reading)))
              << scheme_title(scheme) << " " << show({gold, predicted});
        }
      }
    }
  }
}

/// Whether IOB2 allows every label at its place.
bool is_iob2(const Column& labels) {
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i][0] != 'I') continue;
    if (i == 0 || labels[i - 1][0] == 'O' || labels[i - 1].substr(2) != labels[i].substr(2))
      return false;
  }
  return true;
}

// The mode matters only through transitions that IOB2 does not have.
TEST(ScoreEnumeration, ModesDifferOnlyInMalformedColumns) {
  const auto columns = columns_up_to(3, {"O", "B-A", "I-A", "B-B", "I-B"});
  std::size_t pairs = 0, well_formed = 0, differing = 0;
  for (const auto& gold : columns) {
    for (const auto& predicted : columns) {
      if (gold.size() != predicted.size() || gold.empty()) continue;
      const std::vector<LabelledPair> file{{gold, predicted}};
      const Counts conlleval = score_pairs(file).overall;
      const Counts strict = score_pairs(file, {Mode::kStrict}).overall;
      ASSERT_EQ(conlleval, score_pairs(file, {Mode::kSeqeval}).overall) << show(file[0]);
      ++pairs;
      differing += strict == conlleval ? 0 : 1;
      if (!is_iob2(gold) || !is_iob2(predicted)) continue;
      ++well_formed;
      ASSERT_EQ(strict, conlleval) << show(file[0]);
    }
  }
  EXPECT_EQ(pairs, 16275U);
  EXPECT_EQ(well_formed, 9U + 121U + 1681U);
  EXPECT_GT(differing, 1000U);
}

struct Segment {
  std::size_t first = 0;
  std::size_t last = 0;
  std::string type;
};
using Segmentation = std::vector<Segment>;

/// All ways to put entities of types A and B on words from `first` on.
void segment(std::size_t first, std::size_t words, const Segmentation& before,
             std::vector<Segmentation>& all) {
  if (first == words) {
    all.push_back(before);
    return;
  }
  segment(first + 1, words, before, all);
  for (std::size_t last = first; last < words; ++last) {
    for (const char* type : {"A", "B"}) {
      Segmentation longer = before;
      longer.push_back({first, last, type});
      segment(last + 1, words, longer, all);
    }
  }
}

/// The prefix of one word of a segment; `joins_*`: an entity of the same type touches it there.
char prefix_of(Scheme scheme, bool is_first, bool is_last, bool joins_before, bool joins_after) {
  switch (scheme) {
    case Scheme::kIob1:
      return is_first && joins_before ? 'B' : 'I';
    case Scheme::kIob2:
      return is_first ? 'B' : 'I';
    case Scheme::kIoe1:
      return is_last && joins_after ? 'E' : 'I';
    case Scheme::kIoe2:
      return is_last ? 'E' : 'I';
    case Scheme::kIobes:
      return is_first && is_last ? 'S' : is_first ? 'B' : is_last ? 'E' : 'I';
    case Scheme::kBilou:
      return is_first && is_last ? 'U' : is_first ? 'B' : is_last ? 'L' : 'I';
  }
  return 'O';
}

Column encode(const Segmentation& segments, std::size_t words, Scheme scheme) {
  Column labels(words, "O");
  for (std::size_t s = 0; s < segments.size(); ++s) {
    const auto& [first, last, type] = segments[s];
    const bool before = s > 0 && segments[s - 1].last + 1 == first && segments[s - 1].type == type;
    const bool after = s + 1 < segments.size() && segments[s + 1].first == last + 1 &&
                       segments[s + 1].type == type;
    for (std::size_t i = first; i <= last; ++i)
      labels[i] = prefix_of(scheme, i == first, i == last, before, after) + ("-" + type);
  }
  return labels;
}

TEST(ScoreEnumeration, SegmentationsInEachScheme) {
  for (const auto& expected : test::read_cases("score/schemes.cases")) {
    const Scheme scheme = scheme_from_title(expected["case"]);
    std::size_t sequences = 0;
    for (const char* mode : {"conlleval", "seqeval", "strict"}) {
      std::size_t wrong = 0;
      sequences = 0;
      for (std::size_t words = 1; words <= 5; ++words) {
        std::vector<Segmentation> all;
        segment(0, words, {}, all);
        sequences += all.size();
        for (const auto& segments : all) {
          const Column labels = encode(segments, words, scheme);
          const Counts counts =
              score_pairs({{labels, labels}}, {mode_from_name(mode), scheme}).overall;
          wrong += counts.gold == static_cast<std::int64_t>(segments.size()) ? 0 : 1;
        }
      }
      EXPECT_EQ(std::to_string(wrong), expected[mode]) << expected["case"] << " " << mode;
    }
    EXPECT_EQ(sequences, 779U);
  }
}

std::vector<LabelledPair> random_file(RandomStream& random, const Column& alphabet) {
  std::vector<LabelledPair> pairs(1 + random.below(3));
  for (auto& pair : pairs) {
    const std::size_t words = 1 + random.below(6);
    for (std::size_t i = 0; i < words; ++i) {
      pair.gold.push_back(alphabet[random.below(alphabet.size())]);
      const bool equal = random.below(3) > 0;
      pair.predicted.push_back(equal ? pair.gold.back() : alphabet[random.below(alphabet.size())]);
    }
  }
  return pairs;
}

std::vector<Column> column_of(const std::vector<LabelledPair>& pairs, Column LabelledPair::*side) {
  std::vector<Column> columns;
  for (const auto& pair : pairs) columns.push_back(pair.*side);
  return columns;
}

const Column kOddLabels{"O",   "B-A", "I-A", "E-A", "S-A", "B",    "I",     "X",   "I_A", "X-A",
                        "O-A", ".-A", "[-A", "]",   ".",   "B--A", "B-A-B", "b-A", "-A",  "I-"};

TEST(ScoreEnumeration, OddLabelsOverManySentencesEqualTheRules) {
  RandomStream random(7);
  for (int file = 0; file < 20000; ++file) {
    const auto pairs = random_file(random, kOddLabels);
    ASSERT_EQ(score_pairs(pairs).overall, test::count_by_rules(pairs))
        << show(pairs[0]) << " of " << pairs.size();
    const auto naive = [&](Column LabelledPair::*side) {
      return test::seqeval_spans(column_of(pairs, side));
    };
    ASSERT_EQ(score_pairs(pairs, {Mode::kSeqeval}).overall,
              test::count_sets(naive(&LabelledPair::gold), naive(&LabelledPair::predicted)))
        << show(pairs[0]) << " of " << pairs.size();
  }
}

TEST(ScoreEnumeration, SemevalEqualsTheBestOfAllPairings) {
  RandomStream random(8);
  for (const auto& [mode, alphabet] : std::vector<std::pair<Mode, Column>>{
           {Mode::kConlleval, {"O", "B-A", "I-A", "B-B", "I-B"}},
           {Mode::kSeqeval, {"O", "B-A", "I-A", "I-A", "I-B", "I-B"}}}) {
    for (int file = 0; file < 20000; ++file) {
      const auto pairs = random_file(random, alphabet);
      const auto views = views_of(pairs);
      const auto gold = read_spans(views, &SentenceLabels::gold, {mode});
      const auto predicted = read_spans(views, &SentenceLabels::predicted, {mode});
      const Semeval fast = semeval(gold, predicted);
      const Semeval slow = test::semeval_by_search(as_set(gold), as_set(predicted));
      ASSERT_EQ(fast.strict, slow.strict) << show(pairs[0]);
      ASSERT_EQ(fast.exact, slow.exact) << show(pairs[0]);
      ASSERT_EQ(fast.partial, slow.partial) << show(pairs[0]);
      ASSERT_EQ(fast.type, slow.type) << show(pairs[0]);
      const Counts counts = score_pairs(pairs, {mode}).overall;
      ASSERT_EQ((Counts{fast.strict.possible(), fast.strict.actual(), fast.strict.correct}),
                counts);
    }
  }
}

}  // namespace
}  // namespace xner::score
