// See global_state.hpp.
#include "harness/plugin/global_state.hpp"

#include <cfenv>
#include <clocale>
#include <cstring>
#include <filesystem>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <c10/core/DefaultDtype.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>

namespace xner::plugin {
namespace {

std::string generator_state() {
  at::Generator generator = at::detail::getDefaultCPUGenerator();
  const std::lock_guard<std::mutex> lock(generator.mutex());
  const at::Tensor state = generator.get_state();
  return {static_cast<const char*>(state.const_data_ptr()), state.nbytes()};
}

void set_generator_state(const std::string& bytes) {
  at::Generator generator = at::detail::getDefaultCPUGenerator();
  const std::lock_guard<std::mutex> lock(generator.mutex());
  const at::Tensor state = generator.get_state();
  std::memcpy(state.mutable_data_ptr(), bytes.data(), bytes.size());
  generator.set_state(state);
}

std::string precision_name(at::Float32MatmulPrecision precision) {
  switch (precision) {
    case at::Float32MatmulPrecision::HIGHEST:
      return "highest";
    case at::Float32MatmulPrecision::HIGH:
      return "high";
    case at::Float32MatmulPrecision::MEDIUM:
      return "medium";
  }
  return "highest";
}

std::string locale_name() { return std::setlocale(LC_ALL, nullptr); }

std::string working_folder() {
  std::error_code gone;
  return std::filesystem::current_path(gone).string();
}

}  // namespace

GlobalState::GlobalState() {
  const auto watch = [this](const char* name, auto read, auto write) {
    const auto before = read();
    pieces_.push_back({name, [=] { return read() != before; }, [=] { write(before); }});
  };
  at::Context& context = at::globalContext();
  // Inference mode first: while it is on, other pieces of the state cannot be written.
  watch(
      "inference mode", [] { return c10::InferenceMode::is_enabled(); },
      [](bool on) {
        auto modes = c10::AutogradState::get_tls_state();
        modes.set_inference_mode(on);
        c10::AutogradState::set_tls_state(modes);
      });
  watch(
      "grad mode", [] { return c10::GradMode::is_enabled(); },
      [](bool on) { c10::GradMode::set_enabled(on); });
  watch(
      "intra-op threads", [] { return at::get_num_threads(); },
      [](int count) { at::set_num_threads(count); });
  watch(
      "deterministic algorithms",
      [&context] {
        return std::pair(context.deterministicAlgorithms(),
                         context.deterministicAlgorithmsWarnOnly());
      },
      [&context](std::pair<bool, bool> mode) {
        context.setDeterministicAlgorithms(mode.first, mode.second);
      });
  watch(
      "default dtype", [] { return c10::get_default_dtype(); },
      [](caffe2::TypeMeta type) { c10::set_default_dtype(type); });
  watch(
      "matmul precision", [&context] { return context.float32MatmulPrecision(); },
      [&context](at::Float32MatmulPrecision precision) {
        context.setFloat32MatmulPrecision(precision_name(precision));
      });
  watch("default CPU generator", generator_state, set_generator_state);
  watch("working folder", working_folder, [](const std::string& folder) {
    std::error_code gone;
    std::filesystem::current_path(folder, gone);
  });
  watch("locale", locale_name,
        [](const std::string& name) { std::setlocale(LC_ALL, name.c_str()); });
  watch(
      "rounding mode", [] { return std::fegetround(); }, [](int mode) { std::fesetround(mode); });
}

std::vector<std::string> GlobalState::restore() const {
  std::vector<std::string> changed;
  for (const Piece& piece : pieces_) {
    if (!piece.differs()) continue;
    changed.push_back(piece.name);
    piece.put_back();
  }
  return changed;
}

}  // namespace xner::plugin
