// `xner baseline save|list|show|accept`: what `xner gate` holds runs to.
#pragma once

#include <ostream>
#include <string>

namespace xner::cli {

struct BaselineOptions {
  std::string name{};
  std::string runs{};                   ///< runs/<experiment>
  std::string baselines = "baselines";  ///< folder of all baselines
  std::string who{};                    ///< "": who the environment says
  std::string why{};
  bool drop_missing = false;    ///< accept: cells that the new runs lack may go
  std::string format = "text";  ///< text | json
};

/// Who acts, by the environment: GITHUB_ACTOR, GITLAB_USER_LOGIN, USER, LOGNAME; "" if it does not
/// say.
[[nodiscard]] std::string acting_user();

/// A new baseline. @return 0; 5 without a run. @throws Error{kUsage} if the name is taken or cannot
/// be one, or without who or why; Error{kStage} if a run failed.
[[nodiscard]] int run_baseline_save(const BaselineOptions& options, std::ostream& out);
/// The runs take the place of a baseline's; old and new values are kept. Also @throws Error{kUsage}
/// if there is no such baseline, and for cells that would go, unless `drop_missing`.
[[nodiscard]] int run_baseline_accept(const BaselineOptions& options, std::ostream& out);
/// One row a baseline. @return 0; 5 if there is none.
[[nodiscard]] int run_baseline_list(const BaselineOptions& options, std::ostream& out);
/// Cells and entries. JSON: {"schema", "name", "cells": [{"cell", "seeds", "f1",
/// "standard_deviation", "sentences", "gold", "signature", "encoder"}], "entries": [as in
/// baseline.json]}.
[[nodiscard]] int run_baseline_show(const BaselineOptions& options, std::ostream& out);

}  // namespace xner::cli
