// The plugin boundary: the interface that a method implements. One screen; everything else is a set
// of functions to call.
//
// A plugin is a shared library made by `add_method_plugin()`. It exports two names: the plain stamp
// `xner_plugin_stamp`, read first, and the factory `xner_create_method`. Every other type of a
// plugin belongs in an anonymous namespace.
#pragma once

#include <functional>
#include <memory>

#include "harness/sdk/plan.hpp"
#include "harness/sdk/plugin_stamp.hpp"
#include "harness/sdk/stage_message.hpp"

namespace xner::sdk {

/// What a running stage is given. Lives until `run_stage` returns. One thread calls it.
class StageContext {
 public:
  virtual ~StageContext() = default;

  [[nodiscard]] virtual const StageRequest& request() const noexcept = 0;
  /// The path of an input. @throws Error{kPlugin} naming the inputs there are, if this is not one
  /// of them.
  [[nodiscard]] virtual std::filesystem::path input(const std::string& name) const = 0;
  /// The path of a declared output, to be made by the stage. @throws Error{kPlugin} if it was not
  /// declared.
  [[nodiscard]] virtual std::filesystem::path output(const std::string& name) const = 0;
  /// Tells the harness that the stage is alive. Call it at least every few seconds: a stage that is
  /// silent for its no-progress limit is ended. @throws Error{kStage} "cancelled", if the harness
  /// wants the stage to stop.
  virtual void progress(const Progress& progress) = 0;
  /// A fact for the record, e.g. ("best_step", 120).
  virtual void fact(const std::string& name, Json value) = 0;
  /// Where the SDK's functions add up what they measured.
  [[nodiscard]] virtual Usage& usage() noexcept = 0;
};

/// A method. Created once per worker by the plugin's factory; the library outlives it.
class Method {
 public:
  virtual ~Method() = default;

  /// Who it is, its parameters and data needs. Pure: no files, no tensors, the same value at every
  /// call.
  [[nodiscard]] virtual MethodDescription describe() const = 0;

  /// The stages of one experiment. Pure: a function of the request alone.
  /// @throws Error{kUsage} if the request makes no sense for this method.
  [[nodiscard]] virtual Plan plan(const PlanRequest& request) const = 0;

  /// The only call that trains. Reads inputs, writes declared outputs, draws all randomness from
  /// the stage's seed. Anything thrown ends this stage and nothing else; tensors do not cross this
  /// boundary.
  virtual void run_stage(StageContext& context) = 0;
};

/// Exported through BOOST_DLL_ALIAS under `kFactoryName`.
using MethodFactory = std::unique_ptr<Method>();
inline constexpr const char* kFactoryName = "xner_create_method";

}  // namespace xner::sdk
