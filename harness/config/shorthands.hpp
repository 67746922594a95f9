// The short forms that an experiment may use, written out, so that overrides can reach inside and
// one reader serves both forms. See experiment.hpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/config/node.hpp"

namespace xner::config {

/// methods = ["mulda"] becomes the table [methods.mulda].
/// @throws Error{kUsage} at what is no name, or named twice.
void expand_methods(Node& root);

/// data.source = "wikiann/en" becomes [data.source] part = ..., and data.targets = ["wikiann/de"]
/// becomes [data.targets.de] part = ...
/// @throws Error{kUsage} at what is no "<family>/<part>", or if two targets would have one name.
void expand_data(Node& root);

/// `methods=a,b` of the command line chooses among the tables that the file has and keeps what they
/// say.
/// @param chosen a root whose "methods" is expanded.
void select_methods(Node& root, const Node& chosen);

/// Applies an override to a tree in its long form, which it keeps. @throws Error{kUsage}.
void override_experiment(Node& root, const std::string& text);

/// Checks that a reference has `count` parts between slashes, none empty.
/// @throws Error{kUsage} "<key>: expected <form>, found '<reference>'" at the place.
void check_segments(const std::string& reference, std::size_t count, std::string_view form,
                    std::string_view key, const Place& place);

}  // namespace xner::config
