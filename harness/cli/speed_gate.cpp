// See speed_gate.hpp.
#include "harness/cli/speed_gate.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>

#include <fmt/format.h>
#include <unistd.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/process.hpp"
#include "harness/base/utf8.hpp"
#include "harness/cli/interrupt.hpp"
#include "reports/gate/speed_files.hpp"
#include "reports/runs/measured.hpp"

namespace xner::cli {
namespace fs = std::filesystem;
namespace {

using Times = std::map<std::string, double>;  // milliseconds by benchmark

/// Both sides have to say the same of these.
void check_alike(const record::Json& before, const record::Json& now) {
  for (const char* fact : {"device", "precision", "threads"}) {
    const record::Json a = before.at("context").value(fact, record::Json());
    const record::Json b = now.at("context").value(fact, record::Json());
    if (a != b)
      throw Error(ErrorKind::kData,
                  fmt::format("expected both sides on one {}, found {} before and {} now", fact,
                              a.dump(), b.dump()),
                  {}, fmt::format("say training.{}=... so that both mean the same", fact));
  }
}

Times times_of(const record::Json& json, const fs::path& program) {
  Times times;
  for (const auto& stage : reports::bench_from_json(json, program).stages)
    times[stage.name] = stage.milliseconds;
  return times;
}

void check_same_benchmarks(const Times& before, const Times& now) {
  for (const auto& [some, others, side] :
       {std::tuple{&before, &now, "this installation"}, std::tuple{&now, &before, "the other one"}})
    for (const auto& [name, time] : *some)
      if (!others->contains(name))
        throw Error(ErrorKind::kData,
                    fmt::format("expected the same benchmarks on both sides, {} has no '{}'", side,
                                shortened(name)));
}

/// What a program wrote, as a part of a sentence.
std::string in_one_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::ranges::replace(text, '\n', ' ');
  return text;
}

Measure bench_of(const GateOptions& options, const std::stop_token& stop) {
  return [options, stop](const fs::path& program) -> record::Json {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "bench.json";
    ProcessCommand command;
    command.arguments = {program.string(),
                         "bench",
                         options.what,
                         "--json",
                         file.string(),
                         "--repetitions",
                         "2",
                         "--steps",
                         std::to_string(options.steps)};
    auto& arguments = command.arguments;
    if (!options.encoder.empty()) arguments.insert(arguments.end(), {"--encoder", options.encoder});
    std::ranges::copy(bench_settings(options), std::back_inserter(arguments));
    const ProcessOutcome outcome = run_process(command, {}, {}, stop);
    if (stop.stop_requested()) return {};
    if (outcome.end == ProcessEnd::kExited && outcome.exit_code == 0)
      return record::read_json(file);
    throw Error(outcome.exit_code == 2 ? ErrorKind::kUsage : ErrorKind::kStage,
                fmt::format("{} bench {} failed: {}", program.string(), options.what,
                            shortened(in_one_line(outcome.log_tail), 2000)));
  };
}

reports::SpeedSetting setting_of(const GateOptions& options) {
  const reports::Margins margins = margins_of(options, {});
  return {margins.time / 100, margins.instructions / 100, options.alpha};
}

int judged(const GateOptions& options, const reports::SpeedResult& result, std::ostream& out) {
  const reports::FailOn asked = fail_on(options);
  const int code = reports::speed_exit_code(result, asked);
  write_verdict(options,
                {.json = [&] { return reports::speed_to_json(result, code); },
                 .junit = [&] { return reports::speed_to_junit(result, asked); },
                 .markdown = [&] { return reports::speed_to_markdown(result); },
                 .github = [&] { return reports::speed_to_github(result, asked); },
                 .terminal = [&] { return reports::speed_to_terminal(result, options.colour); }},
                out);
  return code;
}

}  // namespace

fs::path program_of(const std::string& prefix) {
  std::error_code ignored;
  const fs::path program =
      fs::is_directory(prefix, ignored) ? fs::path(prefix) / "bin" / "xner" : fs::path(prefix);
  if (fs::is_regular_file(program, ignored) && ::access(program.c_str(), X_OK) == 0)
    return fs::absolute(program);
  throw Error(ErrorKind::kUsage,
              fmt::format("--against: expected an installation, found no program {}",
                          shortened(program.string())),
              {},
              "name the folder that has bin/xner, e.g. of `cmake --install build --prefix DIR`");
}

std::vector<reports::SpeedSeries> measure_in_turns(const fs::path& before, const fs::path& now,
                                                   std::size_t pairs, const Measure& measure,
                                                   const std::function<void(std::size_t)>& told) {
  std::map<std::string, reports::SpeedSeries> series;
  for (std::size_t pair = 0; pair < pairs; ++pair) {
    const bool before_first = pair % 2 == 0;
    record::Json first = measure(before_first ? before : now);
    if (first.is_null()) return {};
    record::Json second = measure(before_first ? now : before);
    if (second.is_null()) return {};
    if (!before_first) std::swap(first, second);
    const Times a = times_of(first, before), b = times_of(second, now);
    check_alike(first, second);
    check_same_benchmarks(a, b);
    for (const auto& [name, time] : a) {
      auto& one =
          series
              .try_emplace(name,
                           reports::SpeedSeries{name, reports::SpeedMetric::kPairedTime, {}, {}})
              .first->second;
      one.before.push_back(time);
      one.now.push_back(b.at(name));
    }
    told(pair + 1);
  }
  std::vector<reports::SpeedSeries> result;
  for (auto& [name, one] : series) result.push_back(std::move(one));
  return result;
}

int run_gate_in_turns(const GateOptions& options, const std::stop_token& stop,
                      const std::function<void(std::size_t)>& told, std::ostream& out) {
  check_gate_words(options);
  const reports::SpeedSetting setting = setting_of(options);
  const fs::path before = program_of(options.against), now = program_folder() / "xner";
  const auto series = measure_in_turns(before, now, options.pairs, bench_of(options, stop), told);
  if (stop.stop_requested()) return kInterruptedExit;
  return judged(options, reports::judge_speed(before.string(), now.string(), series, setting), out);
}

int run_gate_of_files(const GateOptions& options, std::ostream& out, std::ostream& notes) {
  check_gate_words(options);
  const reports::SpeedSetting setting = setting_of(options);
  const reports::SpeedFile before{options.baseline, record::read_json(options.baseline)};
  const reports::SpeedFile now{options.what, record::read_json(options.what)};
  std::vector<std::string> said;
  const auto series = reports::series_of(before, now, said);
  for (const auto& note : said) notes << note << '\n';
  return judged(options, reports::judge_speed(options.baseline, options.what, series, setting),
                out);
}

}  // namespace xner::cli
