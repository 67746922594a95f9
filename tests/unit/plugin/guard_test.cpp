// The guard: what comes out of a call into a plugin is a value or an Error, never the plugin's own
// exception.
#include "harness/plugin/guard.hpp"

#include <new>
#include <stdexcept>

#include <c10/core/GradMode.h>
#include <c10/util/Exception.h>
#include <gmock/gmock.h>

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using xner::Error;
using xner::ErrorKind;
using xner::plugin::guarded;

/// The Error that a call becomes.
template <class Call>
Error caught(Call call) {
  std::vector<std::string> leaks;
  try {
    guarded(ErrorKind::kStage, call, leaks);
  } catch (const Error& error) {
    return error;
  }
  return {ErrorKind::kInternal, "nothing was thrown"};
}

TEST(Guard, LetsACallThrough) {
  int calls = 0;
  std::vector<std::string> leaks;
  guarded(
      ErrorKind::kStage, [&] { ++calls; }, leaks);
  EXPECT_EQ(calls, 1);
  EXPECT_THAT(leaks, IsEmpty());
}

TEST(Guard, KeepsKindPlaceAndHintOfAnError) {
  const Error error = caught([] {
    throw Error(ErrorKind::kData, "bad label", xner::Place{"a.tsv", 3}, "mend it");
  });
  EXPECT_EQ(error.kind(), ErrorKind::kData);
  EXPECT_STREQ(error.what(), "a.tsv:3: bad label (mend it)");
}

TEST(Guard, NamesTheTypeOfOtherExceptions) {
  const Error error = caught([] { throw std::out_of_range("index 7"); });
  EXPECT_EQ(error.kind(), ErrorKind::kStage);
  EXPECT_EQ(error.message(), "std::out_of_range: index 7");
  EXPECT_THAT(caught([] { throw 7; }).message(), HasSubstr("of type int"));
  EXPECT_THAT(caught([] { throw "text"; }).message(), HasSubstr("of type char const*"));
}

TEST(Guard, GivesLibTorchErrorsWithoutTheirStack) {
  const Error error = caught([] { TORCH_CHECK(false, "sizes differ"); });
  EXPECT_EQ(error.message(), "LibTorch: sizes differ");
}

TEST(Guard, KnowsFailedAllocations) {
  const auto expect_memory = [](const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kStage);
    EXPECT_THAT(error.message(), StartsWith("out of memory: "));
  };
  expect_memory(caught([] { throw std::bad_alloc(); }));
  expect_memory(caught([] {
    TORCH_CHECK_WITH(OutOfMemoryError, false, "CUDA out of memory. Tried to allocate 2 GiB");
  }));
  expect_memory(caught(
      [] { TORCH_CHECK(false, "DefaultCPUAllocator: can't allocate memory: you tried 4 bytes"); }));
  EXPECT_THAT(caught([] { TORCH_CHECK(false, "memory format"); }).message(),
              Not(StartsWith("out of memory")));
}

TEST(Guard, PutsStateBackAfterAnExceptionToo) {
  std::vector<std::string> leaks;
  const auto leak_and_throw = [] {
    c10::GradMode::set_enabled(false);
    throw 1;
  };
  EXPECT_THROW(guarded(ErrorKind::kStage, leak_and_throw, leaks), Error);
  EXPECT_THROW(guarded(ErrorKind::kStage, leak_and_throw, leaks), Error);
  EXPECT_THAT(leaks, ElementsAre("grad mode")) << "each is named once";
  EXPECT_TRUE(c10::GradMode::is_enabled());
}

}  // namespace
