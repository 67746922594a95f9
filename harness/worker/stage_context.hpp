// The StageContext that a plugin sees: names to paths, heartbeats, cancellation.
#pragma once

#include <chrono>

#include "harness/sdk/method.hpp"
#include "harness/worker/result_pipe.hpp"

namespace xner::worker {

/// From now on SIGTERM asks the stage to stop at its next heartbeat instead of ending the process.
void cancel_on_sigterm();

/// Where a stage's input is. @throws Error{kPlugin} naming the nearest input that its plan names.
[[nodiscard]] std::filesystem::path input_path(const sdk::StageRequest& request,
                                               const std::string& name);
/// Where a stage's output goes. @throws Error{kPlugin} likewise.
[[nodiscard]] std::filesystem::path output_path(const sdk::StageRequest& request,
                                                const std::string& name);

class WorkerContext final : public sdk::StageContext {
 public:
  /// Both outlive the context.
  WorkerContext(const sdk::StageRequest& request, ResultPipe& pipe)
      : request_(request), pipe_(pipe) {}

  [[nodiscard]] const sdk::StageRequest& request() const noexcept override { return request_; }
  [[nodiscard]] std::filesystem::path input(const std::string& name) const override {
    return input_path(request_, name);
  }
  [[nodiscard]] std::filesystem::path output(const std::string& name) const override {
    return output_path(request_, name);
  }
  void progress(const sdk::Progress& progress) override;
  void fact(const std::string& name, sdk::Json value) override { facts_[name] = std::move(value); }
  [[nodiscard]] sdk::Usage& usage() noexcept override { return usage_; }

  [[nodiscard]] const sdk::Json& facts() const noexcept { return facts_; }

 private:
  const sdk::StageRequest& request_;
  ResultPipe& pipe_;
  sdk::Json facts_ = sdk::Json::object();
  sdk::Usage usage_;
  std::string last_phase_;
  std::chrono::steady_clock::time_point last_sent_;
};

}  // namespace xner::worker
