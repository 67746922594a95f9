// Defect: changes what belongs to the whole process, and then does its work.
#include <filesystem>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/DefaultDtype.h>
#include <c10/core/GradMode.h>

#include "harness/base/files.hpp"
#include "tests/conformance/defects/defect.hpp"

void misbehave(xner::sdk::StageContext& context) {
  xner::write_file(context.output("done.txt"), "done\n");
  c10::GradMode::set_enabled(false);
  at::set_num_threads(at::get_num_threads() + 1);
  at::globalContext().setDeterministicAlgorithms(false, false);
  c10::set_default_dtype(caffe2::TypeMeta::Make<double>());
  at::Generator generator = at::detail::getDefaultCPUGenerator();
  generator.set_current_seed(4);
  std::filesystem::current_path("/");
}
