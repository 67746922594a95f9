// See loaded_plugin.hpp.
#include "harness/plugin/loaded_plugin.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/error.hpp"
#include "harness/plugin/guard.hpp"

namespace xner::plugin {
namespace {

namespace dll = boost::dll;
namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& file, const std::string& why) {
  throw Error(ErrorKind::kPlugin, why, Place{file.string()},
              "build the plugin for this xner with add_method_plugin()");
}

dll::shared_library open_library(const fs::path& file, Unload unload) {
  int mode = dll::load_mode::rtld_now | dll::load_mode::rtld_local;
  if (unload == Unload::kNever) mode |= RTLD_NODELETE;
  dll::fs::error_code ignored;  // says only "bad file descriptor"; dlerror has the reason
  dll::shared_library library;
  library.load(dll::fs::path(file.string()), static_cast<dll::load_mode::type>(mode), ignored);
  if (library.is_loaded()) return library;
  ::dlerror();
  if (void* handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL)) ::dlclose(handle);
  const char* reason = ::dlerror();
  refuse(file, fmt::format("cannot be loaded: {}", reason != nullptr ? reason : ignored.message()));
}

void check_stamp(const dll::shared_library& library, const fs::path& file) {
  if (!library.has(sdk::kStampName))
    refuse(file, fmt::format("has a tag but does not export {}", sdk::kStampName));
  const auto& stamp = library.get<const sdk::PluginStamp>(sdk::kStampName);
  if (stamp.size != sizeof(sdk::PluginStamp))
    refuse(file,
           fmt::format("stamp: expected {} bytes, found {}", sizeof(sdk::PluginStamp), stamp.size));
  if (stamp.interface_version != static_cast<std::uint32_t>(sdk::kInterfaceVersion))
    refuse(file, fmt::format("stamp: expected interface version {}, found {}",
                             sdk::kInterfaceVersion, stamp.interface_version));
  if (sdk::expected_tag().sdk_declarations != stamp.sdk_declarations)
    refuse(file, "stamp: built against other SDK headers than its tag says");
}

}  // namespace

LoadedPlugin::LoadedPlugin(const fs::path& file, Unload unload) : file_(fs::absolute(file)) {
  tag_ = sdk::read_plugin_tag(file_);
  build_id_ = sdk::read_build_id(file_);
  if (const auto problems = tag_mismatches(tag_, sdk::expected_tag()); !problems.empty())
    refuse(file_, fmt::format("{}", fmt::join(problems, "; ")));
  library_ = open_library(file_, unload);
  check_stamp(library_, file_);
  if (!library_.has(sdk::kFactoryName))
    refuse(file_, fmt::format("does not export {}", sdk::kFactoryName));
  guarded(
      ErrorKind::kPlugin,
      [&] { method_ = library_.get_alias<sdk::MethodFactory>(sdk::kFactoryName)(); }, leaks_);
  if (!method_) refuse(file_, fmt::format("{} made no method", sdk::kFactoryName));
}

sdk::MethodDescription LoadedPlugin::describe() {
  sdk::MethodDescription description;
  guarded(
      ErrorKind::kPlugin, [&] { description = method_->describe(); }, leaks_);
  if (description.id != tag_.method || description.version != tag_.version)
    refuse(file_, fmt::format("describes itself as {} {}, its tag says {} {}", description.id,
                              description.version, tag_.method, tag_.version));
  return description;
}

sdk::Plan LoadedPlugin::plan(const sdk::PlanRequest& request) {
  sdk::Plan plan;
  guarded(
      ErrorKind::kPlugin, [&] { plan = method_->plan(request); }, leaks_);
  return plan;
}

void LoadedPlugin::run_stage(sdk::StageContext& context) {
  guarded(
      ErrorKind::kStage, [&] { method_->run_stage(context); }, leaks_);
}

}  // namespace xner::plugin
