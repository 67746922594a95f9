// ConCNER (Fu et al. 2022): a tagger of source and translations with two contrastive terms, and its
// student.
#include "harness/sdk/method.hpp"

#include <memory>

#include <boost/dll/alias.hpp>
#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "plugins/concner/settings.hpp"
#include "plugins/concner/stages.hpp"

namespace {

class Concner final : public xner::sdk::Method {
 public:
  [[nodiscard]] xner::sdk::MethodDescription describe() const override {
    return {
        .id = "concner",
        .version = "1.0",
        .title = "Dual contrast: tokens of one label, sentences and their translations",
        .paper =
            "Fu, Lin, Yang and Jiang, A Dual-Contrastive Framework for Low-Resource "
            "Cross-Lingual Named Entity Recognition, 2022 (arXiv 2204.00796)",
        .parameters = concner::parameters(),
        // Which it needs of a target, translations, unlabelled text or nothing, is the preset's.
        .needs = {.source_dev = false, .translations = false, .unlabelled = false}};
  }

  [[nodiscard]] xner::sdk::Plan plan(const xner::sdk::PlanRequest& request) const override {
    return concner::make_plan(request);
  }

  void run_stage(xner::sdk::StageContext& context) override {
    const std::string& type = context.request().type;
    if (type == "train") return concner::run_train(context);
    throw xner::Error(xner::ErrorKind::kPlugin,
                      fmt::format("concner: expected a stage of type train, found '{}'", type));
  }
};

std::unique_ptr<xner::sdk::Method> create_method() { return std::make_unique<Concner>(); }

}  // namespace

BOOST_DLL_ALIAS(create_method, xner_create_method)
