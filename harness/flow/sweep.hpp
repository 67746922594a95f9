// From lists in an experiment to the matrix: a list where a parameter takes one value is an axis,
// and one combination of the axes that concern a method is one of its variants.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/config/experiment.hpp"
#include "harness/sdk/plan.hpp"

namespace xner::flow {

using sdk::Json;

/// Combinations that one method may have.
inline constexpr std::size_t kMaxVariants = 1000;
/// Longest name of a variant, which is a folder's name.
inline constexpr std::size_t kMaxVariantName = 80;

/// One combination, with single values where the experiment has the lists of a sweep. Swept values
/// are by key and in their parameter's type.
struct Variant {
  std::string name = "base";  ///< of its folder; runs that differ in the source's size share it
  Json of_training = Json::object();  ///< what the sweep chose in [training] ...
  Json of_method = Json::object();    ///< ... in [methods.<method>] ...
  Json of_source = Json::object();    ///< ... and in [data.source], but for the size
  config::OpenTable training;
  config::OpenTable table;  ///< [methods.<method>]
  config::Source source;

  /// All that the name stands for: {"learning_rate": 1e-05, "num_train_epochs": 3.0}.
  [[nodiscard]] Json swept() const;
};

/// All variants of one method: axes by name, values of an axis by size, whatever the order in the
/// file. An axis of [training] that the method's own table overrides does not concern it.
/// @param own the method's parameters; one whose type is a list is swept by a list of lists.
/// @throws Error{kUsage} with the place, for a value that its parameter does not take, an empty
/// list, a value that is there twice, and a matrix of more than `kMaxVariants`.
[[nodiscard]] std::vector<Variant> expand_sweep(const config::Experiment& experiment,
                                                const std::string& method,
                                                const std::vector<sdk::Parameter>& own);

/// "learning_rate=1e-05,num_train_epochs=3"; "base" for nothing. Letters, digits and "_.-+=,"; a
/// name that had to be cut or changed ends in a digest of the whole.
[[nodiscard]] std::string variant_name(const Json& swept);

/// [training] as it was written, complete: `conditions` with the lists of the sweep put back.
/// @param conditions with one value of each axis.
[[nodiscard]] Json with_axes(const config::OpenTable& table, Json conditions,
                             const std::vector<sdk::Parameter>& known, const std::string& name);

/// The table with the first value of each axis.
[[nodiscard]] config::OpenTable first_of_axes(const config::OpenTable& table,
                                              const std::vector<sdk::Parameter>& known,
                                              const std::string& name);

}  // namespace xner::flow
