// Global state: every piece is noticed by name, and put back.
#include "harness/plugin/global_state.hpp"

#include <cfenv>
#include <filesystem>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <c10/core/DefaultDtype.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <gmock/gmock.h>

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using xner::plugin::GlobalState;

/// Makes the change, and expects it to be named and undone.
template <class Change>
void expect_noticed(const char* name, Change change) {
  const GlobalState before;
  change();
  EXPECT_THAT(before.restore(), ElementsAre(name));
  EXPECT_THAT(before.restore(), IsEmpty()) << name << " was not put back";
}

TEST(GlobalState, NothingChangedNothingNamed) { EXPECT_THAT(GlobalState().restore(), IsEmpty()); }

TEST(GlobalState, NoticesEachPiece) {
  expect_noticed("grad mode", [] { c10::GradMode::set_enabled(false); });
  expect_noticed("intra-op threads", [] { at::set_num_threads(at::get_num_threads() + 1); });
  expect_noticed("deterministic algorithms", [] {
    at::globalContext().setDeterministicAlgorithms(!at::globalContext().deterministicAlgorithms(),
                                                   false);
  });
  expect_noticed("default dtype", [] { c10::set_default_dtype(caffe2::TypeMeta::Make<double>()); });
  expect_noticed("matmul precision",
                 [] { at::globalContext().setFloat32MatmulPrecision("medium"); });
  expect_noticed("default CPU generator", [] {
    at::Generator generator = at::detail::getDefaultCPUGenerator();
    generator.set_current_seed(17);
  });
  expect_noticed("working folder", [] { std::filesystem::current_path("/"); });
  expect_noticed("rounding mode", [] { std::fesetround(FE_UPWARD); });
}

TEST(GlobalState, EndsAnInferenceModeThatWasLeftOn) {
  const GlobalState before;
  auto* forgotten = new c10::InferenceMode(true);
  EXPECT_THAT(before.restore(), testing::Contains("inference mode"));
  EXPECT_FALSE(c10::InferenceMode::is_enabled());
  EXPECT_TRUE(c10::GradMode::is_enabled());
  delete forgotten;
}

TEST(GlobalState, DrawingFromTheGeneratorCounts) {
  expect_noticed("default CPU generator", [] {
    at::Generator generator = at::detail::getDefaultCPUGenerator();
    (void)at::check_generator<at::CPUGeneratorImpl>(generator)->random();
  });
}

}  // namespace
