// What a plan calls an input that no stage makes, taken apart: "encoder", "data:source/train",
// "data:target/de/unlabelled", ... (harness/sdk/plan.hpp lists the forms), and which sample of it
// an experiment means that sweeps over samples.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "harness/config/experiment.hpp"

namespace xner::flow {

enum class InputKind {
  kUnknown,
  kEncoder,
  kSourceTrain,
  kSourceDev,
  kTest,
  kDev,
  kUnlabelled,
  kTranslations,
  kFile
};

/// Which sentences of a corpus.
struct Sample {
  std::optional<std::int64_t> size;  ///< all if absent
  std::uint64_t seed = 1;
  friend bool operator==(const Sample&, const Sample&) = default;
  friend bool operator<(const Sample& a, const Sample& b) {
    return std::tie(a.size, a.seed) < std::tie(b.size, b.seed);
  }
};

struct InputName {
  InputKind kind = InputKind::kUnknown;
  std::string target{};            ///< of kTest and all below it
  std::string file{};              ///< of kFile: the name that a method gives it
  std::optional<Sample> sample{};  ///< absent: the experiment's own. Of kUnlabelled only its seed
};

/// Never fails: what has none of the forms is kUnknown.
[[nodiscard]] InputName parse_input_name(std::string_view from);

/// Names an input in an experiment that sweeps over samples: "data:source/train" and
/// "data:translations/..." become "data:source/train#500.1" (size and sample seed), and
/// "data:target/<target>/unlabelled" becomes ".../unlabelled#1" if sample seeds are swept; all else
/// stays. What is not sampled has the same content under each of its names, and so one digest.
/// @param source of the experiment. @param one the variant's.
[[nodiscard]] std::string in_sample(const std::string& from, const config::Source& source,
                                    const config::Source& one);

/// Whether the source's sample decides the content: the source's training text and translations.
[[nodiscard]] constexpr bool follows_source(InputKind kind) noexcept {
  return kind == InputKind::kSourceTrain || kind == InputKind::kTranslations;
}

}  // namespace xner::flow
