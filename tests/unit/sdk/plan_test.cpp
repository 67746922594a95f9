// JSON forms of descriptions, plan requests and plans.
#include "harness/sdk/plan.hpp"

#include <gmock/gmock.h>

#include "harness/base/error.hpp"

namespace {

using testing::HasSubstr;
using xner::sdk::Json;
namespace sdk = xner::sdk;

sdk::Plan small_plan() {
  sdk::Plan plan;
  plan.stages.push_back({"train-1",
                         "m",
                         "train",
                         Json{{"seed", 1}, {"lr", 0.1}},
                         {{"train", "data:source/train"}},
                         {"model"}});
  plan.predictions.push_back({"de", 18446744073709551615ULL, "last", "test", "train-1", "model"});
  plan.departures["student_learning_rate"] = {5e-5, 1e-4};
  return plan;
}

template <class Value>
void expect_round_trip(const Value& value) {
  const Json json = value;
  EXPECT_EQ(Json(Json::parse(json.dump()).get<Value>()), json);
}

TEST(PlanJson, RoundTrips) {
  expect_round_trip(small_plan());
  expect_round_trip(
      sdk::PlanRequest{Json{{"a", 1}}, Json::object(), {"de", "sw"}, {1, 2}, {"last"}});
  expect_round_trip(sdk::MethodDescription{
      "m",
      "1.0",
      "A method",
      "Nobody 1999",
      {{"k", 3, "a count", 1.0, {}, {}}, {"s", "a", "a choice", {}, {}, {"a", "b"}}},
      {false, true, true}});
}

TEST(PlanJson, KeepsLargeSeedsExactly) {
  const auto plan = Json::parse(Json(small_plan()).dump()).get<sdk::Plan>();
  EXPECT_EQ(plan.predictions.at(0).seed, 18446744073709551615ULL);
  EXPECT_EQ(plan.predictions.at(0).output, "model");
}

TEST(PlanJson, EqualValuesPrintAsEqualBytes) {
  EXPECT_EQ(Json(small_plan()).dump(), Json(small_plan()).dump());
}

/// Breaks one field and expects a kPlugin error that names it.
void expect_refused(Json json, const Json::json_pointer& field, const Json& wrong,
                    const std::string& message) {
  json[field] = wrong;
  try {
    (void)json.get<sdk::Plan>();
    FAIL() << "expected an Error for " << json.dump();
  } catch (const xner::Error& error) {
    EXPECT_EQ(error.kind(), xner::ErrorKind::kPlugin);
    EXPECT_THAT(error.message(), HasSubstr(message));
  }
}

TEST(PlanJson, NamesTheWrongField) {
  const Json good = small_plan();
  using Pointer = Json::json_pointer;
  expect_refused(good, Pointer("/stages/0/type"), 3,
                 "stage 'train-1': field 'type': expected a string, found number 3");
  expect_refused(good, Pointer("/departures/student_learning_rate"), 1e-4,
                 "plan, departures: field 'student_learning_rate': expected two values");
  expect_refused(good, Pointer("/stages/0/outputs"), Json{1}, "expected a list of strings");
  expect_refused(good, Pointer("/stages/0/parameters"), "x",
                 "field 'parameters': expected an object");
  expect_refused(good, Pointer("/stages/0/inputs/0"), Json::object(),
                 "an input of stage 'train-1': field 'name'");
  expect_refused(good, Pointer("/predictions/0/seed"), -1,
                 "field 'seed': expected a natural number");
  expect_refused(good, Pointer("/stages"), Json(), "field 'stages': expected a list, found null");
}

}  // namespace
