// What another method gets that asks for a tagger of concner.
#include "plugins/concner/stages.hpp"

#include <algorithm>

#include <gmock/gmock.h>

#include "harness/sdk/conditions.hpp"
#include "plugins/concner/settings.hpp"

namespace {

namespace sdk = xner::sdk;
using sdk::Json;

sdk::PlanRequest request(const std::string& preset) {
  Json parameters = sdk::resolve_parameters(concner::parameters(), {{"preset", preset}}, "concner");
  return {std::move(parameters), sdk::Conditions{}, {"bb", "cc"}, {1}, {"last"}};
}

TEST(TaggerStage, IsTheStageOfItsPlanWhateverStandsBesideItsParameters) {
  for (const char* preset : {"en", "en_lcl", "trans", "entrans", "full"}) {
    const auto stages = concner::make_plan(request(preset)).stages;
    sdk::PlanRequest another = request(preset);
    another.parameters["a parameter of the method that asks"] = 3;
    const sdk::StageSpec tagger = concner::tagger_stage(another, "cc", 1);
    EXPECT_TRUE(std::any_of(stages.begin(), stages.end(),
                            [&](const auto& stage) { return Json(stage) == Json(tagger); }))
        << preset << " " << Json(tagger);
  }
}

TEST(TaggerStage, IsOfWhoOwnsIt) {
  EXPECT_EQ(concner::tagger_stage(request("en"), "cc", 1).method, "wu_dredze");
  EXPECT_EQ(concner::tagger_stage(request("entrans"), "cc", 1).method, "mulda");
  EXPECT_EQ(concner::tagger_stage(request("trans"), "cc", 1).method, "concner");
}

}  // namespace
