// Tests of harness/nn/training_checkpoints.hpp: which of several checkpoints a training goes on
// from.
#include "harness/nn/training_checkpoints.hpp"

#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"

namespace xner::nn {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Checkpoints : public ::testing::Test {
 protected:
  [[nodiscard]] TrainingCheckpoints open(const std::string& key = "key") const {
    return {folder_, key, 0};
  }
  void save(std::int64_t step) const {
    TrainingState state;
    state.tensors["a"] = at::full({3, 2}, static_cast<double>(step));
    state.tensors["bytes"] = at::arange(5, at::kByte);
    state.values["step"] = step;
    state.values["f1"] = 0.1 + 0.2;
    EXPECT_EQ(open().save(step, state), "");
  }
  /// The step of the newest; -1: none.
  [[nodiscard]] std::int64_t newest(const std::string& key = "key") const {
    const auto state = open(key).newest();
    return state ? state->values.at("step").get<std::int64_t>() : -1;
  }
  /// Oldest first.
  [[nodiscard]] std::vector<fs::path> files() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder_)) found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
  }

  TemporaryFolder room_;
  fs::path folder_ = room_.path() / "attempt";
};

TEST_F(Checkpoints, ComeBackAsTheyWere) {
  EXPECT_EQ(newest(), -1);
  save(7);
  const auto state = open().newest().value();
  EXPECT_TRUE(state.tensors.at("a").equal(at::full({3, 2}, 7.0)));
  EXPECT_TRUE(state.tensors.at("bytes").equal(at::arange(5, at::kByte)));
  EXPECT_EQ(state.values.at("f1").get<double>(), 0.1 + 0.2);
}

TEST_F(Checkpoints, TheTwoNewestStay) {
  for (const std::int64_t step : {9, 10, 100, 1000}) save(step);
  EXPECT_EQ(files().size(), 2U);
  EXPECT_EQ(newest(), 1000);
  fs::remove(files().back());
  EXPECT_EQ(newest(), 100);
}

/// Interrupted after an evaluation, and at the same step before it: whatever their digests, the
/// later one knows more.
TEST_F(Checkpoints, OfOneStepTheLastWrittenCounts) {
  save(4);
  for (int written = 1; written <= 12; ++written) {
    TrainingState state;
    state.values["step"] = 5;
    state.values["written"] = written;
    EXPECT_EQ(open().save(5, state), "");
    EXPECT_EQ(open().newest().value().values.at("written"), written);
    EXPECT_EQ(files().size(), 2U);
  }
  fs::remove(files().back());
  EXPECT_EQ(open().newest().value().values.at("written"), 11);
  save(6);
  EXPECT_EQ(newest(), 6);
}

TEST_F(Checkpoints, DamageIsNoticedAndTheOlderOneCounts) {
  save(1);
  save(2);
  const fs::path last = files().back();
  std::string bytes = read_file(last);
  bytes[bytes.size() - 3] ^= 1;  // in a tensor: the format's own checks see nothing
  write_file(last, bytes);
  EXPECT_EQ(newest(), 1);
  EXPECT_FALSE(fs::exists(last));
  write_file(files().front(), read_file(files().front()).substr(0, 40));
  EXPECT_EQ(newest(), -1);
  EXPECT_EQ(files().size(), 0U);
}

TEST_F(Checkpoints, OfAnotherStageAreNotTaken) {
  save(1);
  EXPECT_EQ(newest("other"), -1);
}

TEST_F(Checkpoints, WhatAKillLeftIsNoCheckpoint) {
  fs::create_directories(folder_);
  write_file(folder_ / ".tmp-000000000003-abc", "half");
  EXPECT_EQ(newest(), -1);
  EXPECT_EQ(files().size(), 0U);
}

TEST_F(Checkpoints, ADiskThatFailsCostsTheCheckpointAlone) {
  write_file(folder_, "not a folder");
  TrainingState state;
  state.tensors["a"] = at::full({1}, 1.0);
  EXPECT_THAT(open().save(1, state), HasSubstr("attempt"));
  EXPECT_EQ(newest(), -1);
}

TEST_F(Checkpoints, WithoutAFolderThereAreNone) {
  TrainingCheckpoints none("", "key", 0.001);
  EXPECT_EQ(none.save(1, {}), "");
  EXPECT_FALSE(none.newest().has_value());
  EXPECT_FALSE(none.is_due());
}

TEST_F(Checkpoints, AnotherModelsTensorIsRefused) {
  TrainingState state;
  state.tensors["a"] = at::full({2}, 1.0);
  EXPECT_THROW(restore_tensor(state, "a", at::full({3}, 0.0)), Error);
  EXPECT_THROW(restore_tensor(state, "b", at::full({2}, 0.0)), Error);
}

}  // namespace
}  // namespace xner::nn
