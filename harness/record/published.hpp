// published.json of an experiment's folder: what papers report of its runs. Written by `xner run`
// from the [published] tables of its files, read by reports, which set it beside our numbers. No
// run's record knows of it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/record/run_record.hpp"

namespace xner::record {

inline constexpr const char* kPublishedFile = "published.json";
inline constexpr int kPublishedSchema = 1;

/// One number, with what it is of: only runs of the same encoder, source and test set compare.
struct PublishedCell {
  std::string source;  ///< "Fu et al. 2022, Table 3: F1, mean of 5 runs"
  std::string row;     ///< as the source calls it
  std::string method;
  Json parameters = Json::object();  ///< what tells rows of one method apart, by name
  std::string size;                  ///< of the source's sample, or "full"
  std::string target;
  double f1 = 0;  ///< fraction
  std::optional<double> deviation;
  std::string encoder;  ///< the reference as written
  std::string source_train;
  std::string target_test;
  Json conditions = Json::object();  ///< [training] of the file
};

/// @param json {"schema", "parts": [{"source", "conditions", "cells": [a PublishedCell each]}]}.
/// @param where names the file in errors. @throws Error{kData}.
[[nodiscard]] std::vector<PublishedCell> published_from_json(const Json& json,
                                                             const std::filesystem::path& where);

}  // namespace xner::record
