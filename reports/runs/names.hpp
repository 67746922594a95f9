// What reports call a run's method and source, and an entity type.
#pragma once

#include <cstdint>
#include <string>

#include "harness/record/run_record.hpp"

namespace xner::reports {

/// "wu_dredze", or "wu_dredze/<variant>" if the variant is not the base.
[[nodiscard]] std::string method_name(const record::RunId& id);
/// " (<experiment>)" if the name alone says too little, else "".
template <typename Named>
[[nodiscard]] std::string shown_experiment(const Named& of) {
  return of.name_experiment ? " (" + of.experiment + ")" : "";
}
/// The method's name with the experiment's where it is needed.
template <typename Named>
[[nodiscard]] std::string name_of(const Named& of) {
  return method_name(of.id) + shown_experiment(of);
}
/// "full" behind all numbers.
[[nodiscard]] std::int64_t size_order(const std::string& size);
/// "en_pud-1000"
[[nodiscard]] std::string source_name(const record::RunId& id);

/// An entity type for the reader; the empty one is "(untyped)".
[[nodiscard]] std::string type_name(const std::string& type);

}  // namespace xner::reports
