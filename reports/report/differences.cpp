// See differences.hpp.
#include "reports/report/differences.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/error.hpp"
#include "harness/base/nearest.hpp"
#include "harness/score/multiple_comparisons.hpp"
#include "reports/runs/group_counts.hpp"
#include "reports/runs/names.hpp"

namespace xner::reports {
namespace {

/// The rows of one source and size.
struct Block {
  std::span<const Row> rows;
  std::size_t begin = 0;             ///< of the first one among all rows
  std::vector<std::string> targets;  ///< that any of the rows has
};

class Comparer {
 public:
  explicit Comparer(Differences& found) : found_(found) {}

  /// On a target, or kMean over `targets`. Nothing if the rows cannot be compared there.
  std::optional<score::CombinedTest> test(const Row& a, const Row& b, const std::string& target,
                                          const std::vector<std::string>& targets);
  /// The same with the bootstrap's variance of the sentences.
  double confirmed_p(const Row& a, const Row& b, const std::string& target,
                     const std::vector<std::string>& targets);
  void clear() { counts_.clear(); }

 private:
  std::optional<score::TargetArms> arms(const Row& a, const Row& b, const std::string& target);
  std::vector<score::TargetArms> all_arms(const Row& a, const Row& b, const std::string& target,
                                          const std::vector<std::string>& targets);

  Differences& found_;
  GroupCounts counts_;
};

std::optional<score::TargetArms> Comparer::arms(const Row& a, const Row& b,
                                                const std::string& target) try {
  const Group *left = a.at(target), *right = b.at(target);
  if (left == nullptr || right == nullptr || left->seeds.empty() || right->seeds.empty())
    return std::nullopt;
  if (left->signatures != right->signatures || left->signatures.size() != 1)
    throw Error(ErrorKind::kData, "their scores have other signatures");
  const score::TargetArms both{counts_.of(*left), counts_.of(*right)};
  score::check_comparable(both.a, both.b, a.name, b.name);
  return both;
} catch (const Error& error) {
  found_.notes.insert(
      fmt::format("not compared: {} and {} on {}: {}", a.name, b.name, target, error.what()));
  return std::nullopt;
}

std::vector<score::TargetArms> Comparer::all_arms(const Row& a, const Row& b,
                                                  const std::string& target,
                                                  const std::vector<std::string>& targets) {
  std::vector<score::TargetArms> all;
  for (const auto& one : target == kMean ? targets : std::vector{target}) {
    const auto both = arms(a, b, one);
    if (!both) return {};
    all.push_back(*both);
  }
  return all;
}

std::optional<score::CombinedTest> Comparer::test(const Row& a, const Row& b,
                                                  const std::string& target,
                                                  const std::vector<std::string>& targets) {
  const bool mean = target == kMean;
  if (mean && (targets.size() < 2 || averages_by_seed(a, targets).empty() ||
               averages_by_seed(b, targets).empty()))
    return std::nullopt;
  const auto all = all_arms(a, b, target, targets);
  if (all.empty()) return std::nullopt;
  ++found_.compared;
  return mean ? score::macro_test(all) : score::combined_test(all.front().a, all.front().b);
}

double Comparer::confirmed_p(const Row& a, const Row& b, const std::string& target,
                             const std::vector<std::string>& targets) {
  return score::confirmed_test(all_arms(a, b, target, targets), {kConfirmingResamples}).p;
}

/// A test that belongs to a family, and where its result goes.
struct Member {
  const Row* a = nullptr;
  const Row* b = nullptr;
  std::string target;
  Difference difference;
};

/// Holm over the family; what stands by the closed form is confirmed by the bootstrap, whose p has
/// to stand in the same place of the family.
void judge(std::vector<Member>& family, const std::vector<std::string>& targets,
           Comparer& comparer) {
  std::vector<double> p;
  for (const Member& one : family) p.push_back(one.difference.test.p);
  const std::vector<double> adjusted = score::holm(p);
  std::vector<double> confirmed = p;
  for (std::size_t i = 0; i < family.size(); ++i) {
    Difference& difference = family[i].difference;
    difference.p_holm = adjusted[i];
    difference.stands =
        adjusted[i] <= score::kAlpha && difference.test.scope == score::Scope::kMethods;
    if (difference.stands)
      confirmed[i] = std::max(
          p[i], comparer.confirmed_p(*family[i].a, *family[i].b, family[i].target, targets));
  }
  const std::vector<double> again = score::holm(confirmed);
  for (std::size_t i = 0; i < family.size(); ++i)
    family[i].difference.stands = family[i].difference.stands && again[i] <= score::kAlpha;
}

std::optional<double> f1_of(const Row& row, const std::string& target,
                            const std::vector<std::string>& targets) {
  if (target == kMean) {
    const auto f1 = statistics(averages_by_seed(row, targets));
    return f1.n > 0 ? std::optional(f1.mean) : std::nullopt;
  }
  const Group* group = row.at(target);
  if (group == nullptr) return std::nullopt;
  const auto f1 = group->scores.f1();
  return f1.n > 0 ? std::optional(f1.mean) : std::nullopt;
}

void find_best(const Block& block, Comparer& comparer, Differences& found) {
  const auto contest = [&](const std::string& target) -> std::optional<Member> {
    std::vector<std::pair<double, const Row*>> ranked;
    for (const Row& row : block.rows)
      if (const auto f1 = f1_of(row, target, block.targets)) ranked.emplace_back(*f1, &row);
    std::ranges::stable_sort(ranked, std::greater(), [](const auto& one) { return one.first; });
    if (ranked.size() < 2) return std::nullopt;
    const auto test = comparer.test(*ranked[0].second, *ranked[1].second, target, block.targets);
    if (!test) return std::nullopt;
    return Member{ranked[0].second, ranked[1].second, target, {*test}};
  };
  std::vector<Member> family, mean;
  for (const auto& target : block.targets)
    if (auto member = contest(target)) family.push_back(std::move(*member));
  if (auto member = contest(kMean)) mean.push_back(std::move(*member));
  for (auto* members : {&family, &mean}) {
    judge(*members, block.targets, comparer);
    for (const Member& one : *members)
      if (one.difference.stands)
        found.rows[block.begin + static_cast<std::size_t>(one.a - block.rows.data())].best.insert(
            one.target);
  }
}

void compare_to(const Row& reference, const Block& block, Comparer& comparer, Differences& found) {
  std::vector<Member> means;
  const auto keep = [&](const std::vector<Member>& family) {
    for (const Member& one : family)
      found.rows[block.begin + static_cast<std::size_t>(one.a - block.rows.data())]
          .to_reference[one.target] = one.difference;
  };
  for (const Row& row : block.rows) {
    if (&row == &reference) continue;
    std::vector<Member> family;
    for (const auto& target : block.targets)
      if (const auto test = comparer.test(row, reference, target, block.targets))
        family.push_back({&row, &reference, target, {*test}});
    judge(family, block.targets, comparer);
    keep(family);
    if (const auto test = comparer.test(row, reference, kMean, block.targets))
      means.push_back({&row, &reference, kMean, {*test}});
  }
  judge(means, block.targets, comparer);
  keep(means);
}

std::vector<Block> blocks_of(const Summary& summary, const std::vector<Row>& rows) {
  std::vector<Block> blocks;
  const auto targets = targets_of(summary);
  for (std::size_t begin = 0; begin < rows.size();) {
    std::size_t end = begin;
    while (end < rows.size() && rows[end].source == rows[begin].source) ++end;
    Block block{std::span(rows).subspan(begin, end - begin), begin, {}};
    for (const auto& target : targets)
      if (std::ranges::any_of(block.rows,
                              [&](const Row& row) { return row.at(target) != nullptr; }))
        block.targets.push_back(target);
    blocks.push_back(std::move(block));
    begin = end;
  }
  return blocks;
}

bool is_base(const Row& row) { return row.front().id.variant == "base"; }

/// The paper's last row, else the one base among variants of its method.
std::string found_reference(const std::vector<Row>& rows) {
  const Row* last = nullptr;
  for (const Row& row : rows)
    if (!row.front().row.empty() &&
        (last == nullptr || row.front().row_place > last->front().row_place))
      last = &row;
  if (last != nullptr) return last->name;
  const auto base = std::ranges::find_if(rows, is_base);
  const bool ablations = base != rows.end() && std::ranges::all_of(rows, [&](const Row& row) {
                           return row.front().id.method == base->front().id.method &&
                                  (is_base(row) == (row.name == base->name));
                         });
  return ablations ? base->name : "";
}

std::string checked_reference(const std::vector<Row>& rows, const std::string& typed) {
  std::vector<std::string> names;
  for (const Row& row : rows) {
    if (row.name == typed || method_name(row.front().id) == typed) return row.name;
    if (std::ranges::find(names, row.name) == names.end()) names.push_back(row.name);
  }
  throw Error(ErrorKind::kUsage,
              fmt::format("--reference: expected a row of the report ({}), found '{}'",
                          fmt::join(names, ", "), typed),
              {}, nearest_hint(typed, names));
}

}  // namespace

Differences differences(const Summary& summary, const std::string& reference) {
  Differences found;
  const std::vector<Row> rows = rows_of(summary);
  found.reference = reference.empty() ? found_reference(rows) : checked_reference(rows, reference);
  found.rows.resize(rows.size());
  Comparer comparer(found);
  for (const Block& block : blocks_of(summary, rows)) {
    find_best(block, comparer, found);
    const auto full = std::ranges::find(block.rows, found.reference, &Row::name);
    if (full != block.rows.end()) compare_to(*full, block, comparer, found);
    comparer.clear();
  }
  return found;
}

std::vector<std::string> reading_of_best(const Differences& found) {
  if (found.compared == 0) return {};
  return {
      "Bold: the best of its source and column, where its difference to the second stands: "
      "combined test over seeds and sentences, p at most 0.05 after Holm's correction over the "
      "targets of the source (the mean: one test), at least two seeds each"};
}

std::vector<std::string> reading_of_reference(const Differences& found) {
  return {fmt::format("F1 minus that of {}, in points, with the 95 % interval of the combined test "
                      "over seeds and sentences; below 0: worse than it",
                      found.reference),
          "Bold: stands after Holm's correction, of a row over its targets, of the means over the "
          "rows of a source; intervals are not corrected"};
}

}  // namespace xner::reports
