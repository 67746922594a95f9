// [training] and [methods.X]: complete conditions, departures, and errors that point into the file.
#include "harness/flow/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xner::flow {
namespace {

using ::testing::HasSubstr;

config::OpenTable table_of(const std::string& toml) {
  return config::read_open_table(config::parse_toml(toml, "x.toml"), "t");
}

sdk::MethodDescription description() {
  sdk::MethodDescription description;
  description.id = "m";
  description.parameters = {{"freeze_bottom", -1, "layers", -1.0, 48.0, {}}};
  return description;
}

Machine two_cores() {
  Machine machine;
  machine.cores = 2;
  return machine;
}

MethodSetting method_setting(const std::string& toml, const Json& common) {
  return resolve_method("m", table_of(toml), common, two_cores(), {}, description());
}

template <typename Action>
std::string message_of(Action action) {
  try {
    static_cast<void>(action());
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

std::string training_error(const std::string& toml) {
  return message_of([&] { return resolve_conditions(table_of(toml), two_cores()); });
}

TEST(Settings, FillsConditionsAndWhatTheMachineDecides) {
  const Json conditions =
      resolve_conditions(table_of("learning_rate = 1\nmax_steps = 10\n"), two_cores());
  EXPECT_TRUE(conditions.at("learning_rate").is_number_float());
  EXPECT_EQ(conditions.at("max_steps"), 10);
  EXPECT_EQ(conditions.at("train_batch_size"), 32);
  EXPECT_EQ(conditions.at("device"), "cpu");
  EXPECT_GT(conditions.at("threads").get<int>(), 0);
}

TEST(Settings, ErrorsPointIntoTheFile) {
  EXPECT_EQ(training_error("\nlearning_rat = 1.0\n"),
            "x.toml:2:1: unknown key 'training.learning_rat' (did you mean 'learning_rate'?)");
  EXPECT_THAT(training_error("learning_rate = \"5e-5\"\n"), HasSubstr("x.toml:1:1: "));
  EXPECT_THAT(training_error("learning_rate = [1e-5, 5e-5]\n"),
              HasSubstr("expected a float, found a list of 2"));
  EXPECT_THAT(training_error("max_steps = [1, 2]\n"),
              HasSubstr("expected an integer, found a list of 2"));
  EXPECT_THAT(training_error("shuffle = 1\n"), HasSubstr("x.toml:1:1: "));
  EXPECT_THAT(training_error("max_steps = -1\n"), HasSubstr("at least 0"));
  EXPECT_THAT(training_error("precision = \"fp16\"\n"), HasSubstr("one of fp32, bf16"));
  EXPECT_THAT(training_error("train_batch_size = 5\ngradient_accumulation_steps = 2\n"),
              HasSubstr("x.toml:2:1: "));
  EXPECT_THAT(training_error("device = \"cuda\"\n"),
              HasSubstr("expected a visible GPU, found none"));
}

TEST(Settings, KeysOfAMethodAreParametersOrDepartures) {
  const Json common =
      resolve_conditions(table_of("num_train_epochs = 3\nthreads = 2\n"), two_cores());
  const auto setting =
      method_setting("freeze_bottom = 3\nnum_train_epochs = 30\nlearning_rate = 5e-5\n", common);
  EXPECT_EQ(setting.parameters, Json({{"freeze_bottom", 3}}));
  EXPECT_EQ(setting.conditions.at("num_train_epochs"), 30.0);
  ASSERT_EQ(setting.departures.size(), 1U);  // the learning rate is the common one
  EXPECT_EQ(setting.departures.at("num_train_epochs"), std::pair(Json(3.0), Json(30.0)));
  EXPECT_EQ(method_setting("", common).parameters, Json({{"freeze_bottom", -1}}));
}

TEST(Settings, UnknownKeysOfAMethodNameTheNearestOfBothKinds) {
  const Json common = resolve_conditions(table_of(""), two_cores());
  const auto error = [&](const std::string& toml) {
    return message_of([&] { return method_setting(toml, common); });
  };
  EXPECT_EQ(error("freeze_botom = 1\n"),
            "x.toml:1:1: unknown key 'methods.m.freeze_botom' (did you mean 'freeze_bottom'?)");
  EXPECT_THAT(error("max_step = 1\n"), HasSubstr("did you mean 'max_steps'?"));
  EXPECT_THAT(error("freeze_bottom = 99\n"), HasSubstr("at most 48"));
}

}  // namespace
}  // namespace xner::flow
