// `xner doctor`: what this build finds on this machine, and what to do about each problem.
#include <filesystem>

#include <fmt/format.h>

#include "harness/base/amounts.hpp"
#include "harness/base/process.hpp"
#include "harness/cli/experiment_options.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/verb.hpp"
#include "harness/data/catalogue.hpp"
#include "harness/flow/locations.hpp"
#include "harness/flow/machine.hpp"
#include "harness/flow/stage_process.hpp"
#include "harness/sdk/plugin_search.hpp"
#include "reports/formats/table.hpp"

namespace xner::cli {
namespace {

namespace fs = std::filesystem;

enum class Verdict { kGood, kNote, kProblem };

/// One finding: what was looked at, what was found, what to do.
struct Finding {
  Verdict verdict;
  std::string what;
  std::string found;
  std::string advice;
};

constexpr const char* kRebuild = "run ./bootstrap.sh build, or carry bin, lib and share together";

Finding check_worker() {
  const fs::path worker = flow::worker_program();
  const auto outcome = run_process({.arguments = {worker.string(), "--version"},
                                    .environment = {},
                                    .input = {},
                                    .log_file = {},
                                    .log_bytes = std::uint64_t{1} << 20},
                                   {.wall_seconds = 60});
  std::string said = outcome.log_tail;
  said.erase(said.find_last_not_of(" \r\n") + 1);
  if (outcome.end == ProcessEnd::kExited && outcome.exit_code == 0)
    return {Verdict::kGood, "worker",
            fmt::format("{}, starts in {:.2f} s", said, outcome.wall_seconds), ""};
  return {Verdict::kProblem, "worker", said.empty() ? "does not start" : said,
          "LibTorch 2.11.0 is found through lib/libtorch: let that link point to its lib folder, "
          "or run ./bootstrap.sh build"};
}

Finding check_worker_file() {
  const fs::path beside = program_folder() / "xner-worker";
  if (std::getenv("XNER_WORKER") != nullptr || fs::exists(beside)) return check_worker();
  return {Verdict::kProblem, "worker", "no xner-worker beside xner", kRebuild};
}

Finding check_libtorch() {
  const fs::path folder = flow::libtorch_folder();
  if (!fs::exists(folder / "libtorch_cpu.so"))
    return {Verdict::kNote, "LibTorch", fmt::format("not at {}", folder.string()),
            "fine if LD_LIBRARY_PATH names it; else let that link point to LibTorch's lib folder"};
  return {Verdict::kGood, "LibTorch",
          fmt::format("{}{}", fs::canonical(folder).string(),
                      fs::exists(folder / "libtorch_cuda.so") ? ", with CUDA part" : ", CPU only"),
          ""};
}

Finding check_gpu(const flow::Machine& machine) {
  if (!machine.gpus.problem.empty())
    return {Verdict::kNote, "GPU", machine.gpus.problem,
            "device = \"cpu\" works; the driver is the administrator's"};
  if (machine.gpus.cuda_driver == 0)
    return {Verdict::kNote, "GPU", "no NVIDIA driver: device = \"auto\" means cpu", ""};
  if (machine.gpus.visible.empty())
    return {Verdict::kNote, "GPU", "a driver, but no visible GPU", "is CUDA_VISIBLE_DEVICES set?"};
  std::string names;
  for (const auto& gpu : machine.gpus.visible)
    names +=
        fmt::format("{}{} (sm_{}{})", names.empty() ? "" : ", ", gpu.name, gpu.major, gpu.minor);
  names += fmt::format(", driver for CUDA {}.{}", machine.gpus.cuda_driver / 1000,
                       machine.gpus.cuda_driver % 1000 / 10);
  if (!machine.cuda_part)
    return {Verdict::kNote, "GPU", names,
            "this LibTorch has no CUDA part: build with LIBTORCH=<a CUDA build> to use it"};
  return {Verdict::kGood, "GPU", names, ""};
}

std::vector<Finding> check_plugins(const std::vector<std::string>& plugin_path) {
  std::vector<Finding> findings;
  for (const auto& plugin : sdk::find_plugins(folders(plugin_path))) {
    const std::string what = "plugin " + plugin.tag.method;
    if (plugin.problems.empty()) {
      findings.push_back({Verdict::kGood, what,
                          fmt::format("{} {}", plugin.tag.version, plugin.path.string()), ""});
    } else {
      findings.push_back({Verdict::kProblem, what, plugin.problems.front(),
                          "build it against this xner; see `xner plugins`"});
    }
  }
  if (findings.empty()) findings.push_back({Verdict::kProblem, "plugins", "none found", kRebuild});
  return findings;
}

Finding check_data() {
  const fs::path folder = flow::descriptors_folder();
  if (!fs::is_directory(folder))
    return {Verdict::kProblem, "data sets", "no descriptors at " + folder.string(), kRebuild};
  const data::Catalogue catalogue(folder, data::data_root({}));
  return {Verdict::kGood, "data sets",
          fmt::format("{} families in {}", catalogue.families().size(), folder.string()),
          "`xner data list` shows which files are there"};
}

Finding check_memory(const flow::Machine& machine) {
  const double gib = static_cast<double>(machine.memory) / (1 << 30);
  const Verdict verdict = gib < 3.5 ? Verdict::kNote : Verdict::kGood;
  return {verdict, "memory", bytes_text(static_cast<std::int64_t>(machine.memory)),
          verdict == Verdict::kNote
              ? "a multilingual BERT takes 3 to 6 GiB to train; smaller encoders fit"
              : ""};
}

int run_doctor(const std::vector<std::string>& plugin_path) {
  const auto machine = flow::look_at_machine(true);
  std::vector<Finding> findings{
      {Verdict::kGood, "processor",
       fmt::format("{}, {} cores, {}", machine.cpu, machine.cores, machine.cpu_capability), ""},
      check_memory(machine),
      check_gpu(machine),
      check_libtorch(),
      check_worker_file(),
      check_data()};
  const auto plugins = check_plugins(plugin_path);
  findings.insert(findings.end(), plugins.begin(), plugins.end());
  bool healthy = true;
  for (const auto& finding : findings) {
    const char* const mark = finding.verdict == Verdict::kGood   ? "ok  "
                             : finding.verdict == Verdict::kNote ? "note"
                                                                 : "BAD ";
    write_text(
        reports::beside(fmt::format("{} {:<22} ", mark, reports::terminal_text(finding.what)),
                        reports::terminal_text(finding.found)));
    if (!finding.advice.empty())
      write_text(reports::beside(fmt::format("{:28}-> ", ""), finding.advice));
    healthy = healthy && finding.verdict != Verdict::kProblem;
  }
  return healthy ? 0 : 1;
}

}  // namespace

Action declare_doctor(CLI::App& command) {
  const auto plugin_path = std::make_shared<std::vector<std::string>>();
  add_plugin_path(command, *plugin_path);
  return [plugin_path] { return run_doctor(*plugin_path); };
}

}  // namespace xner::cli
