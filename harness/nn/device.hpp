// Which device a stage computes on. One binary serves both: the CUDA part of LibTorch is loaded at
// run time.
#pragma once

#include <cstdint>
#include <string>

#include <ATen/core/Tensor.h>

namespace xner::nn {

/// Loads libtorch_cuda.so from the folder of libtorch_cpu.so, if it is there. It must be the
/// process's first act that concerns LibTorch: anything earlier makes LibTorch believe for good
/// that there is no CUDA. @returns why it could not be loaded, or "".
[[nodiscard]] std::string load_cuda_part();

/// "cpu", "cuda", or "auto": a GPU if LibTorch sees one.
/// @throws Error{kUsage} for another name, Error{kStage} if "cuda" is wanted and there is no usable
/// GPU.
[[nodiscard]] at::Device choose_device(const std::string& wanted);

/// "cpu" or "cuda:0": for the record.
[[nodiscard]] std::string device_name(const at::Device& device);

/// Waits until all work queued on the device is done, so that a clock can be read.
void synchronize(const at::Device& device);

/// Largest memory that tensors took on the device since the last reset, in bytes; 0 on a CPU.
[[nodiscard]] std::int64_t peak_device_memory(const at::Device& device);

}  // namespace xner::nn
