// The plan of teacher_student: see stages.hpp.
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

/// What wu_dredze is asked for in an experiment of these conditions: the teacher's side.
PlanRequest teacher_request(const PlanRequest& request) {
  PlanRequest teacher = request;
  teacher.parameters = {{"freeze_bottom", request.parameters.at("teacher_freeze_bottom")}};
  return teacher;
}

/// The first selector of the experiment that needs no gold of a target: its model is the teacher.
std::string teacher_selector(const PlanRequest& request) {
  for (const std::string& selector : request.selectors)
    if (selector != xner::sdk::kOracle) return selector;
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
  xner::sdk::add_selectors(stage, request.selectors, {target});
  return stage;
}

Plan make_plan(const PlanRequest& request) {
  const StudentSettings settings = student_settings(request);
  const PlanRequest teacher = teacher_request(request);
  xner::sdk::PlanBuilder plan;
  for (const std::uint64_t seed : request.seeds)
    for (const std::string& target : request.targets) {
      std::vector<std::string> annotations;
      for (const std::uint64_t one :
           settings.teacher_seeds.empty() ? std::vector{seed} : settings.teacher_seeds) {
        const std::string train = plan.add(wu_dredze::train_stage(teacher, one));
        annotations.push_back(plan.add(annotate_stage(request, train, target)));
      }
      const std::string student =
          plan.add(distil_stage(request, settings, annotations, target, seed));
      wu_dredze::add_predictions(plan, request, student, target, seed);
    }
  Plan made = plan.take();
  made.departures = settings.departures;
  return made;
}

}  // namespace teacher_student
