// What a driver tells about its devices. This program finds tests/support/fake_gpu_driver.cpp as
// its driver.
#include "harness/flow/gpus.hpp"

#include <gtest/gtest.h>

namespace xner::flow {
namespace {

TEST(Gpus, AreAskedFromTheDriver) {
  const Gpus gpus = look_at_gpus();
  EXPECT_EQ(gpus.problem, "");
  EXPECT_EQ(gpus.cuda_driver, 13000);
  ASSERT_EQ(gpus.visible.size(), 2U);
  const Gpu& gpu = gpus.visible[0];
  EXPECT_EQ(gpu.name, "Test GPU");
  EXPECT_EQ(gpu.major, 9);
  EXPECT_EQ(gpu.minor, 0);
  EXPECT_EQ(gpu.uuid, "GPU-00010203-0405-0607-0809-0a0b0c0d0e0f");
  EXPECT_EQ(gpu.memory, std::int64_t{1} << 37);
  EXPECT_EQ(gpus.visible[1].name, "Other GPU");
}

TEST(Gpus, ManagementTellsWhatItCan) {
  const Gpus gpus = look_at_gpus();
  ASSERT_EQ(gpus.visible.size(), 2U);
  EXPECT_EQ(gpus.visible[0].mig, true);
  EXPECT_EQ(gpus.visible[0].sm_clock_mhz, 1980U);
  EXPECT_EQ(gpus.visible[0].power_limit_mw, std::nullopt);  // the function is missing
  EXPECT_EQ(gpus.visible[1].mig, std::nullopt);             // the device is unknown
}

}  // namespace
}  // namespace xner::flow
