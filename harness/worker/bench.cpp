// See bench.hpp.
#include "harness/worker/bench.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/plugin/loaded_plugin.hpp"
#include "harness/worker/environment.hpp"
#include "harness/worker/reference_kernel.hpp"
#include "harness/worker/stage_context.hpp"

namespace xner::worker {
namespace fs = std::filesystem;
namespace {

using Clock = std::chrono::steady_clock;

/// What a run of a stage took.
struct Taken {
  sdk::Usage usage;
  std::vector<double> gaps;  ///< seconds from one report of progress to the next, within a phase
};

/// A context that talks to nobody, and notes when the stage reported.
class BenchContext final : public sdk::StageContext {
 public:
  explicit BenchContext(const sdk::StageRequest& request) : request_(request) {}
  [[nodiscard]] const sdk::StageRequest& request() const noexcept override { return request_; }
  [[nodiscard]] fs::path input(const std::string& name) const override {
    return input_path(request_, name);
  }
  [[nodiscard]] fs::path output(const std::string& name) const override {
    return output_path(request_, name);
  }
  void progress(const sdk::Progress& progress) override {
    const auto now = Clock::now();
    if (phase_ == progress.phase)
      taken_.gaps.push_back(std::chrono::duration<double>(now - reported_).count());
    reported_ = now;
    phase_ = progress.phase;
  }
  void fact(const std::string&, sdk::Json) override {}
  [[nodiscard]] sdk::Usage& usage() noexcept override { return taken_.usage; }
  [[nodiscard]] const Taken& taken() const noexcept { return taken_; }

 private:
  const sdk::StageRequest& request_;
  Taken taken_;
  Clock::time_point reported_;
  std::string phase_;  // of that report
};

/// The plugin and the folders, used by one repetition after another.
class Bench {
 public:
  explicit Bench(const BenchRequest& request) : request_(request), plugin_(request.stage.plugin) {}

  Taken run_once(const sdk::StageRequest& stage) {
    remove_tree(stage.output_folder);
    make_folders(stage.output_folder);
    make_folders(stage.scratch_folder);
    BenchContext context(stage);
    plugin_.run_stage(context);
    return context.taken();
  }

  /// Registers a benchmark whose iterations are whole runs of `stage`.
  /// @param seconds what counts of a run. @param fill adds the counters of a run.
  void add(const std::string& name, const sdk::StageRequest& stage,
           const std::function<double(const Taken&)>& seconds,
           const std::function<void(const Taken&, benchmark::UserCounters&)>& fill) {
    benchmark::RegisterBenchmark((stage.method + "/" + name).c_str(),
                                 [this, stage, seconds, fill](benchmark::State& state) {
                                   for (auto _ : state) {
                                     state.counters["reference_ms"] =
                                         reference_milliseconds(stage.parameters);
                                     const Taken taken = run_once(stage);
                                     state.SetIterationTime(seconds(taken));
                                     fill(taken, state.counters);
                                   }
                                   add_memory(state.counters);
                                 })
        ->Iterations(1)
        ->Repetitions(request_.repetitions)
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond);
  }

 private:
  void add_memory(benchmark::UserCounters& counters) const {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    counters["peak_memory_MiB"] = static_cast<double>(usage.ru_maxrss) / 1024.0;
    if (const auto device = device_memory(request_.stage.parameters); device > 0)
      counters["peak_device_memory_MiB"] = static_cast<double>(device) / (1 << 20);
  }

  const BenchRequest& request_;
  plugin::LoadedPlugin plugin_;
};

double rate(std::int64_t done, double seconds) { return static_cast<double>(done) / seconds; }

void add_training(Bench& bench, const sdk::StageRequest& stage) {
  bench.add(
      "train", stage, [](const Taken& taken) { return taken.usage.train_seconds; },
      [](const Taken& taken, benchmark::UserCounters& counters) {
        const sdk::Usage& usage = taken.usage;
        counters["steps_per_second"] = rate(usage.train_steps, usage.train_seconds);
        counters["sentences_per_second"] = rate(usage.train_sentences, usage.train_seconds);
        counters["words_per_second"] = rate(usage.train_words, usage.train_seconds);
        counters["wordpieces_per_second"] = rate(usage.train_pieces, usage.train_seconds);
      });
}

void add_prediction(Bench& bench, const sdk::StageRequest& stage) {
  bench.add(
      "predict", stage, [](const Taken& taken) { return taken.usage.predict_seconds; },
      [](const Taken& taken, benchmark::UserCounters& counters) {
        const sdk::Usage& usage = taken.usage;
        counters["sentences_per_second"] = rate(usage.predict_sentences, usage.predict_seconds);
        counters["words_per_second"] = rate(usage.predict_words, usage.predict_seconds);
        counters["wordpieces_per_second"] = rate(usage.predict_pieces, usage.predict_seconds);
      });
}

/// The q-quantile of sorted values, the nearest one from above.
double quantile(const std::vector<double>& sorted, double q) {
  const auto rank = static_cast<std::size_t>(q * static_cast<double>(sorted.size()));
  return sorted[std::min(rank, sorted.size() - 1)];
}

/// Sentences one by one: a stage with the parameter "tokens_per_batch" reports after each batch.
void add_latency(Bench& bench, sdk::StageRequest stage) {
  if (!stage.parameters.contains("tokens_per_batch")) return;
  stage.parameters["tokens_per_batch"] = 1;
  bench.add(
      "latency", stage,
      [](const Taken& taken) {
        return taken.usage.predict_seconds / static_cast<double>(taken.gaps.size() + 1);
      },
      [](const Taken& taken, benchmark::UserCounters& counters) {
        auto sorted = taken.gaps;
        if (sorted.empty()) return;
        std::sort(sorted.begin(), sorted.end());
        for (const auto& [name, q] : {std::pair{"p50_ms", 0.5}, {"p90_ms", 0.9}, {"p99_ms", 0.99}})
          counters[name] = 1000 * quantile(sorted, q);
      });
}

}  // namespace

BenchRequest read_bench_request(const fs::path& file) {
  const auto json = sdk::Json::parse(read_file(file), nullptr, /*allow_exceptions=*/false);
  const bool whole = json.is_object() && json.contains("stage") && json.contains("repetitions") &&
                     json.contains("output") && json["repetitions"].is_number_integer() &&
                     json["output"].is_string();
  if (!whole)
    throw Error(
        ErrorKind::kUsage,
        "expected a bench request {\"stage\", \"repetitions\", \"output\"}, found something else",
        Place{file.string()});
  auto stage = sdk::stage_request_from_json(json["stage"]);
  stage.checkpoint_folder.clear();  // every repetition is a whole training
  return {std::move(stage), json["repetitions"].get<int>(), json["output"].get<std::string>()};
}

void run_bench(const BenchRequest& request) {
  prepare_process(request.stage.parameters);
  Bench bench(request);
  const Taken warm = bench.run_once(request.stage);
  if (warm.usage.train_steps > 0) {
    add_training(bench, request.stage);
  } else if (warm.usage.predict_sentences > 0) {
    add_prediction(bench, request.stage);
    add_latency(bench, request.stage);
  } else {
    throw Error(ErrorKind::kUsage,
                fmt::format("stage '{}' neither trains nor predicts: nothing to measure",
                            request.stage.type));
  }
  const sdk::Json environment = environment_facts(request.stage.parameters);
  for (const auto& [name, value] : environment.items())
    benchmark::AddCustomContext(name, value.is_string() ? value.get<std::string>() : value.dump());
  std::ostringstream text;
  benchmark::JSONReporter reporter;
  reporter.SetOutputStream(&text);
  reporter.SetErrorStream(&text);
  benchmark::RunSpecifiedBenchmarks(&reporter);
  benchmark::ClearRegisteredBenchmarks();
  write_file(request.output, text.str());
}

}  // namespace xner::worker
