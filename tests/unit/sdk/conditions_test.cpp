// Conditions as JSON and as documented parameters.
#include "harness/sdk/conditions.hpp"

#include <set>

#include <gmock/gmock.h>

#include "harness/base/error.hpp"

namespace {

using testing::HasSubstr;
using xner::sdk::Conditions;
using xner::sdk::Json;

std::string refusal(const Json& json) {
  try {
    (void)json.get<Conditions>();
  } catch (const xner::Error& error) {
    EXPECT_EQ(error.kind(), xner::ErrorKind::kUsage);
    return error.what();
  }
  return "nothing was thrown";
}

TEST(Conditions, RoundTripThroughText) {
  Conditions value;
  value.learning_rate = 3.1e-5;
  value.max_steps = 17;
  value.precision = "bf16";
  value.shuffle = false;
  EXPECT_EQ(Json::parse(Json(value).dump()).get<Conditions>(), value);
}

TEST(Conditions, MissingFieldsAreDefaults) {
  EXPECT_EQ(Json::object().get<Conditions>(), Conditions{});
  EXPECT_EQ((Json{{"max_steps", 5}}.get<Conditions>().max_steps), 5);
}

TEST(Conditions, EveryFieldIsDocumented) {
  const auto& parameters = xner::sdk::condition_parameters();
  std::set<std::string> names;
  for (const auto& parameter : parameters) {
    EXPECT_FALSE(parameter.meaning.empty()) << parameter.name;
    EXPECT_TRUE(names.insert(parameter.name).second) << parameter.name;
  }
  EXPECT_EQ(names.size(), Json(Conditions{}).size());
  EXPECT_EQ(names.size(), 20u) << "a field was added to Conditions: list it in visit_fields";
}

TEST(Conditions, DefaultsAreAllowedValues) {
  EXPECT_EQ(Json(Conditions{}).get<Conditions>(), Conditions{});
}

TEST(Conditions, RefusesWhatMakesNoSense) {
  EXPECT_THAT(refusal({{"learning_rat", 1}}), HasSubstr("did you mean 'learning_rate'?"));
  EXPECT_THAT(refusal({{"train_batch_size", 0}}), HasSubstr("at least 1"));
  EXPECT_THAT(refusal({{"precision", "fp16"}}), HasSubstr("one of fp32, bf16"));
  EXPECT_THAT(refusal({{"dropout", -0.5}}), HasSubstr("expected -1, or 0 to 0.99"));
  EXPECT_THAT(refusal({{"stride", 126}}), HasSubstr("at most max_length - 3 = 125"));
  EXPECT_THAT(refusal({{"gradient_accumulation_steps", 5}}), HasSubstr("5 equal parts"));
}

}  // namespace
