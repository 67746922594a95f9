// A plugin in this process: checked, loaded, and callable only through the guard.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <boost/dll/shared_library.hpp>

#include "harness/sdk/method.hpp"
#include "harness/sdk/plugin_tag.hpp"

namespace xner::plugin {

/// Whether the library leaves the process with its last object. Production never unloads: LibTorch
/// may keep pointers into it (deleters, graphs, registrations). Tests do, to see that nothing else
/// does.
enum class Unload { kNever, kWithLastObject };

/// One method of one plugin file. Owns the library and the method; the library outlives the method.
class LoadedPlugin {
 public:
  /// Tag (read without loading), then library, then stamp, then factory: the first that is wrong
  /// stops.
  /// @throws Error{kPlugin} saying what was built for what, or what is missing; Error{kIo}.
  explicit LoadedPlugin(const std::filesystem::path& file, Unload unload = Unload::kNever);

  [[nodiscard]] const sdk::PluginTag& tag() const noexcept { return tag_; }
  [[nodiscard]] const std::string& build_id() const noexcept { return build_id_; }

  /// The plugin's calls, guarded. @throws Error: what the plugin threw, copied; {kPlugin} if the
  /// description's id or version is not the tag's.
  [[nodiscard]] sdk::MethodDescription describe();
  [[nodiscard]] sdk::Plan plan(const sdk::PlanRequest& request);
  void run_stage(sdk::StageContext& context);

  /// Global state that calls so far changed and did not put back, by name.
  [[nodiscard]] const std::vector<std::string>& leaks() const noexcept { return leaks_; }

 private:
  std::filesystem::path file_;
  sdk::PluginTag tag_;
  std::string build_id_;
  std::vector<std::string> leaks_;
  boost::dll::shared_library library_;
  std::unique_ptr<sdk::Method> method_;  // after the library: destroyed before it
};

}  // namespace xner::plugin
