// See locations.hpp.
#include "harness/flow/locations.hpp"

#include <cstdlib>

#include "harness/base/error.hpp"
#include "harness/base/process.hpp"

namespace xner::flow {
namespace fs = std::filesystem;

fs::path descriptors_folder() {
  if (const char* const variable = std::getenv("XNER_DATASETS");
      variable != nullptr && *variable != '\0')
    return variable;
  return program_folder().parent_path() / "share" / "xner" / "datasets";
}

fs::path sdk_library() {
  fs::path library = program_folder().parent_path() / "lib" / "libxner_sdk.so";
  if (!fs::exists(library))
    throw Error(
        ErrorKind::kIo, "expected the SDK's library, found none", Place{library.string()},
        "bin, lib and share of a build belong together: build the project, or carry all three");
  return library;
}

fs::path libtorch_folder() { return program_folder().parent_path() / "lib" / "libtorch"; }

}  // namespace xner::flow
