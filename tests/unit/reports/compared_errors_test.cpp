// Where two methods differ: F1 in buckets and sentences, by hand, and as a reader sees them.
#include "reports/compare/compared_errors.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/record/errors_file.hpp"
#include "reports/compare/comparison.hpp"
#include "reports/runs/pooled_errors.hpp"
#include "tests/unit/reports/labelled_runs.hpp"

namespace xner::reports {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kRuns = "mulda/base/en_pud-1000";

Comparison compared(const fs::path& folder, bool buckets, std::size_t sentences) {
  const auto methods = runs_by_method(folder);
  ComparisonSetting setting{200};
  setting.buckets = buckets;
  setting.sentences = sentences;
  return compare(load_side("mulda", methods.at("mulda")),
                 load_side("wu_dredze", methods.at("wu_dredze")), setting);
}

const BucketComparison& row(const Comparison& comparison, const std::string& by,
                            const std::string& name) {
  for (const auto& bucket : comparison.buckets)
    if (bucket.by == by && bucket.bucket == name) return bucket;
  throw std::runtime_error("no bucket " + by + " " + name);
}

TEST(CompareBuckets, HasF1OfEachSideByBucket) {
  const TemporaryFolder folder;
  test::write_labelled_methods(folder.path());
  const Comparison result = compared(folder.path(), true, 0);
  // LOC: wu_dredze finds none, then one of two and no other.
  EXPECT_DOUBLE_EQ(row(result, "type", "LOC").f1_a, 1);
  EXPECT_DOUBLE_EQ(row(result, "type", "LOC").f1_b, (0 + 2.0 / 3) / 2);
  // Entities of one word: gold 2; predicted PER and ORG, then ORG and LOC.
  EXPECT_DOUBLE_EQ(row(result, "length", "1").f1_b, (0 + 0.5) / 2);
  EXPECT_EQ(row(result, "length", "1").gold, 2);
  EXPECT_DOUBLE_EQ(row(result, "length", "2").f1_b, 0.5);
  EXPECT_DOUBLE_EQ(row(result, "sentence", "1-10").f1_b, (0 + 2.0 / 3) / 2);
  ASSERT_EQ(result.buckets.size(), 5u);  // no gold ORG, no longer entities or sentences
  // t = 2 with one degree of freedom.
  const auto& loc = row(result, "type", "LOC");
  ASSERT_TRUE(loc.test);
  EXPECT_NEAR(loc.test->p, 0.29516724, 1e-7);
  EXPECT_NEAR(loc.test->interval.low, 2.0 / 3 - 12.706205 / 3, 1e-5);
  EXPECT_DOUBLE_EQ(loc.p_holm, 1);
}

TEST(CompareBuckets, TestsNothingWhereSeedsMakeNoDifference) {
  const TemporaryFolder folder;
  for (const std::uint64_t seed : {1, 2}) {
    test::write_labelled(folder.path(), "mulda", "de", seed, {{"Main", "B-LOC", "B-LOC"}});
    test::write_labelled(folder.path(), "wu_dredze", "de", seed, {{"Main", "B-LOC", "O"}});
  }
  const Comparison result = compared(folder.path(), true, 0);
  EXPECT_EQ(row(result, "type", "LOC").f1_a, 1);
  EXPECT_FALSE(row(result, "type", "LOC").test);
  EXPECT_THAT(comparison_to_markdown(result), HasSubstr("or where seeds make no difference"));
}

TEST(CompareBuckets, PoolsTheTargetsOfASource) {
  const TemporaryFolder folder;
  test::write_labelled_methods(folder.path());
  for (const std::uint64_t seed : {1, 2}) {
    const std::vector<test::LabelledSentence> found{{"Rome", "B-LOC", "B-LOC"}};
    test::write_labelled(folder.path(), "mulda", "it", seed, {{"Rome", "B-LOC", "O"}});
    test::write_labelled(folder.path(), "wu_dredze", "it", seed, found);
  }
  const Comparison result = compared(folder.path(), true, 0);
  const auto& loc = row(result, "type", "LOC");
  EXPECT_EQ(loc.gold, 3);
  EXPECT_DOUBLE_EQ(loc.f1_a, 0.8);              // 2 of 3, nothing wrong
  EXPECT_DOUBLE_EQ(loc.f1_b, (0.5 + 0.8) / 2);  // 1 of 3, then 2 of 3
}

TEST(CompareBuckets, LeavesOutWhatIsNotTheSame) {
  const TemporaryFolder folder;
  test::write_labelled_methods(folder.path());
  for (const char* seed : {"seed-1", "seed-2"}) {
    const auto run = folder.path() / kRuns / "de" / seed;
    auto errors = *record::read_errors(run);
    errors.buckets.push_back({"surface", "seen", {3, 3, 3}});
    record::write_json(run / record::kErrorsFile, record::errors_to_json(errors));
  }
  const Comparison result = compared(folder.path(), true, 0);
  EXPECT_EQ(result.buckets.size(), 5u);
  EXPECT_THAT(result.notes, ElementsAre(HasSubstr("buckets by surface are left out")));
}

TEST(CompareBuckets, SaysThatOldRunsHaveNone) {
  const TemporaryFolder folder;
  test::write_labelled_methods(folder.path());
  for (const char* seed : {"seed-1", "seed-2"})
    fs::remove(folder.path() / kRuns / "de" / seed / record::kErrorsFile);
  const Comparison result = compared(folder.path(), true, 0);
  EXPECT_EQ(result.buckets.size(), 0u);
  EXPECT_THAT(result.notes, ElementsAre(HasSubstr("the errors of A are not recorded")));
}

TEST(CompareSentences, TakesTheLargestDifferencesFirst) {
  const TemporaryFolder folder;
  test::write_labelled_methods(folder.path());
  const auto found = compared(folder.path(), false, 5).sentences;
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].sentence, 1u);
  EXPECT_EQ(found[0].errors_a, 0);
  EXPECT_EQ(found[0].errors_b, 3);  // 4, then 2
  EXPECT_EQ(found[0].seed_b, 1u);   // both as near: the first
  EXPECT_EQ(found[1].errors_b, 0.5);
  EXPECT_EQ(compared(folder.path(), false, 1).sentences.size(), 1u);
}

TEST(CompareSentences, RefusesPredictionsOfOtherCounts) {
  const TemporaryFolder folder;
  test::write_labelled_methods(folder.path());
  write_file(folder.path() / kRuns / "de/seed-1/predictions/test.conll", "Main\tB-LOC\tB-LOC\n\n");
  try {
    (void)compared(folder.path(), false, 1);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    EXPECT_THAT(error.what(), HasSubstr("expected the 2 sentences of counts.bin, found 1"));
  }
}

TEST(CompareErrors, IsReadableAt80Columns) {
  const TemporaryFolder folder;
  test::write_labelled_methods(folder.path());
  const std::string text = comparison_to_terminal(compared(folder.path(), true, 5), false);
  const auto begin = text.find("By type and bucket");
  ASSERT_NE(begin, std::string::npos);
  EXPECT_EQ(text.substr(begin), R"(By type and bucket: F1 in percent, A - B in points
bucket         gold      A     B  A - B         interval       p  p Holm
type LOC          2  100.0  33.3  +66.7  -356.9 to 490.2  0.2952  1.0000
type PER          1  100.0  50.0  +50.0  -585.3 to 685.3  0.5000  1.0000
length 1          2  100.0  25.0  +75.0  -242.7 to 392.7  0.2048  1.0000
length 2          1  100.0  50.0  +50.0  -585.3 to 685.3  0.5000  1.0000
sentence 1-10     3  100.0  33.3  +66.7  -356.9 to 490.2  0.2952  1.0000
Entities by what they are. length: the entity's words; sentence: the sentence's
words; surface: whether the entity's words are an entity in the source's
training text; pieces: wordpieces a word. interval (95 %) and p: Welch over
seeds, these test sentences taken as fixed. p Holm: corrected for 5 rows.

The 2 sentences in which A and B differ most, by errors: entities missed and
entities wrong, mean over seeds

de, sentence 2: A 0 (below: seed 1), B 3 (below: seed 1)
  gold  [PER Angela Merkel] besuchte [LOC Paris] .
  A     [PER Angela Merkel] besuchte [LOC Paris] .
  B     [PER Angela] Merkel besuchte [ORG Paris] .

de, sentence 1: A 0 (below: seed 1), B 0.5 (below: seed 1)
  gold  Die Bank am [LOC Main] liegt .
  A     Die Bank am [LOC Main] liegt .
  B     Die Bank am Main liegt .

)");
  const std::string markdown = comparison_to_markdown(compared(folder.path(), true, 5));
  EXPECT_THAT(markdown, HasSubstr("\n## By type and bucket: F1 in percent, A - B in points\n"));
  EXPECT_THAT(markdown, HasSubstr("\n      gold  [PER Angela Merkel] besuchte [LOC Paris] .\n"));
}

TEST(CompareErrors, AreInTheJsonIfAskedFor) {
  const TemporaryFolder folder;
  test::write_labelled_methods(folder.path());
  const record::Json all = comparison_to_json(compared(folder.path(), true, 1));
  EXPECT_EQ(all["buckets"][0]["bucket"], "LOC");
  EXPECT_EQ(all["buckets"][0]["b"], 1.0 / 3);
  EXPECT_TRUE(all["buckets"][0]["welch"].is_object());
  EXPECT_EQ(all["sentences"][0]["sentence"], 2);
  EXPECT_EQ(all["sentences"][0]["b"]["labels"], record::Json({"B-PER", "O", "O", "B-ORG", "O"}));
  const record::Json none = comparison_to_json(compared(folder.path(), false, 0));
  EXPECT_TRUE(none["buckets"].is_null());
  EXPECT_TRUE(none["sentences"].is_null());
}

TEST(PooledErrors, AddUpBucketsOfOneKindAndName) {
  score::ErrorAnalysis sum, more;
  sum.buckets = {
      {"type", "LOC", {1, 1, 1}}, {"length", "1", {2, 1, 1}}, {"pieces", "1", {3, 1, 1}}};
  more.buckets = {{"type", "PER", {4, 0, 0}}, {"pieces", "1", {5, 2, 1}}};
  add(more, sum);
  EXPECT_THAT(sum.buckets, ElementsAre(score::Bucket{"type", "LOC", {1, 1, 1}},
                                       score::Bucket{"type", "PER", {4, 0, 0}},
                                       score::Bucket{"length", "1", {2, 1, 1}},
                                       score::Bucket{"pieces", "1", {8, 3, 2}}));
}

TEST(MarkedText, LeavesOutWhatIsFarFromEntities) {
  SentenceComparison sentence;
  for (int i = 0; i < 20; ++i) sentence.words.push_back("w" + std::to_string(i));
  sentence.gold = sentence.a = sentence.b = std::vector<std::string>(20, "O");
  sentence.gold[8] = "B-A";
  sentence.gold[9] = "I-A";
  EXPECT_EQ(marked_text(sentence, sentence.gold), "... w4 w5 w6 w7 [A w8 w9] w10 w11 w12 w13 ...");
  EXPECT_EQ(marked_text(sentence, sentence.b), "... w4 w5 w6 w7 w8 w9 w10 w11 w12 w13 ...");
  sentence.b[0] = "I-B";  // near the start: no dots there, and all columns show the same words
  EXPECT_EQ(marked_text(sentence, sentence.a), "w0 w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 w12 w13 ...");
  EXPECT_THAT(marked_text(sentence, sentence.b), testing::StartsWith("[B w0] w1"));
}

TEST(SentenceText, IsSafeForATerminal) {
  SentenceComparison sentence;
  sentence.target = "de";
  sentence.words = {"\x1b[31mred"};
  sentence.gold = sentence.a = sentence.b = {"B-LOC\x1b[0m"};
  EXPECT_THAT(sentence_text(sentence), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace xner::reports
