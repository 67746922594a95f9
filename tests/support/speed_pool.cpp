// How often the speed gate is wrong, on real measurements of one build: judges pairs of them as
// they are (a regression found is a false alarm), and with the times of one side made longer (a
// regression found is a detection).
//   speed_pool FOLDER [GATES [PAIRS [SLOWER]]]     defaults: 50 gates, 10 pairs each, 1.2 times
// FOLDER holds what tests/support/measure_speed_pool.sh measured: <stage>-<number>.json, one
// process each, in the order in which they ran. Gates share no measurement.
#include <filesystem>
#include <string>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/cli/speed_gate.hpp"

namespace {

using namespace xner;
namespace fs = std::filesystem;

struct Options {
  fs::path folder;
  std::size_t gates = 50;
  std::size_t pairs = 10;
  double slower = 1.2;
};

/// One process's times of one stage. @param factor that they take longer.
record::Json measured(const Options& options, int stage, std::size_t number, double factor) {
  record::Json json =
      record::read_json(options.folder / fmt::format("{}-{:05}.json", stage, number));
  for (auto& row : json["benchmarks"]) row["real_time"] = row["real_time"].get<double>() * factor;
  return json;
}

struct Rates {
  std::size_t regressions = 0, passes = 0, inconclusive = 0;
};

/// @param factor of the side that is called new.
Rates judge_all(const Options& options, int stage, double factor) {
  Rates rates;
  std::size_t next = 0;
  for (std::size_t gate = 0; gate < options.gates; ++gate) {
    const auto series = cli::measure_in_turns(
        "before", "now", options.pairs,
        [&](const fs::path& program) {
          return measured(options, stage, next++, program == "now" ? factor : 1);
        },
        [](std::size_t) {});
    const auto result = reports::judge_speed("before", "now", series, {});
    const bool regression = result.count(reports::Verdict::kRegression) > 0;
    const bool open = result.count(reports::Verdict::kInconclusive) > 0;
    rates.regressions += regression ? 1 : 0;
    rates.inconclusive += !regression && open ? 1 : 0;
    rates.passes += !regression && !open ? 1 : 0;
  }
  return rates;
}

int run(const Options& options) {
  fmt::print("{} gates of {} pairs, margin {:g} %\n{:<10} {:>7} {:>12} {:>8} {:>13}\n",
             options.gates, options.pairs, 100 * reports::kDefaultSlowdown, "stage", "slower",
             "regressions", "passes", "inconclusive");
  for (int stage = 0; fs::exists(options.folder / fmt::format("{}-{:05}.json", stage, 0)); ++stage)
    for (const double factor : {1.0, options.slower}) {
      const Rates rates = judge_all(options, stage, factor);
      const auto share = [&](std::size_t n) {
        return static_cast<double>(n) / static_cast<double>(options.gates);
      };
      const auto first = measured(options, stage, 0, 1)["benchmarks"][0]["name"].get<std::string>();
      fmt::print("{:<10} {:>7.2f} {:>12.2f} {:>8.2f} {:>13.2f}\n",
                 first.substr(0, first.find("/iterations")), factor, share(rates.regressions),
                 share(rates.passes), share(rates.inconclusive));
    }
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 2 || argc > 5) {
    fmt::print(stderr, "usage: speed_pool FOLDER [GATES [PAIRS [SLOWER]]]\n");
    return 2;
  }
  Options options{argv[1]};
  if (argc > 2) options.gates = std::stoul(argv[2]);
  if (argc > 3) options.pairs = std::stoul(argv[3]);
  if (argc > 4) options.slower = std::stod(argv[4]);
  return run(options);
} catch (const std::exception& error) {
  fmt::print(stderr, "{}\n", error.what());
  return 1;
}
