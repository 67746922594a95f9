// See pooled_errors.hpp.
#include "reports/runs/pooled_errors.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace xner::reports {
namespace {

using score::ErrorAnalysis;

template <typename Numbers>
void add_each(const Numbers& more, Numbers& sum) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += more[i];
}

/// Behind those of its kind.
score::Counts& bucket_for(const score::Bucket& wanted, std::vector<score::Bucket>& buckets) {
  auto behind = buckets.end();
  for (auto at = buckets.begin(); at != buckets.end(); ++at) {
    if (at->by != wanted.by) continue;
    if (at->name == wanted.name) return at->counts;
    behind = at + 1;
  }
  return buckets.insert(behind, score::Bucket{wanted.by, wanted.name, {}})->counts;
}

const ErrorAnalysis* errors_of(const Group& group, std::uint64_t seed) {
  for (std::size_t i = 0; i < group.seeds.size() && i < group.errors.size(); ++i)
    if (group.seeds[i] == seed && group.errors[i]) return &*group.errors[i];
  return nullptr;
}

/// The errors of every target, or none if one of them has none.
std::optional<ErrorAnalysis> pooled_seed(const Row& row, std::uint64_t seed) {
  std::optional<ErrorAnalysis> sum;
  for (const auto& [target, group] : row.groups) {
    const ErrorAnalysis* const errors = errors_of(*group, seed);
    if (errors == nullptr) return std::nullopt;
    if (!sum) sum.emplace();
    add(*errors, *sum);
  }
  return sum;
}

std::string note_of(const Row& row, const std::vector<std::string>& targets,
                    const std::set<std::uint64_t>& left_out) {
  std::vector<std::string> parts, missing;
  for (const auto& target : targets)
    if (row.at(target) == nullptr) missing.push_back(target);
  if (!missing.empty()) parts.push_back(fmt::format("without {}", fmt::join(missing, ", ")));
  if (!left_out.empty())
    parts.push_back(fmt::format("without seed{} {}: not recorded on each of its targets",
                                left_out.size() > 1 ? "s" : "", fmt::join(left_out, ", ")));
  return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace

void add(const ErrorAnalysis& more, ErrorAnalysis& sum) {
  add_each(more.gold, sum.gold);
  add_each(more.predicted, sum.predicted);
  for (std::size_t i = 0; i < sum.boundaries.size(); ++i)
    add_each(more.boundaries[i], sum.boundaries[i]);
  sum.start_only += more.start_only;
  sum.end_only += more.end_only;
  sum.start_and_end += more.start_and_end;
  for (const auto& [types, count] : more.confusion) sum.confusion[types] += count;
  for (const auto& bucket : more.buckets) bucket_for(bucket, sum.buckets) += bucket.counts;
}

PooledErrors pooled(const Row& row, const std::vector<std::string>& targets) {
  std::set<std::uint64_t> seeds, left_out;
  for (const auto& [target, group] : row.groups)
    seeds.insert(group->seeds.begin(), group->seeds.end());
  PooledErrors found;
  for (const std::uint64_t seed : seeds) {
    if (auto sum = pooled_seed(row, seed)) {
      found.seeds.push_back(seed);
      found.errors.push_back(std::move(*sum));
    } else {
      left_out.insert(seed);
    }
  }
  if (!found.seeds.empty()) found.note = note_of(row, targets, left_out);
  return found;
}

const score::Counts* bucket_at(const ErrorAnalysis& errors, const std::string& by,
                               const std::string& name) {
  for (const auto& bucket : errors.buckets)
    if (bucket.by == by && bucket.name == name) return &bucket.counts;
  return nullptr;
}

std::int64_t gold_entities(const ErrorAnalysis& errors) noexcept {
  return std::accumulate(errors.gold.begin(), errors.gold.end(), std::int64_t{0});
}

std::int64_t predicted_entities(const ErrorAnalysis& errors) noexcept {
  return std::accumulate(errors.predicted.begin(), errors.predicted.end(), std::int64_t{0});
}

std::optional<double> share(std::int64_t part, std::int64_t whole) noexcept {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace xner::reports
