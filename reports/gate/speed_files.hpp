// What two files of measurements say of the same benchmarks: Google Benchmark's JSON as `xner
// bench` writes it, with the reference kernel's time beside each repetition, or with counted
// instructions.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "reports/gate/speed_gate.hpp"

namespace xner::reports {

struct SpeedFile {
  std::filesystem::path path;
  record::Json json;
};

/// The benchmarks of both: instructions where `before` counts them, else each repetition's time
/// divided by the reference kernel's (`reference_ms`).
/// @param notes benchmarks that only `now` has.
/// @throws Error{kData} naming the file, for what is no such file; for a benchmark that `now`
/// lacks; and where the files are of another machine (CPU, number of CPUs, device, threads,
/// precision, LibTorch), another experiment (encoder, corpora, steps, settings) or another
/// compiler, C library or valgrind: that is no baseline for this one.
[[nodiscard]] std::vector<SpeedSeries> series_of(const SpeedFile& before, const SpeedFile& now,
                                                 std::vector<std::string>& notes);

}  // namespace xner::reports
