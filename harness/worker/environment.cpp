// See environment.hpp.
#include "harness/worker/environment.hpp"

#include <cstdlib>

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/nn/device.hpp"
#include "harness/sdk/plugin_tag.hpp"

namespace xner::worker {
namespace {

std::string text_setting(const sdk::Json& parameters, const std::string& name,
                         const std::string& otherwise) {
  const sdk::Json value = parameters.value(name, sdk::Json(otherwise));
  if (value.is_string()) return value.get<std::string>();
  throw Error(ErrorKind::kUsage,
              fmt::format("parameter '{}': expected a string, found {}", name, value.dump()));
}

std::string wanted_device(const sdk::Json& parameters) {
  return text_setting(parameters, "device", "cpu");
}

sdk::Json cuda_facts() {
  const auto& context = at::globalContext();
  const auto& hooks = at::detail::getCUDAHooks();
  const char* const workspace = std::getenv("CUBLAS_WORKSPACE_CONFIG");
  return {{"runtime", hooks.versionCUDART()},
          {"cudnn", hooks.hasCuDNN() ? hooks.versionCuDNN() : 0},
          {"cudnn_deterministic", context.deterministicCuDNN()},
          {"cudnn_benchmark", context.benchmarkCuDNN()},
          {"matmul_tf32", context.allowTF32CuBLAS()},
          {"cudnn_tf32", context.allowTF32CuDNN()},
          {"cublas_workspace", workspace == nullptr ? "" : workspace}};
}

}  // namespace

void prepare_process(const sdk::Json& parameters) {
  const std::string device = wanted_device(parameters);
  // cuBLAS chooses among algorithms by the number of streams unless its workspace is fixed.
  ::setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", 0);
  const std::string problem = device == "cpu" ? "" : nn::load_cuda_part();
  if (device == "cuda" && !problem.empty())
    throw Error(ErrorKind::kStage,
                fmt::format("device: LibTorch's CUDA part cannot be loaded: {}", problem), {},
                "`./bootstrap.sh build` on a machine with a GPU fetches the libraries; or use "
                "device=cpu");
  (void)nn::choose_device(device);

  const sdk::Json threads = parameters.value("threads", sdk::Json(0));
  if (!threads.is_number_integer() || threads.get<std::int64_t>() < 0)
    throw Error(ErrorKind::kUsage,
                fmt::format("parameter 'threads': expected 0 or more, found {}", threads.dump()));
  if (threads.get<int>() > 0) at::set_num_threads(threads.get<int>());
  at::globalContext().setDeterministicAlgorithms(true, /*warn_only=*/false);
  at::globalContext().setDeterministicFillUninitializedMemory(false);
}

sdk::Json environment_facts(const sdk::Json& parameters) {
  const at::Device device = stage_device(parameters);
  const auto& context = at::globalContext();
  sdk::Json facts{{"libtorch", sdk::expected_tag().libtorch},
                  {"device", nn::device_name(device)},
                  {"cpu_capability", at::get_cpu_capability()},
                  {"blas", at::hasMKL() ? "mkl" : "other"},
                  {"onednn", at::hasMKLDNN()},
                  {"threads", at::get_num_threads()},
                  {"precision", text_setting(parameters, "precision", "fp32")},
                  {"deterministic", context.deterministicAlgorithms()}};
  if (device.is_cuda()) facts["cuda"] = cuda_facts();
  return facts;
}

at::Device stage_device(const sdk::Json& parameters) {
  return nn::choose_device(wanted_device(parameters));
}

std::int64_t device_memory(const sdk::Json& parameters) {
  return nn::peak_device_memory(stage_device(parameters));
}

}  // namespace xner::worker
