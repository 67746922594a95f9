// The plan of teacher_student: see stages.hpp.
#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/error.hpp"
#include "plugins/teacher_student/settings.hpp"
#include "plugins/teacher_student/stages.hpp"
#include "plugins/wu_dredze/stages.hpp"

namespace teacher_student {
namespace {

using xner::sdk::Json;
using xner::sdk::Plan;
using xner::sdk::PlanRequest;
using xner::sdk::StageSpec;

constexpr const char* kMethod = "teacher_student";
constexpr const char* kOracle = "target_dev";

/// What wu_dredze is asked for in an experiment of these conditions: the teacher's side.
PlanRequest teacher_request(const PlanRequest& request) {
  PlanRequest teacher = request;
  teacher.parameters = {{"freeze_bottom", request.parameters.at("teacher_freeze_bottom")}};
  return teacher;
}

/// The first selector of the experiment that needs no gold of a target: its model is the teacher.
std::string teacher_selector(const PlanRequest& request) {
  for (const std::string& selector : request.selectors)
    if (selector != kOracle) return selector;
  throw xner::Error(xner::ErrorKind::kUsage,
                    fmt::format("teacher_student: expected a selector that a teacher can be chosen "
                                "by, found {} alone",
                                fmt::join(request.selectors, ", ")),
                    {}, "selectors = [\"last\"] tracks it beside the oracle");
}

}  // namespace

StageSpec annotate_stage(const PlanRequest& request, const std::string& teacher,
                         const std::string& target) {
  StageSpec stage{fmt::format("annotate-{}-{}", target, teacher),
                  kMethod,
                  "annotate",
                  Json::object(),
                  {{"model", fmt::format("stage:{}/model-{}", teacher, teacher_selector(request))},
                   {"text", fmt::format("data:target/{}/unlabelled", target)}},
                  {"probabilities.safetensors"}};
  for (const char* name : {"max_length", "stride", "precision", "device", "threads"})
    stage.parameters[name] = request.conditions.at(name);
  return stage;
}

StageSpec distil_stage(const PlanRequest& request, const StudentSettings& settings,
                       const std::vector<std::string>& annotations, const std::string& target,
                       std::uint64_t seed) {
  StageSpec stage{fmt::format("distil-{}-seed-{}", target, seed),
                  kMethod,
                  "distil",
                  settings.conditions,
                  {{"encoder", "encoder"},
                   {"train", fmt::format("data:target/{}/unlabelled", target)},
                   {"dev", "data:source/dev"}},
                  {"history.tsv"}};
  stage.parameters.update(settings.loss);
  stage.parameters["seed"] = seed;
  stage.parameters["freeze_bottom"] = settings.freeze_bottom;
  stage.parameters["selectors"] = request.selectors;
  stage.parameters["teacher_weights"] = settings.teacher_weights;
  for (std::size_t k = 0; k < annotations.size(); ++k)
    stage.inputs.push_back({fmt::format("probabilities/{}", k),
                            fmt::format("stage:{}/probabilities.safetensors", annotations[k])});
  for (const std::string& selector : request.selectors) {
    if (selector != kOracle) {
      stage.outputs.push_back("model-" + selector);
      continue;
    }
    for (const char* split : {"dev", "test"})
      stage.inputs.push_back({fmt::format("watch/{}/{}", target, split),
                              fmt::format("data:target/{}/{}", target, split)});
    stage.outputs.push_back("watched-" + target);
  }
  return stage;
}

namespace {

class Planner {
 public:
  explicit Planner(const PlanRequest& request)
      : request_(request),
        settings_(student_settings(request)),
        teacher_(teacher_request(request)) {
    plan_.departures = settings_.departures;
  }

  void add_student(const std::string& target, std::uint64_t seed) {
    std::vector<std::string> annotations;
    for (const std::uint64_t teacher : teachers_of(seed)) {
      const StageSpec train = wu_dredze::train_stage(teacher_, teacher);
      add_once(train);
      const StageSpec annotate = annotate_stage(request_, train.id, target);
      add_once(annotate);
      annotations.push_back(annotate.id);
    }
    const StageSpec student = distil_stage(request_, settings_, annotations, target, seed);
    add_once(student);
    for (const std::string& selector : request_.selectors) {
      if (selector == kOracle) {
        plan_.predictions.push_back(
            {target, seed, selector, "test", student.id, "watched-" + target});
        continue;
      }
      const StageSpec predict = wu_dredze::predict_stage(request_, student.id, target, selector);
      add_once(predict);
      plan_.predictions.push_back({target, seed, selector, "test", predict.id, "predictions.txt"});
    }
  }

  [[nodiscard]] Plan take() { return std::move(plan_); }

 private:
  [[nodiscard]] std::vector<std::uint64_t> teachers_of(std::uint64_t seed) const {
    return settings_.teacher_seeds.empty() ? std::vector{seed} : settings_.teacher_seeds;
  }
  void add_once(const StageSpec& stage) {
    if (ids_.insert(stage.id).second) plan_.stages.push_back(stage);
  }

  const PlanRequest& request_;
  StudentSettings settings_;
  PlanRequest teacher_;
  Plan plan_;
  std::set<std::string> ids_;
};

}  // namespace

Plan make_plan(const PlanRequest& request) {
  Planner planner(request);
  for (const std::uint64_t seed : request.seeds)
    for (const std::string& target : request.targets) planner.add_student(target, seed);
  return planner.take();
}

}  // namespace teacher_student
