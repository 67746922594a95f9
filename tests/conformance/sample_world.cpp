// See sample_world.hpp.
#include "tests/conformance/sample_world.hpp"

#include <algorithm>

#include "harness/base/hash.hpp"
#include "harness/data/corpus.hpp"
#include "harness/data/sample.hpp"
#include "harness/data/sample_encoder.hpp"
#include "harness/flow/execute.hpp"
#include "harness/sdk/conditions.hpp"
#include "harness/sdk/plugin_search.hpp"
#include "tests/support/plugin_files.hpp"

namespace xner::test {
namespace fs = std::filesystem;
namespace {

constexpr const char* kTarget = "bb";

data::LabelledCorpus first_sentences(data::LabelledCorpus corpus, std::size_t count) {
  corpus.text.sentences.resize(std::min(count, corpus.text.sentences.size()));
  corpus.labels.resize(corpus.text.sentences.size());
  return corpus;
}

std::string file_name(std::string from) {
  std::replace(from.begin(), from.end(), '/', '-');
  std::replace(from.begin(), from.end(), ':', '-');
  return from;
}

std::string digest_of(const fs::path& path) {
  return fs::is_directory(path) ? sha256_folder(path) : sha256_file(path);
}

}  // namespace

SampleWorld::SampleWorld() : inputs_(folder_.path() / "inputs") {
  const auto labelled = [&](const std::string& from, const std::string& part,
                            const std::string& split, std::size_t size) {
    write_file(path(from), to_canonical(first_sentences(data::sample_corpus(part, split), size)));
  };
  labelled("data:source/train", "aa", "train", 96);
  labelled("data:source/dev", "aa", "dev", 24);
  labelled("data:translations/bb/train", "bb", "translations", 96);
  // Labels are in these files although xner never leaves them there: a method that looks for them
  // is caught.
  labelled("data:target/bb/test", "bb", "test", 40);
  labelled("data:target/bb/dev", "bb", "dev", 24);
  labelled("data:target/bb/unlabelled", "bb", "train", 48);
  data::write_random_tiny_encoder(path("encoder"));
}

fs::path SampleWorld::path(const std::string& from) const { return inputs_ / file_name(from); }

sdk::PlanRequest SampleWorld::request(const sdk::MethodDescription& description,
                                      std::uint64_t seed) {
  sdk::Conditions conditions;
  conditions.max_length = 64;
  conditions.stride = 16;
  conditions.max_steps = 30;
  conditions.train_batch_size = 16;
  conditions.learning_rate = 2e-3;
  conditions.device = "cpu";
  conditions.threads = 1;
  return {resolve_parameters(description.parameters, {}, description.id),
          conditions,
          {kTarget},
          {seed},
          {"last"}};
}

flow::ExperimentPlan SampleWorld::order(const std::string& method, const sdk::PlanRequest& request,
                                        const sdk::Plan& plan) const {
  const std::vector<flow::MethodPlan> methods{{method, request.conditions, "cpu", plan}};
  const std::vector<fs::path> folders{build_folder() / "lib" / "xner" / "plugins"};
  const auto plugins = sdk::find_plugins(folders);
  return flow::build_plan(
      methods, {request.targets, request.seeds, request.selectors}, {"sdk", "capability"},
      [&](const std::string& name) -> const sdk::PluginFile& {
        return sdk::plugin_of(plugins, name);
      },
      [&](const std::string& from) { return digest_of(path(from)); });
}

sdk::StageRequest SampleWorld::stage_request(const flow::PlannedStage& stage,
                                             const fs::path& room) const {
  return flow::stage_request(stage, room, [&](const flow::PlannedInput& input) {
    return input.producer.empty() ? path(input.from) : outputs_.at(input.producer) / input.output;
  });
}

PlanRun SampleWorld::run(const std::string& method, const sdk::PlanRequest& request) {
  return run(method, request, Visit{});
}

PlanRun SampleWorld::run(const std::string& method, const sdk::PlanRequest& request,
                         const Visit& visit) {
  return run(method, request, flow::plan_with_plugin(plugin_file(method), request, setting()),
             visit);
}

PlanRun SampleWorld::run(const std::string& method, const sdk::PlanRequest& request,
                         const sdk::Plan& plan, const Visit& visit) {
  const flow::ExperimentPlan ordered = order(method, request, plan);
  const fs::path rooms = folder_.path() / ("run-" + std::to_string(++runs_));
  PlanRun run;
  outputs_.clear();
  for (const flow::PlannedStage& stage : ordered.stages) {
    const sdk::StageRequest one = stage_request(stage, rooms / stage.key);
    if (visit) visit(stage, one);
    const flow::StageOutcome outcome = run_stage_process(one, {.wall_seconds = 300}, {}, setting());
    run.outcomes[stage.spec.id] = outcome;
    if (outcome.status != flow::StageStatus::kOk) return run;
    outputs_[stage.key] = one.output_folder;
    for (const std::string& output : one.outputs)
      run.outputs[stage.spec.id + "/" + output] = digest_of(one.output_folder / output);
  }
  for (const flow::PlannedRun& row : ordered.runs)
    for (const flow::PlannedPrediction& one : row.predictions)
      run.predictions[row.target + "/" + std::to_string(row.seed) + "/" + one.selector] =
          read_file(outputs_.at(one.stage) / one.output);
  return run;
}

flow::StageSetting SampleWorld::setting() {
  return {.worker = build_folder() / "bin" / "xner-worker", .log_file = {}, .stop = {}};
}

void permute_labels(const fs::path& canonical_file) {
  data::LabelledCorpus corpus = data::read_labelled_corpus(canonical_file);
  std::map<std::size_t, std::vector<std::size_t>> by_length;
  for (std::size_t s = 0; s < corpus.size(); ++s) by_length[corpus.labels[s].size()].push_back(s);
  for (const auto& [length, sentences] : by_length)
    for (std::size_t i = 1; i < sentences.size(); ++i)
      std::swap(corpus.labels[sentences[i]], corpus.labels[sentences[i - 1]]);
  // Lengths that occur once are turned round instead.
  for (const auto& [length, sentences] : by_length)
    if (sentences.size() == 1)
      std::reverse(corpus.labels[sentences[0]].begin(), corpus.labels[sentences[0]].end());
  write_file(canonical_file, to_canonical(corpus));
}

}  // namespace xner::test
