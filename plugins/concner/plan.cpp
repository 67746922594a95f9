// The plan of concner: see stages.hpp.
#include <fmt/format.h>

#include "plugins/concner/settings.hpp"
#include "plugins/concner/stages.hpp"
#include "plugins/mulda/stages.hpp"
#include "plugins/teacher_student/settings.hpp"
#include "plugins/teacher_student/stages.hpp"
#include "plugins/wu_dredze/stages.hpp"

namespace concner {
namespace {

using xner::sdk::Plan;
using xner::sdk::PlanRequest;
using xner::sdk::StageSpec;

constexpr const char* kMethod = "concner";

std::string stage_id(Sets sets, const std::string& target, std::uint64_t seed) {
  switch (sets) {
    case Sets::kSource:
      return fmt::format("contrast-en-seed-{}", seed);
    case Sets::kTranslations:
      return fmt::format("trans-{}-seed-{}", target, seed);
    case Sets::kBoth:
      break;
  }
  return fmt::format("contrast-{}-seed-{}", target, seed);
}

/// concner's own "train".
StageSpec train_stage(const PlanRequest& request, const Settings& settings,
                      const std::string& target, std::uint64_t seed) {
  StageSpec stage{stage_id(settings.sets, target, seed),
                  kMethod,
                  "train",
                  request.conditions,
                  {{"dev", "data:source/dev"}, {"encoder", "encoder"}},
                  {"history.tsv"}};
  stage.parameters.update(settings.training);
  stage.parameters["seed"] = seed;
  stage.parameters["selectors"] = request.selectors;
  if (settings.sets != Sets::kTranslations) stage.inputs.push_back({"train", "data:source/train"});
  if (settings.sets != Sets::kSource)
    stage.inputs.push_back(
        {settings.sets == Sets::kBoth ? "translations" : "train",
         fmt::format("stage:{}/train.jsonl", mulda::translate_stage(request, target).id)});
  // A tagger that sees no translation is of all targets.
  const auto watched = settings.sets == Sets::kSource ? request.targets : std::vector{target};
  xner::sdk::add_selectors(stage, request.selectors, watched);
  return stage;
}

}  // namespace

StageSpec tagger_stage(const PlanRequest& request, const std::string& target, std::uint64_t seed) {
  const Settings settings = settings_of(request);
  if (settings.plain && settings.sets == Sets::kSource)
    return wu_dredze::train_stage(request, seed);
  if (settings.plain && settings.sets == Sets::kBoth)
    return mulda::train_stage(request, target, seed);
  return train_stage(request, settings, target, seed);
}

namespace {

class Planner {
 public:
  explicit Planner(const PlanRequest& request)
      : request_(request), settings_(settings_of(request)), student_(student_request(request)) {
    if (settings_.student) student_settings_ = teacher_student::student_settings(student_);
  }

  void add(const std::string& target, std::uint64_t seed) {
    const std::string tagger = plan_.add(tagger_of(target, seed));
    const std::string labels = settings_.student ? student_of(tagger, target, seed) : tagger;
    wu_dredze::add_predictions(plan_, request_, labels, target, seed);
  }

  [[nodiscard]] Plan take() {
    Plan plan = plan_.take();
    if (settings_.student) plan.departures = student_settings_.departures;
    return plan;
  }

 private:
  StageSpec tagger_of(const std::string& target, std::uint64_t seed) {
    if (settings_.sets != Sets::kSource) plan_.add(mulda::translate_stage(request_, target));
    return tagger_stage(request_, target, seed);
  }

  std::string student_of(const std::string& teacher, const std::string& target,
                         std::uint64_t seed) {
    const std::string annotation =
        plan_.add(teacher_student::annotate_stage(student_, teacher, target));
    return plan_.add(
        teacher_student::distil_stage(student_, student_settings_, {annotation}, target, seed));
  }

  const PlanRequest& request_;
  Settings settings_;
  PlanRequest student_;
  teacher_student::StudentSettings student_settings_{};
  xner::sdk::PlanBuilder plan_;
};

}  // namespace

Plan make_plan(const PlanRequest& request) {
  Planner planner(request);
  for (const std::uint64_t seed : request.seeds)
    for (const std::string& target : request.targets) planner.add(target, seed);
  return planner.take();
}

}  // namespace concner
