// Run folders with counts of simulated runs, for the tests of comparisons.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/score/sentence_counts.hpp"

namespace xner::test {

/// One run folder a seed, seeds from 1: metrics.json and counts.bin. Entities of every second
/// sentence are of PER, the others of LOC.
/// @param conditions of all runs, as JSON.
void write_arm(const std::filesystem::path& experiment, const std::string& method,
               const std::string& target, const std::vector<score::RunCounts>& runs,
               const std::string& conditions = "{}", const std::string& size = "1000");

/// "mulda" is better than "wu_dredze" by about five points on de, equal on en; three seeds each.
void write_two_methods(const std::filesystem::path& experiment);

}  // namespace xner::test
