// The parameters of "translate" as plain values: from a request to a stage, and from the stage to
// what runs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/sdk/plan.hpp"
#include "plugins/mulda/placeholders.hpp"
#include "plugins/mulda/quality.hpp"
#include "plugins/mulda/tokenise.hpp"

namespace mulda {

/// The language of a target by its name, as far as the first '_' or '-': "de", "sv" of
/// "sv_talbanken".
[[nodiscard]] std::string language_of_target(std::string_view target);

/// The parameters of a "translate" stage, profiles resolved, and only those that matter in its
/// mode. @param own as sdk::own_parameters(translation_parameters(), ...).
/// @throws xner::Error{kUsage} for bounds that contradict each other.
[[nodiscard]] xner::sdk::Json stage_parameters(const xner::sdk::Json& own,
                                               const std::string& language);

/// Which hyphens inside words become blanks.
enum class Hyphens {
  kMulda,  ///< in templates, and in entities but for Dutch: as MulDA's code
  kKeep,
  kSplit  ///< everywhere
};

/// `stage_parameters` read back.
struct TranslateSettings {
  std::string mode;
  std::string language;
  Filters filters;
  PlaceholderForm placeholder = PlaceholderForm::kTypeIndex;
  Hyphens hyphens = Hyphens::kMulda;
  Tokenise tokenise = Tokenise::kWords;
  bool entities_in_context = true;
  std::uint64_t seed = 0;
  std::vector<std::string> arguments;

  [[nodiscard]] bool split_template() const { return hyphens != Hyphens::kKeep; }
  [[nodiscard]] bool split_entity() const {
    return hyphens == Hyphens::kSplit || (hyphens == Hyphens::kMulda && language != "nl");
  }
};
[[nodiscard]] TranslateSettings translate_settings(const xner::sdk::Json& stage_parameters);

}  // namespace mulda
