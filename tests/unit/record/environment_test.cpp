// env.json: the facts that every Linux machine tells, and the processor's level from its flags.
#include "harness/record/environment.hpp"

#include <gtest/gtest.h>

namespace xner::record {
namespace {

TEST(Environment, HasWhatEveryMachineTells) {
  const Json environment = collect_environment();
  EXPECT_EQ(environment["date"].get<std::string>().size(),
            std::string("2026-01-02T03:04:05Z").size());
  EXPECT_EQ(environment["xner"]["version"], xner_version());
  for (const char* fact : {"hostname", "kernel", "cores", "memory_bytes"})
    EXPECT_TRUE(environment["host"].contains(fact)) << fact;
  EXPECT_GT(environment["host"]["memory_bytes"].get<std::int64_t>(), 1 << 20);
  EXPECT_GE(environment["host"]["cores_online"], environment["host"]["cores"]);
  EXPECT_EQ(environment["host"]["affinity"].size(), environment["host"]["cores"]);
  EXPECT_NE(environment["command"].get<std::string>().find("record_test"), std::string::npos);
}

TEST(Environment, ReadsModelAndLevelFromCpuinfo) {
  const CpuFacts haswell = cpu_facts(
      "processor\t: 0\nmodel\t\t: 63\nmodel name\t: Intel(R) Xeon(R) @ 2.30GHz\nvmx flags\t: x\n"
      "flags\t\t: fxsr cx8 sse2 pni ssse3 fma cx16 sse4_1 sse4_2 movbe popcnt xsave avx f16c "
      "lahf_lm abm bmi1 avx2 bmi2\n");
  EXPECT_EQ(haswell.model, "Intel(R) Xeon(R) @ 2.30GHz");
  EXPECT_EQ(haswell.level, "x86-64-v3");
  EXPECT_EQ(cpu_facts("flags : fxsr cx8 sse2 avx2\n").level, "x86-64");
  EXPECT_EQ(cpu_facts("").model, "");
  EXPECT_EQ(cpu_facts("Features : fp asimd\n").level, "");
}

}  // namespace
}  // namespace xner::record
