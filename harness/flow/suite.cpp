// See suite.hpp.
#include "harness/flow/suite.hpp"

#include <set>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/flow/results.hpp"
#include "harness/record/published.hpp"
#include "harness/record/run_folder.hpp"

namespace xner::flow {
namespace {

/// A run's folder has one owner.
void check_runs(const Suite& suite) {
  std::set<std::string> folders;
  for (const Prepared& part : suite.parts)
    for (const PlannedRun& run : part.plan.runs) {
      const std::string folder =
          part.experiment.name + "/" + run_id(part.experiment, run).folder().generic_string();
      if (!folders.insert(folder).second)
        throw Error(ErrorKind::kUsage,
                    fmt::format("expected different runs in all parts, found {} twice", folder),
                    Place{part.experiment.file.string(), 0, 0},
                    "give the targets of one part other names");
    }
}

void check_limits(const Suite& suite) {
  for (const Prepared& part : suite.parts)
    if (part.experiment.limits != suite.parts.front().experiment.limits)
      throw Error(ErrorKind::kUsage, "expected equal [limits] in all parts, found different ones",
                  Place{part.experiment.file.string(), 0, 0});
}

}  // namespace

Suite prepare_suite(std::vector<config::Experiment> experiments, const std::string& name,
                    const PrepareOptions& options) {
  Suite suite;
  suite.name = name;
  for (auto& experiment : experiments)
    suite.parts.push_back(prepare(std::move(experiment), options));
  check_runs(suite);
  check_limits(suite);
  merge_plans(suite);
  return suite;
}

void merge_plans(Suite& suite) {
  suite.plan = {};
  suite.origins.clear();
  std::map<std::string, std::size_t> position;  // key -> place in the whole
  for (std::size_t p = 0; p < suite.parts.size(); ++p) {
    const ExperimentPlan& plan = suite.parts[p].plan;
    std::vector<std::size_t> moved;
    // A part's producers come first, and so they do in the whole.
    for (const PlannedStage& stage : plan.stages) {
      const auto [at, is_new] = position.emplace(stage.key, suite.plan.stages.size());
      if (is_new) suite.plan.stages.push_back(stage);
      moved.push_back(at->second);
      for (const auto& [unused, input] : stage.inputs)
        if (input.producer.empty()) suite.origins.emplace(input.digest, std::pair(p, input.from));
    }
    for (PlannedRun run : plan.runs) {
      run.part = p;
      for (std::size_t& stage : run.stages) stage = moved[stage];
      suite.plan.runs.push_back(std::move(run));
    }
  }
}

void write_published(const Suite& suite, const std::filesystem::path& runs_folder) {
  std::map<std::string, Json> parts;  // by experiment
  for (const Prepared& part : suite.parts)
    if (const Json& published = part.experiment.published; !published.is_null())
      parts[part.experiment.name].push_back(published);
  for (auto& [name, published] : parts)
    record::write_json(runs_folder / name / record::kPublishedFile,
                       {{"schema", record::kPublishedSchema}, {"parts", std::move(published)}});
}

std::filesystem::path input_path(Suite& suite, const PlannedInput& input) {
  const auto& [part, from] = suite.origins.at(input.digest);
  return suite.parts[part].materials->path(from);
}

std::int64_t estimated_steps(Suite& suite, const PlannedStage& stage) {
  const auto units = training_units(suite.plan, stage, [&](const PlannedInput& input) {
    const auto& [part, from] = suite.origins.at(input.digest);
    return suite.parts[part].materials->sentences(from);
  });
  return estimated_steps(stage, units);
}

}  // namespace xner::flow
