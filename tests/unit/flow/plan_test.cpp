// Keys, merging, order, and the plans that are refused.
#include "harness/flow/plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"

namespace xner::flow {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Two targets, one seed: one training and two predictions, as wu_dredze plans them.
sdk::Plan two_targets() {
  sdk::Plan plan;
  // Out of order on purpose: consumers may come first.
  for (const char* target : {"bb", "cc"}) {
    const std::string id = std::string("predict-") + target;
    plan.stages.push_back({id,
                           "method_a",
                           "predict",
                           {{"threads", 2}},
                           {{"model", "stage:train/model-last"},
                            {"text", std::string("data:target/") + target + "/test"}},
                           {"predictions.txt"}});
    plan.predictions.push_back({target, 1, "last", "test", id, "predictions.txt"});
  }
  plan.stages.push_back({"train",
                         "method_a",
                         "train",
                         {{"seed", 1}, {"device", "cuda"}},
                         {{"train", "data:source/train"}, {"encoder", "encoder"}},
                         {"model-last", "history.tsv"}});
  return plan;
}

class Plans : public ::testing::Test {
 protected:
  ExperimentPlan build(std::vector<sdk::Plan> plans) {
    std::vector<MethodPlan> methods;
    char name = 'a';
    for (auto& plan : plans)
      methods.push_back({std::string("method_") + name++, conditions_, device_, std::move(plan)});
    return build_methods(methods);
  }
  ExperimentPlan build_methods(const std::vector<MethodPlan>& methods) {
    return build_plan(
        methods, shape_, identity_,
        [&](const std::string& method) -> const sdk::PluginFile& {
          plugin_.path = "/somewhere/" + method + ".so";
          plugin_.build_id = build_id_ + method;
          plugin_.tag.libtorch = libtorch_;
          return plugin_;
        },
        [&](const std::string& from) { return digests_ + from; });
  }
  std::string key_of_train() { return build({two_targets()}).stages.front().key; }
  std::string error(sdk::Plan plan) {
    try {
      static_cast<void>(build({std::move(plan)}));
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kPlugin);
      return error.what();
    }
    return "no error";
  }

  PlanShape shape_{{"bb", "cc"}, {1}, {"last"}};
  BuildIdentity identity_{"sdk-1", "AVX2"};
  Json conditions_{{"device", "cuda"}, {"threads", 3}, {"precision", "fp32"}};
  std::string device_ = "cuda:sm_90", build_id_ = "id-", libtorch_ = "2.11.0",
              digests_ = "digest of ";
  sdk::PluginFile plugin_;
};

TEST_F(Plans, OrdersProducersFirst) {
  const auto plan = build({two_targets()});
  ASSERT_THAT(plan.stages, SizeIs(3));
  EXPECT_EQ(plan.stages[0].spec.id, "train");
  EXPECT_EQ(plan.stages[1].spec.id, "predict-bb");
  EXPECT_EQ(plan.stages[1].inputs.at("model").producer, plan.stages[0].key);
  EXPECT_EQ(plan.stages[1].inputs.at("model").output, "model-last");
  EXPECT_EQ(plan.stages[1].inputs.at("text").digest, "digest of data:target/bb/test");
  ASSERT_THAT(plan.runs, SizeIs(2));
  EXPECT_THAT(plan.runs[1].stages, ::testing::ElementsAre(0U, 2U));
  EXPECT_EQ(plan.runs[1].target, "cc");
}

TEST_F(Plans, EqualStagesOfTwoMethodsAreOne) {
  // The second method names the stages of the first.
  const auto plan = build({two_targets(), two_targets()});
  EXPECT_THAT(plan.stages, SizeIs(3));
  EXPECT_THAT(plan.runs, SizeIs(4));
  EXPECT_EQ(plan.runs[2].method, "method_b");
  EXPECT_EQ(plan.stages[0].asker, "method_a");
}

TEST_F(Plans, VariantsOfAMethodShareWhatTheirSweepDoesNotChange) {
  auto other = two_targets();
  other.stages[2].parameters["max_steps"] = 3;  // another training, so other predictions
  std::vector<MethodPlan> methods;
  for (const auto& [variant, plan] : std::vector<std::pair<std::string, sdk::Plan>>{
           {"alpha=1", two_targets()}, {"alpha=2", two_targets()}, {"max_steps=3", other}})
    methods.push_back({"method_a", conditions_, device_, plan, variant, "500"});
  const auto plan = build_methods(methods);
  EXPECT_THAT(plan.stages, SizeIs(6));
  ASSERT_THAT(plan.runs, SizeIs(6));
  EXPECT_EQ(plan.runs[3].variant, "alpha=2");
  EXPECT_EQ(plan.runs[3].size, "500");
  EXPECT_EQ(plan.runs[3].setting, 1U);
  EXPECT_EQ(plan.runs[5].setting, 2U);
  EXPECT_EQ(plan.runs[0].stages, plan.runs[2].stages);
  EXPECT_EQ(plan.stages[0].variant, "alpha=1");
  EXPECT_EQ(plan.stages[3].variant, "max_steps=3");
}

TEST_F(Plans, KeysAreSha256AndRepeat) {
  EXPECT_THAT(key_of_train(), SizeIs(64));
  EXPECT_EQ(key_of_train(), key_of_train());
}

TEST_F(Plans, KeysChangeWithEverythingThatChangesBits) {
  const std::string before = key_of_train();
  const auto changed = [&](auto& member, const auto& value) {
    const auto old = member;
    member = value;
    const std::string key = key_of_train();
    member = old;
    return key != before;
  };
  EXPECT_TRUE(changed(device_, "cuda:sm_80"));
  EXPECT_TRUE(changed(build_id_, "other-"));
  EXPECT_TRUE(changed(libtorch_, "2.11.0+cu130"));
  EXPECT_TRUE(changed(digests_, "other "));
  EXPECT_TRUE(changed(identity_.sdk_build_id, "sdk-2"));
  EXPECT_TRUE(changed(identity_.cpu_capability, "AVX512"));
  EXPECT_TRUE(changed(conditions_["threads"], 1));
  EXPECT_TRUE(changed(conditions_["precision"], "bf16"));
  auto other = two_targets();
  other.stages[2].parameters["seed"] = 2;
  EXPECT_NE(build({other}).stages[0].key, before);
  EXPECT_NE(build({other}).stages[1].key, build({two_targets()}).stages[1].key);
}

TEST_F(Plans, AStageRunsOnWhatItsKeySays) {
  const auto plan = build({two_targets()});
  const Json& train = plan.stages[0].spec.parameters;
  EXPECT_EQ(train["device"], "cuda");
  EXPECT_EQ(train["threads"], conditions_["threads"]);
  EXPECT_EQ(plan.stages[0].identity["device"], device_);
  // A stage that does not ask for a GPU gets none, and its own threads are its own.
  const Json& predict = plan.stages[1].spec.parameters;
  EXPECT_EQ(predict["device"], "cpu");
  EXPECT_EQ(predict["threads"], 2);
  EXPECT_EQ(plan.stages[1].identity["device"], "cpu");
  EXPECT_EQ(plan.stages[1].identity["threads"], 2);
  auto other = two_targets();
  other.stages[2].parameters["device"] = "tpu";
  EXPECT_THAT(error(other), HasSubstr("device"));
  other = two_targets();
  other.predictions[0].split = "dev";
  EXPECT_THAT(error(other), HasSubstr("split 'test'"));
}

TEST_F(Plans, KeysDoNotChangeWithNames) {
  auto renamed = two_targets();
  renamed.stages[2].id = "another";
  for (std::size_t i : {0U, 1U}) renamed.stages[i].inputs[0].from = "stage:another/model-last";
  EXPECT_EQ(build({renamed}).stages[0].key, key_of_train());
  const auto plan = build({two_targets()});
  EXPECT_THAT(plan.stages[1].identity.dump(), ::testing::Not(HasSubstr("somewhere")));
}

TEST_F(Plans, RefusesUnsoundPlans) {
  auto plan = two_targets();
  plan.stages[0].inputs[0].from = "stage:trian/model-last";
  EXPECT_THAT(error(plan),
              HasSubstr("stage 'trian', which does not exist (did you mean 'train'?)"));
  plan = two_targets();
  plan.stages[0].inputs[0].from = "stage:train/model-lats";
  EXPECT_THAT(error(plan), HasSubstr("did you mean 'model-last'?"));
  plan = two_targets();
  plan.stages[2].inputs.push_back({"loop", "stage:predict-bb/predictions.txt"});
  EXPECT_THAT(error(plan), HasSubstr("wait for each other: predict-bb, predict-cc, train"));
  plan = two_targets();
  plan.stages.push_back(plan.stages[0]);
  EXPECT_THAT(error(plan), HasSubstr("two stages are named 'predict-bb'"));
  plan = two_targets();
  plan.stages[0].outputs[0] = "../predictions.txt";
  EXPECT_THAT(error(plan), HasSubstr("no name for an output"));
  plan = two_targets();
  plan.stages[0].inputs[1].name = "model";
  EXPECT_THAT(error(plan), HasSubstr("two inputs named 'model'"));
}

TEST_F(Plans, RefusesMissingAndUnwantedPredictions) {
  auto plan = two_targets();
  plan.predictions.pop_back();
  EXPECT_THAT(error(plan),
              HasSubstr("target 'cc', seed 1: expected a test prediction for selector 'last'"));
  plan = two_targets();
  plan.predictions.push_back(plan.predictions[0]);
  EXPECT_THAT(error(plan), HasSubstr("twice"));
  plan = two_targets();
  plan.predictions[0].seed = 7;
  EXPECT_THAT(error(plan), HasSubstr("was not asked for"));
  plan = two_targets();
  plan.predictions[0].output = "other";
  EXPECT_THAT(error(plan), HasSubstr("no such output"));
}

TEST_F(Plans, WithoutTargetsThereAreStagesAndNoRuns) {
  shape_.targets.clear();
  auto plan = two_targets();
  plan.predictions.clear();
  plan.stages.erase(plan.stages.begin(), plan.stages.begin() + 2);
  const auto built = build({plan});
  EXPECT_THAT(built.stages, SizeIs(1));
  EXPECT_THAT(built.runs, IsEmpty());
}

}  // namespace
}  // namespace xner::flow
