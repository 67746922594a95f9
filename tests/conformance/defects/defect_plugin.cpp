// The harmless part that all defective plugins share.
#include <memory>

#include <boost/dll/alias.hpp>

#include "tests/conformance/defects/defect.hpp"

namespace {

class Defect final : public xner::sdk::Method {
 public:
  [[nodiscard]] xner::sdk::MethodDescription describe() const override {
    return {.id = kDefect,
            .version = "1.0",
            .title = "A defective plugin",
            .paper = "none",
            .parameters = {},
            .needs = {}};
  }
  /// One stage, which misbehaves; every prediction would come from it.
  [[nodiscard]] xner::sdk::Plan plan(const xner::sdk::PlanRequest& request) const override {
    xner::sdk::Plan plan;
    plan.stages.push_back({.id = "misbehave",
                           .method = kDefect,
                           .type = "misbehave",
                           .parameters = {{"device", "cpu"}, {"threads", 1}},
                           .inputs = {},
                           .outputs = {"done.txt"}});
    for (const auto& target : request.targets)
      for (const auto seed : request.seeds)
        for (const auto& selector : request.selectors)
          plan.predictions.push_back({.target = target,
                                      .seed = seed,
                                      .selector = selector,
                                      .split = "test",
                                      .stage = "misbehave",
                                      .output = "done.txt"});
    return plan;
  }
  void run_stage(xner::sdk::StageContext& context) override {
    context.progress({"misbehave", 1, 2, ""});
    misbehave(context);
  }
};

std::unique_ptr<xner::sdk::Method> create_method() { return std::make_unique<Defect>(); }

}  // namespace

BOOST_DLL_ALIAS(create_method, xner_create_method)
