// The process as a stage wants it.
#include "harness/worker/environment.hpp"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <gmock/gmock.h>

#include "harness/base/error.hpp"

namespace {

using xner::sdk::Json;
using xner::worker::environment_facts;
using xner::worker::prepare_process;

TEST(PrepareProcess, SetsThreadsAndDeterminism) {
  const Json parameters{{"device", "cpu"}, {"threads", 2}, {"precision", "bf16"}};
  prepare_process(parameters);
  EXPECT_EQ(at::get_num_threads(), 2);
  EXPECT_TRUE(at::globalContext().deterministicAlgorithms());
  const Json facts = environment_facts(parameters);
  EXPECT_EQ(facts.at("threads"), 2);
  EXPECT_EQ(facts.at("device"), "cpu");
  EXPECT_EQ(facts.at("precision"), "bf16");
  EXPECT_THAT(facts.at("libtorch").get<std::string>(), testing::StartsWith("2.11.0"));
  EXPECT_EQ(xner::worker::device_memory(parameters), 0);
}

TEST(PrepareProcess, LeavesThreadsAloneIfTheStageDoesNotSay) {
  const int before = at::get_num_threads();
  prepare_process(Json::object());
  EXPECT_EQ(at::get_num_threads(), before);
}

TEST(PrepareProcess, RefusesWrongSettings) {
  EXPECT_THROW(prepare_process({{"device", "gpu"}}), xner::Error);
  EXPECT_THROW(prepare_process({{"device", 1}}), xner::Error);
  EXPECT_THROW(prepare_process({{"threads", -1}}), xner::Error);
  EXPECT_THROW(prepare_process({{"threads", "two"}}), xner::Error);
}

}  // namespace
