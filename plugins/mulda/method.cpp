// MulDA (Liu et al. 2021), as far as ConCNER's tables use it: labelled sequence translation, and
// training on the source and its translations ("En+Trans").
#include "harness/sdk/method.hpp"

#include <memory>

#include <boost/dll/alias.hpp>
#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "plugins/mulda/stages.hpp"

namespace {

class Mulda final : public xner::sdk::Method {
 public:
  [[nodiscard]] xner::sdk::MethodDescription describe() const override {
    auto parameters = mulda::translation_parameters();
    const auto& own = mulda::training_parameters();
    parameters.insert(parameters.end(), own.begin(), own.end());
    return {.id = "mulda",
            .version = "1.0",
            .title = "Labelled sequence translation: train on the source and its translations",
            .paper =
                "Liu, Ding, Bing, Joty, Si and Miao, MulDA: A Multilingual Data Augmentation "
                "Framework for Low-Resource Cross-Lingual NER, ACL 2021",
            .parameters = std::move(parameters),
            // What is needed of a target depends on the parameter "translation".
            .needs = {.source_dev = false, .translations = false, .unlabelled = false}};
  }

  [[nodiscard]] xner::sdk::Plan plan(const xner::sdk::PlanRequest& request) const override {
    return mulda::make_plan(request);
  }

  void run_stage(xner::sdk::StageContext& context) override {
    const std::string& type = context.request().type;
    if (type == "translate") return mulda::run_translate(context);
    if (type == "train") return mulda::run_train(context);
    throw xner::Error(
        xner::ErrorKind::kPlugin,
        fmt::format("mulda: expected a stage of type translate or train, found '{}'", type));
  }
};

std::unique_ptr<xner::sdk::Method> create_method() { return std::make_unique<Mulda>(); }

}  // namespace

BOOST_DLL_ALIAS(create_method, xner_create_method)
