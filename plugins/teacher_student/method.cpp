// Wu et al. (2020): a student learns from a teacher's probabilities over unlabelled target text.
#include "harness/sdk/method.hpp"

#include <memory>

#include <boost/dll/alias.hpp>
#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "plugins/teacher_student/settings.hpp"
#include "plugins/teacher_student/stages.hpp"

namespace {

class TeacherStudent final : public xner::sdk::Method {
 public:
  [[nodiscard]] xner::sdk::MethodDescription describe() const override {
    return {.id = "teacher_student",
            .version = "1.0",
            .title = "Distillation: a student learns the teacher's probabilities of target text",
            .paper =
                "Wu, Lin, Karlsson, Lou and Huang, Single-/Multi-Source Cross-Lingual NER via "
                "Teacher-Student Learning on Unlabeled Data in Target Language, ACL 2020",
            .parameters = teacher_student::parameters(),
            .needs = {.source_dev = false, .translations = false, .unlabelled = true}};
  }

  [[nodiscard]] xner::sdk::Plan plan(const xner::sdk::PlanRequest& request) const override {
    return teacher_student::make_plan(request);
  }

  void run_stage(xner::sdk::StageContext& context) override {
    const std::string& type = context.request().type;
    if (type == "annotate") return teacher_student::run_annotate(context);
    if (type == "distil") return teacher_student::run_distil(context);
    throw xner::Error(
        xner::ErrorKind::kPlugin,
        fmt::format("teacher_student: expected a stage of type annotate or distil, found '{}'",
                    type));
  }
};

std::unique_ptr<xner::sdk::Method> create_method() { return std::make_unique<TeacherStudent>(); }

}  // namespace

BOOST_DLL_ALIAS(create_method, xner_create_method)
