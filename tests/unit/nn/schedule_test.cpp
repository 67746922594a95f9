// Tests of harness/nn/schedule.hpp: values worked out by hand from Hugging Face's definitions.
#include "harness/nn/schedule.hpp"

#include <gtest/gtest.h>

#include "harness/base/error.hpp"

namespace xner::nn {
namespace {

sdk::Conditions conditions() {
  sdk::Conditions values;
  values.learning_rate = 8e-5;
  values.train_batch_size = 32;
  values.num_train_epochs = 3;
  return values;
}

TEST(Schedule, StepsFromEpochs) {
  sdk::Conditions values = conditions();
  EXPECT_EQ(steps_per_epoch(values, 64), 2);
  EXPECT_EQ(steps_per_epoch(values, 65), 3);
  EXPECT_EQ(training_steps(values, 65), 9);
  values.num_train_epochs = 2.5;
  EXPECT_EQ(training_steps(values, 65), 8);  // 7.5, rounded up
  values.max_steps = 100;
  EXPECT_EQ(training_steps(values, 65), 100);
}

TEST(Schedule, NothingToTrainIsAnError) {
  sdk::Conditions values = conditions();
  EXPECT_THROW((void)training_steps(values, 0), Error);
  values.num_train_epochs = 0;
  EXPECT_THROW((void)training_steps(values, 10), Error);
}

TEST(Schedule, LinearWithoutWarmUp) {
  const sdk::Conditions values = conditions();
  EXPECT_DOUBLE_EQ(learning_rate_at(values, 0, 8), 8e-5);
  EXPECT_DOUBLE_EQ(learning_rate_at(values, 2, 8), 6e-5);
  EXPECT_DOUBLE_EQ(learning_rate_at(values, 7, 8), 1e-5);
  EXPECT_DOUBLE_EQ(learning_rate_at(values, 8, 8), 0);
}

TEST(Schedule, LinearWithWarmUp) {
  sdk::Conditions values = conditions();
  values.warmup_ratio = 0.15;  // of 12 steps: 1.8, rounded up to 2
  EXPECT_DOUBLE_EQ(learning_rate_at(values, 0, 12), 0);
  EXPECT_DOUBLE_EQ(learning_rate_at(values, 1, 12), 4e-5);
  EXPECT_DOUBLE_EQ(learning_rate_at(values, 2, 12), 8e-5);
  EXPECT_DOUBLE_EQ(learning_rate_at(values, 7, 12), 4e-5);
  EXPECT_DOUBLE_EQ(learning_rate_at(values, 11, 12), 8e-6);
}

TEST(Schedule, ConstantKeepsItsWarmUp) {
  sdk::Conditions values = conditions();
  values.lr_scheduler_type = "constant";
  EXPECT_DOUBLE_EQ(learning_rate_at(values, 11, 12), 8e-5);
  values.warmup_ratio = 0.5;
  EXPECT_DOUBLE_EQ(learning_rate_at(values, 3, 12), 4e-5);
  EXPECT_DOUBLE_EQ(learning_rate_at(values, 6, 12), 8e-5);
}

TEST(Schedule, WarmUpOverTheWholeTraining) {
  sdk::Conditions values = conditions();
  values.warmup_ratio = 1;
  EXPECT_DOUBLE_EQ(learning_rate_at(values, 6, 12), 4e-5);
}

}  // namespace
}  // namespace xner::nn
