// How often the gate is wrong, on real trainings: draws two disjoint sets of seeds from a pool of
// runs and lets it judge one against the other, as they are (a false alarm is a regression found)
// and with a loss of F1 injected into the new ones (a detection is a regression found).
//   gate_pool RUNS [DRAWS [SEEDS [LOSS]]]     defaults: 1000 draws, 5 + 5 seeds, 3 points
// RUNS holds one method with many seeds (60 or more) on one or several targets; a draw takes the
// same seeds on all. A loss takes correct entities of a run away, in sentences drawn at random,
// until its F1 is LOSS points lower.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/random.hpp"
#include "reports/gate/gate.hpp"

namespace {

using namespace xner;
using reports::GateCell;
using reports::Verdict;

struct Options {
  std::string runs;
  std::uint64_t draws = 1000;
  std::size_t seeds = 5;
  double loss = 3;
};

/// The first `count` places of a permutation of the pool.
std::vector<std::size_t> draw_places(std::size_t pool, std::size_t count, RandomStream& random) {
  std::vector<std::size_t> places(pool);
  for (std::size_t i = 0; i < pool; ++i) places[i] = i;
  for (std::size_t i = 0; i < count; ++i) std::swap(places[i], places[i + random.below(pool - i)]);
  places.resize(count);
  return places;
}

void inject(score::RunCounts& run, double points, RandomStream& random) {
  const score::Counts sums = score::total(run);
  auto left = std::llround(points / 100 * static_cast<double>(sums.gold + sums.predicted) / 2);
  left = std::min<long long>(left, sums.correct);
  while (left > 0) {
    auto& sentence = run[random.below(run.size())];
    if (sentence.correct == 0) continue;
    --sentence.correct;
    --left;
  }
}

GateCell part_of(const GateCell& pool, const std::vector<std::size_t>& places, std::size_t from,
                 std::size_t count) {
  GateCell part;
  part.id = pool.id;
  part.arm.signature = pool.arm.signature;
  for (std::size_t i = from; i < from + count; ++i) {
    part.arm.seeds.push_back(pool.arm.seeds[places[i]]);
    part.arm.runs.push_back(pool.arm.runs[places[i]]);
  }
  return part;
}

struct Tally {
  std::uint64_t regression = 0, inconclusive = 0, pass = 0, improvement = 0;
  void add(Verdict verdict) {
    regression += verdict == Verdict::kRegression ? 1 : 0;
    inconclusive += verdict == Verdict::kInconclusive ? 1 : 0;
    pass += verdict == Verdict::kPass ? 1 : 0;
    improvement += verdict == Verdict::kImprovement ? 1 : 0;
  }
};

void print_row(const std::string& name, double margin, double loss, const Tally& tally,
               std::uint64_t draws) {
  const auto share = [&](std::uint64_t n) {
    return static_cast<double>(n) / static_cast<double>(draws);
  };
  fmt::print("{:<24} {:>6.2f} {:>6.2f} {:>11.3f} {:>13.3f} {:>6.3f} {:>12.3f}\n", name, margin,
             loss, share(tally.regression), share(tally.inconclusive), share(tally.pass),
             share(tally.improvement));
}

void simulate(const reports::GateCells& pool, const Options& options, double margin, double loss) {
  std::map<std::string, Tally> tallies;
  Tally whole;
  const std::size_t size = pool.by_path.begin()->second.arm.seeds.size();
  for (std::uint64_t draw = 0; draw < options.draws; ++draw) {
    RandomStream random(derive_seed(draw, "gate_pool"));
    const auto places = draw_places(size, 2 * options.seeds, random);
    reports::Baseline baseline;
    reports::GateCells now;
    for (const auto& [path, cell] : pool.by_path) {
      baseline.cells.by_path[path] = part_of(cell, places, 0, options.seeds);
      GateCell& fresh = now.by_path[path] = part_of(cell, places, options.seeds, options.seeds);
      for (auto& run : fresh.arm.runs) inject(run, loss, random);
    }
    reports::Margins margins;
    margins.f1 = margin;
    const auto result = reports::judge(baseline, now, margins, {.resamples = 1000, .seed = draw});
    for (const auto& cell : result.cells) tallies[cell.id.target].add(cell.verdict);
    whole.add(result.cells.front().verdict);  // the worst
  }
  for (const auto& [target, tally] : tallies) print_row(target, margin, loss, tally, options.draws);
  if (tallies.size() > 1) print_row("gate (all targets)", margin, loss, whole, options.draws);
}

void run(const Options& options) {
  const reports::GateCells pool = reports::load_cells(options.runs);
  if (pool.by_path.empty()) throw Error(ErrorKind::kUsage, "expected a pool of runs, found none");
  for (const auto& [path, cell] : pool.by_path) {
    const auto value = reports::cell_value(cell);
    if (cell.arm.seeds.size() < 2 * options.seeds ||
        cell.arm.seeds != pool.by_path.begin()->second.arm.seeds)
      throw Error(ErrorKind::kUsage,
                  "expected the same seeds on every target, enough for both sides");
    fmt::print("{}: {} seeds, F1 {:.2f} ± {:.2f}\n", path, cell.arm.seeds.size(),
               100 * value.f1.mean, 100 * *value.f1.deviation);
  }
  fmt::print("\n{} + {} seeds, {} draws a row\n{:<24} {:>6} {:>6} {:>11} {:>13} {:>6} {:>12}\n",
             options.seeds, options.seeds, options.draws, "", "margin", "loss", "regression",
             "inconclusive", "pass", "improvement");
  for (const double loss : {0.0, options.loss})
    for (const double margin : {0.5, 1.0, 2.0}) simulate(pool, options, margin, loss);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: gate_pool RUNS [DRAWS [SEEDS [LOSS]]]\n", stderr);
    return 2;
  }
  try {
    Options options{argv[1]};
    if (argc > 2) options.draws = std::stoull(argv[2]);
    if (argc > 3) options.seeds = std::stoul(argv[3]);
    if (argc > 4) options.loss = std::stod(argv[4]);
    run(options);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "gate_pool: %s\n", error.what());
    return 1;
  }
}
