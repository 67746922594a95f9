// Where the parts of this build lie, relative to the running program: build and install tree are
// alike.
#pragma once

#include <filesystem>

namespace xner::flow {

/// share/xner/datasets: the descriptors. $XNER_DATASETS names another folder.
[[nodiscard]] std::filesystem::path descriptors_folder();

/// lib/libxner_sdk.so. @throws Error{kIo} if it is not there.
[[nodiscard]] std::filesystem::path sdk_library();

/// lib/libtorch: the libraries of the LibTorch that this build uses; may be absent.
[[nodiscard]] std::filesystem::path libtorch_folder();

}  // namespace xner::flow
