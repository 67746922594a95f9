// A student of the words that two teachers label alike: one trained on the source, one on the
// source and its translations. Only the choice of words is its own, all else is other methods'.
#include "harness/sdk/method.hpp"

#include <boost/dll/alias.hpp>
#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/nn/soft_labels.hpp"
#include "plugins/mulda/stages.hpp"
#include "plugins/teacher_student/settings.hpp"
#include "plugins/teacher_student/stages.hpp"
#include "plugins/wu_dredze/stages.hpp"

namespace {

namespace nn = xner::nn;
namespace sdk = xner::sdk;

constexpr const char* kProbabilities = "probabilities.safetensors";

/// The stage "agree": the mean of the teachers' probabilities, of the words whose most probable
/// label is the same with both and has a mean of at least `confidence`. The other words have no
/// row.
void agree(sdk::StageContext& context) {
  const std::vector<nn::SoftLabels> teachers{nn::read_soft_labels(context.input("wu_dredze")),
                                             nn::read_soft_labels(context.input("mulda"))};
  const nn::SoftLabels mean = nn::mix(teachers, std::vector<double>{1, 1});
  const auto best = [](const nn::SoftLabels& soft) { return soft.probabilities.argmax(-1); };
  const auto confidence = context.request().parameters.at("confidence").get<double>();
  const at::Tensor kept = best(teachers[0])
                              .eq(best(teachers[1]))
                              .logical_and(mean.probabilities.amax(-1).ge(confidence));
  const at::Tensor rows = kept.nonzero().squeeze(-1);
  if (rows.size(0) == 0)
    throw xner::Error(xner::ErrorKind::kData,
                      fmt::format("agreement: expected words that both teachers label alike with "
                                  "a probability from {}, found none of {}",
                                  confidence, kept.size(0)));
  nn::write_soft_labels(context.output(kProbabilities),
                        {mean.labels, mean.probabilities.index_select(0, rows),
                         mean.word_index.index_select(0, rows)});
  context.fact("words", kept.size(0));
  context.fact("agreed_words", rows.size(0));
}

class Agreement final : public sdk::Method {
 public:
  [[nodiscard]] sdk::MethodDescription describe() const override {
    auto parameters = mulda::translation_parameters();
    parameters.push_back(
        {"confidence", 0.0, "least probability of a label that is learnt", 0.0, 1.0, {}});
    parameters.push_back(
        {"hard_label_weight", 0.5, "of the student, as teacher_student's", 0.0, 1.0, {}});
    return {.id = "agreement",
            .version = "1.0",
            .title = "Distillation from the words that two teachers label alike",
            .paper = "after the voting in Wu, Lin, Karlsson, Huang and Lou, UniTrans, IJCAI 2020",
            .parameters = parameters,
            .needs = {.source_dev = false, .translations = false, .unlabelled = true}};
  }

  [[nodiscard]] sdk::Plan plan(const sdk::PlanRequest& request) const override {
    const auto settings = teacher_student::student_settings(request);
    sdk::PlanBuilder plan;
    for (const std::uint64_t seed : request.seeds)
      for (const std::string& target : request.targets) {
        sdk::StageSpec chosen{
            fmt::format("agree-{}-seed-{}", target, seed),         "agreement", "agree",
            {{"confidence", request.parameters.at("confidence")}}, {},          {kProbabilities}};
        plan.add(mulda::translate_stage(request, target));
        for (const auto& teacher :
             {wu_dredze::train_stage(request, seed), mulda::train_stage(request, target, seed)}) {
          const auto annotate = teacher_student::annotate_stage(request, plan.add(teacher), target);
          chosen.inputs.push_back(
              {teacher.method, fmt::format("stage:{}/{}", plan.add(annotate), kProbabilities)});
        }
        const auto distil =
            teacher_student::distil_stage(request, settings, {plan.add(chosen)}, target, seed);
        wu_dredze::add_predictions(plan, request, plan.add(distil), target, seed);
      }
    return plan.take();
  }

  void run_stage(sdk::StageContext& context) override {
    if (context.request().type == "agree") return agree(context);
    throw xner::Error(xner::ErrorKind::kPlugin,
                      "agreement: expected a stage of type agree, found " + context.request().type);
  }
};

std::unique_ptr<sdk::Method> create_method() { return std::make_unique<Agreement>(); }

}  // namespace

BOOST_DLL_ALIAS(create_method, xner_create_method)
