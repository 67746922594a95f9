// The plan as a graph, and what changed in a stage: on a small plan by hand.
#include <cstdio>
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/cli/plan_text.hpp"
#include "harness/cli/plan_why.hpp"

namespace xner::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

flow::PlannedStage stage(const std::string& id, char digit, Json parameters,
                         std::map<std::string, flow::PlannedInput> inputs,
                         const std::string& variant = "base") {
  flow::PlannedStage made;
  made.key = std::string(64, digit);
  made.spec.id = id;
  made.spec.method = "m";
  made.asker = "m";
  made.variant = variant;
  made.size = "full";
  made.inputs = std::move(inputs);
  Json sources = Json::object();
  for (const auto& [name, input] : made.inputs)
    sources[name] = input.producer.empty()
                        ? Json(input.digest)
                        : Json{{"stage", input.producer}, {"output", input.output}};
  made.identity = {{"parameters", std::move(parameters)}, {"inputs", sources}, {"plugin", "p1"}};
  return made;
}

flow::ExperimentPlan plan(double rate, char train, char predict, const std::string& digest) {
  flow::ExperimentPlan made;
  made.stages.push_back(stage("train \"1\"\\", train, {{"learning_rate", rate}, {"seed", 1}},
                              {{"train", {"data:source/train", digest, "", ""}}}));
  made.stages.push_back(stage("predict", predict, Json::object(),
                              {{"model", {"stage:train/model", "", made.stages[0].key, "model"}},
                               {"text", {"data:target/bb/test", std::string(64, 'e'), "", ""}}}));
  return made;
}

template <typename Action>
std::string error(Action action) {
  try {
    static_cast<void>(action());
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUsage);
    return error.what();
  }
  return "no error";
}

TEST(PlanDot, QuotesAndConnects) {
  const std::string dot =
      plan_dot(plan(1e-5, '1', '2', "d"), [](const std::string& key) { return key[0] == '1'; });
  const std::string train(64, '1'), predict(64, '2');
  EXPECT_THAT(dot, HasSubstr("  \"" + train +
                             "\" [shape=box, label=\"m\\ntrain \\\"1\\\"\\\\\\n111111111111\", "
                             "style=filled];\n"));
  EXPECT_THAT(dot, HasSubstr("  \"" + train + "\" -> \"" + predict + "\" [label=\"model\"];\n"));
  EXPECT_THAT(dot, HasSubstr("  \"input 1\" [label=\"data:source/train\"];\n"));
  EXPECT_THAT(dot, HasSubstr("  \"input 1\" -> \"" + train + "\";\n"));
  EXPECT_THAT(dot, Not(HasSubstr("222222222222\", style")));
  if (std::system("command -v dot >/dev/null 2>&1") != 0) return;
  const TemporaryFolder folder;
  write_file(folder.path() / "plan.dot", dot);
  const std::string command =
      "dot -Tsvg '" + (folder.path() / "plan.dot").string() + "' >/dev/null 2>&1";
  EXPECT_EQ(std::system(command.c_str()), 0);
}

TEST(PlanWhy, FollowsAChangeToItsCause) {
  const auto now = stages_of(plan(1e-5, '1', '2', std::string(64, 'a')));
  const auto before = stages_of(plan(5e-5, '3', '4', std::string(64, 'b')));
  EXPECT_EQ(changes_text(now, find_stage(now, "predict"), before),
            "predict: 222222222222, was 444444444444\n"
            "  input model: made by train \"1\"\\, in which\n"
            "    input train: aaaaaaaaaaaa, was bbbbbbbbbbbb\n"
            "    parameter learning_rate: 1e-05, was 5e-05\n");
  EXPECT_EQ(changes_text(now, now[1], now), "predict: nothing changed\n");
}

TEST(PlanWhy, ARecordIsTheOtherSide) {
  const TemporaryFolder folder;
  const auto now = stages_of(plan(1e-5, '1', '2', "d"));
  Json stages = Json::array();
  for (const auto& one : now) {
    stages.push_back({{"id", one.id}, {"key", one.key}, {"identity", one.identity}});
    stages.back()["key"] = std::string(64, one.key[0] == '1' ? '5' : '6');
    stages.back()["identity"]["plugin"] = "p0";
  }
  stages[1]["identity"]["inputs"]["model"]["stage"] = std::string(64, '5');
  write_file(folder.path() / "env.json", Json{{"stages", stages}}.dump());
  const auto record = stages_of_record(folder.path() / "env.json");
  EXPECT_THAT(changes_text(now, now[0], record), HasSubstr("  plugin: \"p1\", was \"p0\"\n"));
  EXPECT_THAT(changes_text(now, now[1], record),
              HasSubstr("in which\n    plugin: \"p1\", was \"p0\"\n"));
  EXPECT_THAT(error([&] { return changes_text(now, now[0], {record[1]}); }),
              HasSubstr("--against: no stage is named"));
  for (const char* bad : {"[1]", R"({"stages": [{"id": 1}]})"}) {
    write_file(folder.path() / "env.json", bad);
    try {
      EXPECT_TRUE(stages_of_record(folder.path() / "env.json").empty());
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kData);
    }
  }
}

TEST(PlanWhy, FindsByIdLabelAndKey) {
  auto swept = plan(1e-5, '1', '2', "d");
  swept.stages.push_back(stage("predict", '7', Json::object(), {}, "max_steps=3"));
  const auto stages = stages_of(swept);
  EXPECT_EQ(find_stage(stages, "m/max_steps=3/full/predict").key[0], '7');
  EXPECT_EQ(find_stage(stages, "222222").key[0], '2');
  EXPECT_THAT(error([&] { return find_stage(stages, "predict"); }),
              HasSubstr("expected one stage named 'predict', found 222222222222 "
                        "(m/base/full/predict), 777777777777 (m/max_steps=3/full/predict)"));
  EXPECT_THAT(error([&] { return find_stage(stages, "predct"); }),
              HasSubstr("did you mean 'predict'?"));
}

}  // namespace
}  // namespace xner::cli
