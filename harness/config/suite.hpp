// A file that holds more than one experiment: parts that differ in some tables, other files, and
// profiles, which are other values for the same experiment. Each comes out as an experiment of its
// own; planning and running them together is flow's business.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "harness/config/experiment.hpp"

namespace xner::config {

/// Reads a file and applies overrides ("a.b.c=value") to each of its experiments. A path is
/// relative to the file that says it, or to the current folder if typed. `methods=a,b` selects
/// among the file's [methods.*] tables.
///
///   parts = ["table3.toml", ...]     other files, relative to this one; then nothing else
///   [[parts]] ...                    each table is laid over the rest of the file: tables key by
///                                    key, anything else in the place of what was there
///   [profiles.sample] ...            laid over the rest if `profile=sample` is among the overrides
///   [published] ...                  of all parts together, see published.hpp
///
/// Parts of one file have its name, so their results lie in one folder. A file without parts is one
/// experiment.
/// @throws Error{kUsage, kIo} with file, line and column, and the nearest known key for an unknown
/// one; for a profile that an experiment does not have; for a file that is a part of itself.
[[nodiscard]] std::vector<Experiment> read_suite(const std::filesystem::path& file,
                                                 std::span<const std::string> overrides);

/// Of the whole: the name that all have, else the file's stem.
[[nodiscard]] std::string suite_name(std::span<const Experiment> experiments,
                                     const std::filesystem::path& file);

/// The experiment of a file that holds one. @throws as above; Error{kUsage} if it holds several.
[[nodiscard]] Experiment read_experiment(const std::filesystem::path& file,
                                         std::span<const std::string> overrides);

}  // namespace xner::config
