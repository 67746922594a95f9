// Tests of harness/nn/safetensors.hpp: what is written is read back. Damaged files:
// safetensors_damage_test.cpp.
#include "harness/nn/safetensors.hpp"

#include <cstring>

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"

namespace xner::nn {
namespace {

class Safetensors : public ::testing::Test {
 protected:
  TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "x.safetensors";

  [[nodiscard]] nlohmann::ordered_json header() const {
    const std::string bytes = read_file(file_);
    std::uint64_t size = 0;
    std::memcpy(&size, bytes.data(), sizeof size);
    EXPECT_EQ(size % 8, 0U);  // the data begins aligned
    return nlohmann::ordered_json::parse(bytes.substr(8, size));
  }
};

TEST_F(Safetensors, EveryDtypeComesBack) {
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  for (const at::ScalarType type : {at::kByte, at::kFloat, at::kHalf, at::kBFloat16, at::kDouble,
                                    at::kLong, at::kInt, at::kShort, at::kChar, at::kBool})
    // Five bytes come first, so that all that follows is unaligned in the file.
    tensors.emplace_back(std::string("of ") + c10::toString(type),
                         at::arange(1, 6, at::kFloat).to(type));
  write_safetensors(file_, tensors);
  const auto found = read_safetensors(file_);
  ASSERT_EQ(found.size(), tensors.size());
  for (const auto& [name, tensor] : tensors) {
    EXPECT_EQ(found.at(name).scalar_type(), tensor.scalar_type()) << name;
    EXPECT_TRUE(found.at(name).equal(tensor)) << name;
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(found.at(name).data_ptr()) % tensor.element_size(),
              0U);
  }
}

TEST_F(Safetensors, EveryShapeComesBack) {
  const std::vector<std::pair<std::string, at::Tensor>> tensors{
      {"scalar", at::tensor(2.5F).squeeze()},
      {"empty", at::zeros({0})},
      {"empty inside", at::zeros({2, 0, 3}, at::kLong)},
      {"transposed", at::arange(6, at::kFloat).view({2, 3}).t()},
      {"expanded", at::arange(3, at::kFloat).unsqueeze(0).expand({4, 3})},
      {"a part", at::arange(20, at::kFloat).narrow(0, 5, 3)}};
  write_safetensors(file_, tensors);
  const auto found = read_safetensors(file_);
  ASSERT_EQ(found.at("scalar").dim(), 0);
  for (const auto& [name, tensor] : tensors) EXPECT_TRUE(found.at(name).equal(tensor)) << name;
}

TEST_F(Safetensors, OrderAndMetadataAreKept) {
  write_safetensors(file_, {{"z", at::zeros({1})}, {"a", at::zeros({2})}},
                    {{"format", "pt"}, {"ключ", "\"значение\""}});
  const auto json = header();
  EXPECT_EQ(json["__metadata__"]["format"], "pt");
  EXPECT_EQ(json["__metadata__"]["ключ"], "\"значение\"");
  EXPECT_EQ(json["z"]["data_offsets"], (std::vector<int>{0, 4}));
  EXPECT_EQ(json["a"]["data_offsets"], (std::vector<int>{4, 12}));
  std::map<std::string, std::string> metadata;
  EXPECT_EQ(read_safetensors(file_, &metadata).size(), 2U);  // metadata is not a tensor
  EXPECT_EQ(metadata.at("ключ"), "\"значение\"");
}

TEST_F(Safetensors, NoTensorAtAll) {
  write_safetensors(file_, {});
  EXPECT_TRUE(read_safetensors(file_).empty());
}

TEST_F(Safetensors, ATensorOutlivesTheOthersAndTheFile) {
  write_safetensors(file_, {{"a", at::arange(1000, at::kFloat)}, {"b", at::zeros({9})}});
  at::Tensor kept = read_safetensors(file_).at("a");
  std::filesystem::remove(file_);
  kept += 1;
  EXPECT_TRUE(kept.equal(at::arange(1, 1001, at::kFloat)));
}

TEST_F(Safetensors, TensorsThatRequireGradientsAreWritten) {
  write_safetensors(file_, {{"a", at::zeros({3}).requires_grad_(true)}});
  EXPECT_FALSE(read_safetensors(file_).at("a").requires_grad());
}

TEST_F(Safetensors, WhatCannotBeWrittenIsAnErrorAndLeavesNoFile) {
  EXPECT_THROW(write_safetensors(file_, {{"c", at::zeros({1}, at::kComplexFloat)}}), Error);
  EXPECT_THROW(write_safetensors(file_, {{"a", at::zeros({1})}, {"a", at::zeros({2})}}), Error);
  EXPECT_FALSE(std::filesystem::exists(file_));
}

TEST_F(Safetensors, AMissingFileIsAnErrorOfIo) {
  try {
    (void)read_safetensors(file_);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kIo);
    EXPECT_THAT(error.what(), ::testing::HasSubstr(file_.string()));
  }
}

}  // namespace
}  // namespace xner::nn
