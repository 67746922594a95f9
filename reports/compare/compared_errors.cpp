// See compared_errors.hpp: the numbers.
#include "reports/compare/compared_errors.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/record/errors_file.hpp"
#include "harness/score/multiple_comparisons.hpp"
#include "reports/runs/pooled_errors.hpp"

namespace xner::reports {
namespace {

namespace fs = std::filesystem;
using score::ErrorAnalysis;
using ArmOf = const ArmRuns* RowPair::*;

ErrorAnalysis analyse(const score::ColumnFile& file) {
  std::vector<score::SentenceLabels> labels;
  score::TestSet test;
  for (const auto& sentence : file.sentences) {
    labels.push_back({sentence.gold, sentence.labels});
    test.words.emplace_back(sentence.words);
  }
  return score::analyse_errors(labels, test);
}

std::optional<ErrorAnalysis> errors_of(const ArmRuns& arm, std::size_t run) {
  if (arm.file) return analyse(*arm.file);
  return record::read_errors(arm.folders.at(run));
}

/// Seeds of one side whose errors are recorded on every target, summed over these.
std::vector<ErrorAnalysis> side_errors(const std::vector<RowPair>& pairs, ArmOf side) {
  std::map<std::uint64_t, std::pair<std::size_t, ErrorAnalysis>> sums;
  for (const RowPair& pair : pairs) {
    const ArmRuns& arm = *(pair.*side);
    for (std::size_t run = 0; run < arm.seeds.size(); ++run)
      if (const auto errors = errors_of(arm, run)) {
        auto& [targets, sum] = sums[arm.seeds[run]];
        ++targets;
        add(*errors, sum);
      }
  }
  std::vector<ErrorAnalysis> whole;
  for (auto& [seed, counted] : sums)
    if (counted.first == pairs.size()) whole.push_back(std::move(counted.second));
  return whole;
}

/// Gold entities by bucket of one kind.
std::map<std::string, std::int64_t> support(const ErrorAnalysis& errors, const std::string& by) {
  std::map<std::string, std::int64_t> gold;
  for (const auto& bucket : errors.buckets)
    if (bucket.by == by && bucket.counts.gold > 0) gold[bucket.name] = bucket.counts.gold;
  return gold;
}

std::vector<double> f1_in(const std::vector<ErrorAnalysis>& runs, const score::Bucket& wanted) {
  std::vector<double> values;
  for (const ErrorAnalysis& run : runs) {
    const score::Counts* const counts = bucket_at(run, wanted.by, wanted.name);
    values.push_back(counts == nullptr ? 0 : score::comparable_f1(*counts));
  }
  return values;
}

/// Kinds that all runs of both sides have with the same gold entities.
std::set<std::string> common_kinds(const std::vector<ErrorAnalysis>& a,
                                   const std::vector<ErrorAnalysis>& b,
                                   std::vector<std::string>& notes) {
  std::set<std::string> kinds, common;
  for (const auto* runs : {&a, &b})
    for (const ErrorAnalysis& run : *runs)
      for (const auto& bucket : run.buckets) kinds.insert(bucket.by);
  for (const auto& by : kinds) {
    const auto expected = support(a.front(), by);
    const auto same = [&](const ErrorAnalysis& run) { return support(run, by) == expected; };
    if (std::ranges::all_of(a, same) && std::ranges::all_of(b, same))
      common.insert(by);
    else
      notes.push_back(fmt::format(
          "buckets by {} are left out: they do not hold the same entities on both sides (another "
          "source text or another encoder)",
          by));
  }
  return common;
}

void compare_source(const std::vector<RowPair>& pairs, double alpha,
                    std::vector<BucketComparison>& rows, std::vector<std::string>& notes) {
  const auto a = side_errors(pairs, &RowPair::a), b = side_errors(pairs, &RowPair::b);
  if (a.empty() || b.empty()) {
    notes.push_back(
        fmt::format("no buckets: the errors of {} are not recorded; xner run writes errors.json "
                    "with a score",
                    a.empty() && b.empty() ? "both sides"
                    : a.empty()            ? "A"
                                           : "B"));
    return;
  }
  const auto kinds = common_kinds(a, b, notes);
  for (const auto& bucket : a.front().buckets) {
    if (!kinds.contains(bucket.by) || bucket.counts.gold == 0) continue;
    const auto f1_a = f1_in(a, bucket), f1_b = f1_in(b, bucket);
    auto test = score::welch(f1_a, f1_b, alpha);
    if (test && test->standard_error == 0) test.reset();  // nothing that a test could go by
    rows.push_back({pairs.front().key.first, bucket.by, bucket.name, bucket.counts.gold,
                    score::mean(f1_a), score::mean(f1_b), test, 1});
  }
}

void correct(std::vector<BucketComparison>& rows) {
  std::vector<double> p;
  for (const BucketComparison& row : rows)
    if (row.test) p.push_back(row.test->p);
  const auto adjusted = score::holm(p);
  std::size_t at = 0;
  for (BucketComparison& row : rows)
    if (row.test) row.p_holm = adjusted[at++];
}

double errors_in(const score::SentenceCount& count) {
  return count.gold + count.predicted - 2 * count.correct;
}

double mean_errors(const ArmRuns& arm, std::size_t sentence) {
  double sum = 0;
  for (const auto& run : arm.runs) sum += errors_in(run[sentence]);
  return sum / static_cast<double>(arm.runs.size());
}

/// The first run whose errors in the sentence are nearest to the mean.
std::size_t typical_run(const ArmRuns& arm, std::size_t sentence) {
  const double mean = mean_errors(arm, sentence);
  std::size_t best = 0;
  for (std::size_t run = 1; run < arm.runs.size(); ++run)
    if (std::abs(errors_in(arm.runs[run][sentence]) - mean) <
        std::abs(errors_in(arm.runs[best][sentence]) - mean))
      best = run;
  return best;
}

/// Predictions of the runs that are shown, each read once.
class Predictions {
 public:
  const score::ColumnSentence& at(const ArmRuns& arm, std::size_t run, std::size_t sentence) {
    if (arm.file) return arm.file->sentences.at(sentence);
    const fs::path path = arm.folders.at(run) / record::kTestPredictions;
    auto known = files_.find(path);
    if (known == files_.end())
      known = files_.emplace(path, score::read_column_file(path, score::LabelColumns::kTwo)).first;
    const auto& sentences = known->second.sentences;
    if (sentences.size() != arm.runs[run].size())
      throw Error(ErrorKind::kData,
                  fmt::format("expected the {} sentences of {}, found {}", arm.runs[run].size(),
                              record::kCountsFile, sentences.size()),
                  Place{path.string()}, "run it again: a run folder is written as a whole");
    return sentences[sentence];
  }

 private:
  std::map<fs::path, score::ColumnFile> files_;
};

struct Different {
  const RowPair* pair = nullptr;
  std::size_t sentence = 0;
  double difference = 0;  ///< without sign
};

std::vector<Different> most_different(const std::vector<RowPair>& pairs, std::size_t most) {
  std::vector<Different> candidates;
  for (const RowPair& pair : pairs)
    for (std::size_t s = 0; s < pair.a->runs.front().size(); ++s) {
      const double difference = std::abs(mean_errors(*pair.a, s) - mean_errors(*pair.b, s));
      if (difference > 0) candidates.push_back({&pair, s, difference});
    }
  std::ranges::stable_sort(candidates, std::greater(), &Different::difference);
  if (candidates.size() > most) candidates.resize(most);
  return candidates;
}

}  // namespace

std::vector<BucketComparison> compare_buckets(const std::vector<RowPair>& pairs, double alpha,
                                              std::vector<std::string>& notes) {
  std::map<std::string, std::vector<RowPair>> by_source;
  for (const RowPair& pair : pairs) by_source[pair.key.first].push_back(pair);
  std::vector<BucketComparison> rows;
  for (const auto& [source, of_source] : by_source) compare_source(of_source, alpha, rows, notes);
  correct(rows);
  return rows;
}

std::vector<SentenceComparison> compare_sentences(const std::vector<RowPair>& pairs,
                                                  std::size_t most) {
  Predictions predictions;
  std::vector<SentenceComparison> found;
  for (const Different& different : most_different(pairs, most)) {
    const ArmRuns &a = *different.pair->a, &b = *different.pair->b;
    const std::size_t s = different.sentence;
    const std::size_t run_a = typical_run(a, s), run_b = typical_run(b, s);
    const auto& of_a = predictions.at(a, run_a, s);
    const auto& of_b = predictions.at(b, run_b, s);
    if (of_a.gold != of_b.gold)
      throw Error(ErrorKind::kData,
                  fmt::format("{}, sentence {}: expected one gold for both sides, found two",
                              different.pair->key.second, s + 1),
                  {}, "compare runs on the same data");
    found.push_back({different.pair->key.first, different.pair->key.second, s, mean_errors(a, s),
                     mean_errors(b, s), a.seeds[run_a], b.seeds[run_b], of_a.words, of_a.gold,
                     of_a.labels, of_b.labels});
  }
  return found;
}

}  // namespace xner::reports
