// Wu and Dredze (2019): fine-tune a multilingual encoder on the source language, apply it to the
// targets as it is.
#include "harness/sdk/method.hpp"

#include <memory>

#include <boost/dll/alias.hpp>
#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "plugins/wu_dredze/stages.hpp"

namespace {

class WuDredze final : public xner::sdk::Method {
 public:
  [[nodiscard]] xner::sdk::MethodDescription describe() const override {
    return {.id = "wu_dredze",
            .version = "1.0",
            .title = "Zero-shot transfer: train on the source, apply to the target",
            .paper =
                "Wu and Dredze, Beto, Bentz, Becas: The Surprising Cross-Lingual Effectiveness of "
                "BERT, EMNLP 2019",
            .parameters = wu_dredze::parameters(),
            .needs = {.source_dev = false, .translations = false, .unlabelled = false}};
  }

  [[nodiscard]] xner::sdk::Plan plan(const xner::sdk::PlanRequest& request) const override {
    return wu_dredze::make_plan(request);
  }

  void run_stage(xner::sdk::StageContext& context) override {
    const std::string& type = context.request().type;
    if (type == "train") return wu_dredze::run_train(context);
    if (type == "predict") return wu_dredze::run_predict(context);
    throw xner::Error(
        xner::ErrorKind::kPlugin,
        fmt::format("wu_dredze: expected a stage of type train or predict, found '{}'", type));
  }
};

std::unique_ptr<xner::sdk::Method> create_method() { return std::make_unique<WuDredze>(); }

}  // namespace

BOOST_DLL_ALIAS(create_method, xner_create_method)
