// The plan of concner: see stages.hpp.
#include <set>
#include <utility>

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
constexpr const char* kOracle = "target_dev";

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
  for (const std::string& selector : request.selectors) {
    if (selector != kOracle) {
      stage.outputs.push_back("model-" + selector);
      continue;
    }
    for (const std::string& one : watched) {
      for (const char* split : {"dev", "test"})
        stage.inputs.push_back(
            {fmt::format("watch/{}/{}", one, split), fmt::format("data:target/{}/{}", one, split)});
      stage.outputs.push_back("watched-" + one);
    }
  }
  return stage;
}

class Planner {
 public:
  explicit Planner(const PlanRequest& request)
      : request_(request), settings_(settings_of(request)), student_(student_request(request)) {
    if (!settings_.student) return;
    student_settings_ = teacher_student::student_settings(student_);
    plan_.departures = student_settings_.departures;
  }

  void add(const std::string& target, std::uint64_t seed) {
    const StageSpec tagger = tagger_of(target, seed);
    const std::string labels = settings_.student ? student_of(tagger.id, target, seed) : tagger.id;
    for (const std::string& selector : request_.selectors) {
      if (selector == kOracle) {
        plan_.predictions.push_back({target, seed, selector, "test", labels, "watched-" + target});
        continue;
      }
      const StageSpec predict = wu_dredze::predict_stage(request_, labels, target, selector);
      add_once(predict);
      plan_.predictions.push_back({target, seed, selector, "test", predict.id, "predictions.txt"});
    }
  }

  [[nodiscard]] Plan take() { return std::move(plan_); }

 private:
  /// The stage whose outputs are the tagger, by whoever owns it.
  StageSpec tagger_of(const std::string& target, std::uint64_t seed) {
    if (settings_.sets != Sets::kSource) add_once(mulda::translate_stage(request_, target));
    StageSpec tagger;
    if (settings_.plain && settings_.sets == Sets::kSource) {
      PlanRequest en = request_;
      en.parameters = {{"freeze_bottom", request_.parameters.at("freeze_bottom")}};
      tagger = wu_dredze::train_stage(en, seed);
    } else if (settings_.plain && settings_.sets == Sets::kBoth) {
      tagger = mulda::train_stage(request_, target, seed);
    } else {
      tagger = train_stage(request_, settings_, target, seed);
    }
    add_once(tagger);
    return tagger;
  }

  std::string student_of(const std::string& teacher, const std::string& target,
                         std::uint64_t seed) {
    const StageSpec annotate = teacher_student::annotate_stage(student_, teacher, target);
    add_once(annotate);
    const StageSpec student =
        teacher_student::distil_stage(student_, student_settings_, {annotate.id}, target, seed);
    add_once(student);
    return student.id;
  }

  void add_once(const StageSpec& stage) {
    if (ids_.insert(stage.id).second) plan_.stages.push_back(stage);
  }

  const PlanRequest& request_;
  Settings settings_;
  PlanRequest student_;
  teacher_student::StudentSettings student_settings_{};
  Plan plan_;
  std::set<std::string> ids_;
};

}  // namespace

Plan make_plan(const PlanRequest& request) {
  Planner planner(request);
  for (const std::uint64_t seed : request.seeds)
    for (const std::string& target : request.targets) planner.add(target, seed);
  return planner.take();
}

}  // namespace concner
