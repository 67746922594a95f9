// See guard.hpp.
#include "harness/plugin/guard.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>
#include <optional>

#include <c10/util/Exception.h>
#include <cxxabi.h>
#include <fmt/format.h>

#include "harness/plugin/global_state.hpp"
#include "harness/sdk/stage_message.hpp"

namespace xner::plugin {
namespace {

std::string readable(const char* mangled) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(mangled, nullptr, nullptr, &status), &std::free);
  return status == 0 ? name.get() : mangled;
}

/// LibTorch's message without its C++ stack, which says nothing about a method.
Error from_libtorch(ErrorKind kind, const c10::Error& error) {
  std::string text = error.what_without_backtrace();
  const bool memory = dynamic_cast<const c10::OutOfMemoryError*>(&error) != nullptr ||
                      text.find("can't allocate memory") != std::string::npos;
  if (memory) return {ErrorKind::kStage, fmt::format("{}: {}", sdk::kOutOfMemory, text)};
  return {kind, "LibTorch: " + text};
}

/// Runs the call and returns a copy of what it threw, if it did.
std::optional<Error> attempt(ErrorKind kind, const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return Error(error.kind(), error.message(), error.place(), error.hint());
  } catch (const std::bad_alloc& error) {
    return Error(ErrorKind::kStage, fmt::format("{}: {}", sdk::kOutOfMemory, error.what()));
  } catch (const c10::Error& error) {
    return from_libtorch(kind, error);
  } catch (const std::exception& error) {
    return Error(kind, fmt::format("{}: {}", readable(typeid(error).name()), error.what()));
  } catch (...) {
    const std::type_info* type = abi::__cxa_current_exception_type();
    return Error(kind, fmt::format("an exception of type {}, not derived from std::exception",
                                   type != nullptr ? readable(type->name()) : "unknown"));
  }
  return std::nullopt;
}

}  // namespace

void guarded(ErrorKind kind, const std::function<void()>& call, std::vector<std::string>& leaks) {
  const GlobalState before;
  const std::optional<Error> error = attempt(kind, call);
  for (std::string& name : before.restore())
    if (std::find(leaks.begin(), leaks.end(), name) == leaks.end())
      leaks.push_back(std::move(name));
  if (error) throw Error(*error);
}

}  // namespace xner::plugin
