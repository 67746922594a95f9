// A StageContext for tests that run a method in their own process: inputs and outputs by hand,
// progress counted.
#pragma once

#include <utility>

#include "harness/sdk/method.hpp"

namespace xner::test {

class FakeContext final : public sdk::StageContext {
 public:
  explicit FakeContext(sdk::StageRequest request) : request_(std::move(request)) {}

  [[nodiscard]] const sdk::StageRequest& request() const noexcept override { return request_; }
  [[nodiscard]] std::filesystem::path input(const std::string& name) const override {
    return request_.inputs.at(name);
  }
  [[nodiscard]] std::filesystem::path output(const std::string& name) const override {
    return request_.output_folder / name;
  }
  void progress(const sdk::Progress&) override { ++heartbeats_; }
  void fact(const std::string& name, sdk::Json value) override { facts_[name] = std::move(value); }
  [[nodiscard]] sdk::Usage& usage() noexcept override { return usage_; }

  [[nodiscard]] int heartbeats() const { return heartbeats_; }
  [[nodiscard]] const sdk::Json& facts() const { return facts_; }

 private:
  sdk::StageRequest request_;
  sdk::Usage usage_;
  sdk::Json facts_ = sdk::Json::object();
  int heartbeats_ = 0;
};

}  // namespace xner::test
