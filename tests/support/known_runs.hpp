// Run folders whose F1 is known beforehand, for tests of what is read from run folders. A sentence
// has one gold entity, which is predicted; in so many sentences, from the first, it is right. So F1
// is their share, exactly.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/record/run_folder.hpp"
#include "harness/score/sentence_counts.hpp"

namespace xner::test {

inline constexpr std::size_t kCountedSentences = 1000;

[[nodiscard]] score::RunCounts counted_sentences(std::size_t right,
                                                 std::size_t sentences = kCountedSentences);

/// Of method, target and seed; variant "base", source "aa", size "full".
[[nodiscard]] record::RunId counted_id(const std::string& method, const std::string& target,
                                       std::uint64_t seed);

/// metrics.json, counts.bin and env.json. @param device as the numeric class has it. @param type of
/// all entities; the signature stays the same.
void write_counted_run(const std::filesystem::path& experiment, const record::RunId& id,
                       const score::RunCounts& counts, const std::string& device = "cpu",
                       const std::string& type = "PER");

/// The same without a score.
void write_failed_run(const std::filesystem::path& experiment, const record::RunId& id,
                      const std::string& message);

/// Runs of seeds 1, 2, ...: `right` and a little more or less, with a standard deviation of about
/// `spread` sentences.
void write_counted_cell(const std::filesystem::path& experiment, const std::string& method,
                        const std::string& target, std::size_t right, std::size_t seeds = 5,
                        double spread = 2, const std::string& device = "cpu");

}  // namespace xner::test
