// Rows of a table, methods with parameters, planned as one experiment by the shipped programs: for
// tests of what methods share.
#pragma once

#include <string>
#include <vector>

#include "harness/flow/plan.hpp"
#include "harness/sdk/plan.hpp"

namespace xner::test {

/// A method with its parameters: one row of a table.
struct Row {
  std::string method;
  sdk::Json parameters = sdk::Json::object();
};

/// What the rows of a table are asked for.
struct Columns {
  std::vector<std::string> targets{"bb", "cc"};
  std::vector<std::string> selectors{"last"};
};

/// What a row asks its plugin for: seed 1, defaults but for its parameters.
[[nodiscard]] sdk::PlanRequest request_of(const Row& row, const Columns& columns = {});

/// @throws as the plugin's plan.
[[nodiscard]] sdk::Plan plan_of(const std::string& method, const sdk::PlanRequest& request);

/// One experiment of all rows, by their keys. Inputs are digests of their names.
[[nodiscard]] flow::ExperimentPlan plan_of(const std::vector<Row>& rows,
                                           const Columns& columns = {});

/// Stages of some types in an experiment.
[[nodiscard]] std::size_t stages_of(const flow::ExperimentPlan& plan,
                                    const std::vector<std::string>& types);

/// Trainings of an experiment: taggers and students.
[[nodiscard]] std::size_t trainings(const std::vector<Row>& rows, const Columns& columns = {});

}  // namespace xner::test
