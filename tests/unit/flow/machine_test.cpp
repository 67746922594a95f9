// Facts of this machine, and how device and threads follow from them.
#include "harness/flow/machine.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

namespace xner::flow {
namespace {

TEST(MachineFacts, AreThere) {
  const Machine machine = look_at_machine(false);
  EXPECT_GE(machine.cores, 1);
  EXPECT_GT(machine.memory, 0);
  EXPECT_TRUE(machine.gpus.visible.empty());
}

TEST(MachineFacts, CapabilityFollowsLibTorchsVariable) {
  ::setenv("ATEN_CPU_CAPABILITY", "default", 1);
  EXPECT_EQ(look_at_machine(false).cpu_capability, "DEFAULT");
  ::setenv("ATEN_CPU_CAPABILITY", "avx2", 1);
  EXPECT_EQ(look_at_machine(false).cpu_capability, "AVX2");
  ::unsetenv("ATEN_CPU_CAPABILITY");
}

TEST(MachineFacts, ThreadsComeFromTheVariableOrTheCores) {
  Machine machine;
  machine.cores = 7;
  ::setenv("OMP_NUM_THREADS", "3", 1);
  EXPECT_EQ(default_threads(machine), 3);
  for (const char* bad : {"0", "-1", "3x", "", "4,2"}) {
    ::setenv("OMP_NUM_THREADS", bad, 1);
    EXPECT_EQ(default_threads(machine), 7) << bad;
  }
  ::unsetenv("OMP_NUM_THREADS");
}

TEST(MachineFacts, AutoIsAGpuOnlyWithLibTorchsCudaPart) {
  Machine machine;
  EXPECT_EQ(default_device(machine), "cpu");
  machine.gpus.visible.push_back({"NVIDIA H200", 9, 0});
  EXPECT_EQ(default_device(machine), "cpu");
  machine.cuda_part = true;
  EXPECT_EQ(default_device(machine), "cuda");
  EXPECT_EQ(device_class(machine, "cuda"), "cuda:sm_90");
  EXPECT_EQ(device_class(machine, "cpu"), "cpu");
}

}  // namespace
}  // namespace xner::flow
